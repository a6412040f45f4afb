"""What every request must be before anything reads it: from this machine's own page, and no larger than is read.

The page listens on loopback alone, but a browser will carry any site's requests there. So a name that is not loopback
is refused (a stranger's name may be pointed at 127.0.0.1: DNS rebinding), and so is what another origin sends.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from oberih.terms.errors import Fault
from oberih.terms.words import LANGS, say
from oberih.web.faults import plain

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
MOST_BYTES = 3 * 2**20  #: of a request; a report is a page or two
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
#: nothing from elsewhere, no script or style but the program's own files
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # "no-referrer" would make a browser send the origin "null" with our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-cache",
}


class _TooLargeError(Exception):
    """More came than is read."""


class Guard:
    """Stands before the whole program."""

    def __init__(self, app: App, most_bytes: int = MOST_BYTES) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if (fault := refusal(str(scope["method"]), headers)) is not None:
            await _refuse(scope, send, 403, fault)
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.most_bytes:
            await _refuse(scope, send, 413, "web.refused_size", mb=self.most_bytes // 2**20)
            return
        started, seen = False, 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most_bytes:
                raise _TooLargeError
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = with_headers(message.get("headers", []))
            await send(message)

        try:
            await self.app(scope, counted, guarded)
        except _TooLargeError:
            if not started:
                await _refuse(scope, send, 413, "web.refused_size", mb=self.most_bytes // 2**20)


def with_headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers that every answer has; what an answer says itself stays."""
    said = {name.lower() for name, _ in given}
    more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in said]
    return [*given, *more]


def refusal(method: str, headers: dict[str, str]) -> str | None:
    """The key of a sentence that says why a request is refused; None for a good one.

    >>> refusal("GET", {"host": "127.0.0.1:8000"}), refusal("GET", {"host": "evil.example"})
    (None, 'web.refused_host')
    >>> refusal("POST", {"host": "localhost:8000", "origin": "http://localhost:9999"})
    'web.refused_origin'
    """
    host = headers.get("host", "")
    if _name_of(f"//{host}") not in LOOPBACK:
        return "web.refused_host"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "web.refused_origin"
    if method not in _SAFE_METHODS and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return "web.refused_origin"
    return None


def _name_of(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    bare = parts.path == "" and parts.query == "" and parts.username is None
    return parts.hostname if bare else None


async def _refuse(scope: Scope, send: Send, status: int, key: str, **values: object) -> None:
    """In both languages: nobody has said yet which one is spoken. To a program as faults."""
    if str(scope.get("path", "")).startswith("/api/"):
        kind, body = b"application/json", json.dumps(plain((Fault(key=key, values=values),)), ensure_ascii=False)
    else:
        kind, body = b"text/plain; charset=utf-8", "\n".join(say(key, lang, **values) for lang in LANGS) + "\n"
    data = body.encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(data)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": with_headers(headers)})
    await send({"type": "http.response.body", "body": data})
