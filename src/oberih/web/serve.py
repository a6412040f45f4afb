"""Opening the page: one process that listens on this machine alone."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from oberih.terms.errors import Fault, InputError
from oberih.web.app import guarded, make_app

HOST = "127.0.0.1"
PORT = 8411


def listening(port: int) -> socket.socket:
    """A socket on loopback. Raises InputError where the port is taken, or may not be had."""
    # the protocol is named, or asyncio leaves Nagle's delay on: 40 ms for many an answer
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(128)
    except OSError as error:
        found.close()
        values = {"port": port, "why": error.strerror or str(error)}
        raise InputError(Fault(key="web.port_taken", where="--port", values=values)) from error
    return found


def serve(port: int, catalogue: str | Path | None, opened: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `opened` hears the address once requests are answered. Port 0: any free one."""
    door = listening(port)
    address = f"http://{HOST}:{door.getsockname()[1]}/"
    server = _Server(_config(catalogue, take_up=True), lambda: opened(address))
    try:
        server.run(sockets=[door])
    finally:
        door.close()


@contextmanager
def served(catalogue: str | Path | None, *, take_up: bool = True) -> Iterator[str]:
    """The page as `serve` has it, from a thread of this program and on any free port, for as long as it is looked at:
    its address, without a slash at the end. What drives a browser over it begins here."""
    door = listening(0)
    server = uvicorn.Server(_config(catalogue, take_up=take_up))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        yield f"http://{HOST}:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        door.close()


def _config(catalogue: str | Path | None, *, take_up: bool) -> uvicorn.Config:
    return uvicorn.Config(
        guarded(make_app(catalogue, take_up=take_up)), log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=2, lifespan="on",
    )  # fmt: skip


class _Server(uvicorn.Server):
    """A server that says when it is open."""

    def __init__(self, config: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._opened()
