"""`oberih serve` as a user meets it."""

import re
import signal
import socket
import urllib.request

import pytest

from oberih.web.serve import listening


def test_a_port_that_is_taken_is_told_in_one_message(say):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = say("serve", "--port", str(port), "--lang", "en")
    assert done.code == 2
    assert f"port {port} cannot be used" in done.err
    assert done.err.count("\n") == 1


def test_the_door_names_its_protocol_so_that_no_answer_waits():
    with listening(0) as door:
        assert door.getsockname()[0] == "127.0.0.1"
        assert door.proto == socket.IPPROTO_TCP  # else asyncio leaves Nagle's delay on


def test_help_says_that_it_stays_on_this_machine(say):
    told = " ".join(say("serve", "--help").out.split())
    assert "this machine alone" in told


@pytest.mark.slow
def test_it_says_its_address_answers_there_and_ends_with_ctrl_c(door):
    process = door.start("serve", "--port", "0", "--lang", "en")
    try:
        line = process.stdout.readline().decode()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line).group(0)
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert b"<h1>" in answer.read()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    assert b"closed" in out
    assert b"Traceback" not in out + err
