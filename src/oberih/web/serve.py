"""Opening the page: one process that listens on this machine alone."""

import socket
from collections.abc import Callable
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
    app = guarded(make_app(catalogue, take_up=True))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2,
        lifespan="on",
    )  # fmt: skip
    server = _Server(config, lambda: opened(address))
    try:
        server.run(sockets=[door])
    finally:
        door.close()


class _Server(uvicorn.Server):
    """A server that says when it is open."""

    def __init__(self, config: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._opened = opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._opened()
