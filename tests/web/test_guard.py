"""What is refused before anything reads it, and what every answer says to a browser."""

import asyncio
from typing import Any

import pytest
from fastapi.testclient import TestClient

from oberih.web.guard import MOST_BYTES, Guard, refusal

HOST = "127.0.0.1:8411"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "user@localhost", "a:b:c"])
def test_a_name_that_is_not_this_machine_is_refused(browse: TestClient, host: str) -> None:
    answer = browse.get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "127.0.0.1" in answer.text


@pytest.mark.parametrize("host", [HOST, "localhost:8411", "[::1]:8411", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(browse: TestClient, host: str) -> None:
    assert browse.get("/api/runs", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8411"])
def test_what_another_origin_sends_is_refused_whatever_the_method(browse: TestClient, origin: str) -> None:
    assert browse.post("/report", data={"text": "x"}, headers={"origin": origin}).status_code == 403
    answer = browse.get("/api/runs", headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["faults"][0]["key"] == "web.refused_origin"  # to a program as data


def test_a_form_of_another_site_is_refused_though_it_names_no_origin():
    assert refusal("POST", {"host": HOST, "sec-fetch-site": "cross-site"}) == "web.refused_origin"
    assert refusal("GET", {"host": HOST, "sec-fetch-site": "cross-site"}) is None  # a link may lead here
    assert refusal("POST", {"host": HOST, "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}) is None


def test_every_answer_lets_nothing_from_elsewhere_in(browse: TestClient):
    for address in ("/", "/api/runs", "/static/page.css", "/nothing", "/api/nothing"):
        headers = browse.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_too_much_is_refused_by_what_it_says_and_by_what_comes(browse: TestClient):
    assert browse.post("/report", content=b"x" * (MOST_BYTES + 1)).status_code == 413

    async def reads_all(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def endless() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    scope = {"type": "http", "method": "POST", "headers": [(b"host", HOST.encode())]}
    asyncio.run(Guard(reads_all, most_bytes=1000)(scope, endless, send))
    assert said[0]["status"] == 413
