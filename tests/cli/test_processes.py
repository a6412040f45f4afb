"""What only a process can show: being stopped, killed, left without room, shut out of its output, or not alone."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import tracemalloc

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits as POSIX has them")

LONG = ("--draws", "100000", "--hours", "24", "--workers", "1", "--out", "long")
SOON_S = 3  #: Ctrl-C ends in some hundredths of a second; a test's machine may be busy


def until_it_writes(door, running: subprocess.Popen[bytes]) -> None:
    """Wait until the run has begun: its part folder is there."""
    end = time.monotonic() + 30
    while not any(name.endswith(".oberih-part") for name in door.left()):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.3)  # well into the draws


def test_ctrl_c_ends_at_once_and_leaves_nothing(door, report):
    with door.start("assess", report, *LONG) as running:
        until_it_writes(door, running)
        begin = time.monotonic()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
        took = time.monotonic() - begin
    assert running.returncode == 130
    assert took < SOON_S
    assert (out, err) == (b"", b"Stopped. Nothing was written.\n")
    assert door.left() == []
    assert door.rows() == []


@pytest.mark.slow
def test_what_a_killed_process_leaves_goes_with_the_next(door, report):
    with door.start("assess", report, *LONG) as running:
        until_it_writes(door, running)
        running.kill()
        running.communicate(timeout=30)
    assert [name[0] for name in door.left()] == ["."]  # out of sight, and no row
    assert door.rows() == []
    said = door("assess", report, *door.brief, "--out", "next", "--json")
    assert said.code == 0
    assert door.left() == ["next"]
    assert door.rows() == [json.loads(said.out)["run"]]  # one document, and nothing else


def limited() -> None:
    """As a full disk: no file may grow past 100 kB; the run's tables fit, its briefing does not."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_disk_that_fills_up_is_one_message_and_nothing_half_written(door, report):
    # Python would leave its own files cut off at the limit, in the environment that all tests share
    door.environment["PYTHONDONTWRITEBYTECODE"] = "1"
    # what is compiled already must be found: writing that down is the first thing that would fail
    said = door("assess", report, *door.brief, "--out", "out", preexec_fn=limited)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"{door.here / 'out'}: ")
    assert "Free some space" in said.err
    assert len(said.err.splitlines()) == 1
    assert door.left() == []
    assert door.rows() == []


@pytest.mark.slow
def test_two_at_once_share_one_catalogue(door, report):
    both = [door.start("assess", report, *door.brief, "--seed", seed, "--out", seed) for seed in ("1", "2")]
    answers = [running.communicate(timeout=60) for running in both]
    assert [running.returncode for running in both] == [0, 0], answers
    assert door.left() == ["1", "2"]
    assert len(set(door.rows())) == 2


def test_a_large_file_is_refused_unread(door, say):
    with (door.here / "large.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    tracemalloc.start()
    try:
        said = say("assess", "large.txt", "--lang", "uk")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said.code == 2
    assert "50.0" in said.err
    assert peak < 20 * 2**20


FULL = "/dev/full"


@pytest.mark.skipif(not os.path.exists(FULL), reason="no /dev/full here")
def test_an_output_without_room_is_a_message(door):
    with open(FULL, "wb") as full:
        said = door("runs", "list", "--json", stdout=full)
    assert said.code == 2
    assert said.err.startswith("stdout: No space left on device. ")


def test_a_reader_that_has_had_enough_is_no_fault(door):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        said = door("scenario", "schema", stdout=writing)
    finally:
        os.close(writing)
    assert (said.code, said.err) == (0, "")


def test_a_terminal_without_ukrainian_letters_gets_an_answer(door):
    said = door("scenario", "check", "none.toml", "--lang", "uk", environment={"PYTHONIOENCODING": "ascii"})
    assert said.code == 2
    assert said.err.startswith("none.toml: ???")
    said = door("scenario", "show", environment={"PYTHONIOENCODING": "ascii"})
    assert said.code == 0
    assert "hours = 72" in said.out


@pytest.mark.parametrize(("spoken", "word"), [("uk_UA.UTF-8", "немає"), ("en_GB.UTF-8", "no such"), ("C", "no such")])
def test_messages_are_in_the_language_of_the_machine(say, monkeypatch, spoken, word):
    monkeypatch.setenv("LC_ALL", spoken)
    assert word in say("scenario", "check", "none.toml").err


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that nobody may write to is sure on Linux alone: /proc")
def test_where_compiled_loops_go_when_nowhere_is_theirs(monkeypatch, tmp_path):
    from pathlib import Path

    from oberih.cli import compiled

    monkeypatch.delenv(compiled.VARIABLE, raising=False)
    monkeypatch.setattr(compiled.tempfile, "tempdir", str(tmp_path))
    compiled.mind_compiled()
    assert compiled.VARIABLE not in os.environ  # this very installation can be written to
    monkeypatch.setattr(compiled, "_places_of_numba", lambda: (Path("/proc/a"), Path("/proc/b")))
    monkeypatch.setenv(compiled.VARIABLE, "")
    compiled.mind_compiled()
    own = tmp_path / f"oberih-compiled-{os.getuid()}"
    assert os.environ[compiled.VARIABLE] == str(own)
    assert own.stat().st_mode & 0o077 == 0
    own.chmod(0o777)  # somebody else could have put code there
    monkeypatch.setenv(compiled.VARIABLE, "")
    compiled.mind_compiled()
    assert os.environ[compiled.VARIABLE] != str(own)
