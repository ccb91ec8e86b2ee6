"""What is turned away, and what every response carries, through a real HTTP client."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest
from aiohttp.test_utils import TestClient

from knowledge.answer import Question

pytestmark = pytest.mark.asyncio

Client = TestClient[Any, Any]
Clients = Callable[..., Awaitable[Client]]
PHOTO = "can i post pic of my mate at work on insta ok? a photo"


class Notebook(Protocol):
    """An assistant that tells what it was asked."""

    asked: list[Question]


@pytest.mark.parametrize(
    "host",
    ["handrail.example.org", "127.0.0.1.example.org:8080", "localhost@example.org", "10.0.0.1", "", "[::2]"],
)
async def test_another_host_name_is_turned_away(page: Clients, host: str) -> None:
    for path in ("/", "/healthz", "/static/handrail.css", "/nowhere"):
        assert (await (await page()).get(path, headers={"Host": host})).status == 403


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8080", "127.0.0.1:1", "[::1]:8080"])
async def test_this_machine_s_names_are_served(page: Clients, host: str) -> None:
    assert (await (await page()).get("/healthz", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9"},
        {"Origin": "http://localhost.example.org"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/asker"])
async def test_another_site_cannot_send_a_form(
    page: Clients, assistant: Notebook, path: str, headers: dict[str, str]
) -> None:
    sent = {"Host": "localhost", **headers}
    response = await (await page()).post(path, data={"question": PHOTO, "email": ""}, headers=sent)
    assert response.status == 403
    assert "Set-Cookie" not in response.headers
    assert not assistant.asked


async def test_the_page_s_own_form_is_taken(page: Clients) -> None:
    headers = {"Host": "localhost:8080", "Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin"}
    assert (await (await page()).post("/", data={"question": PHOTO}, headers=headers)).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/static/handrail.js", "/healthz", "/clauses/phones/2/help.1"]
)
async def test_every_response_carries_the_security_headers(page: Clients, path: str) -> None:
    headers = (await (await page()).get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_pages_with_questions_are_stored_nowhere(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": PHOTO})
    assert response.headers["Cache-Control"] == "no-store"


async def test_no_page_needs_what_the_policy_on_content_forbids(page: Clients) -> None:
    client = await page()
    for text in (
        await (await client.post("/", data={"question": PHOTO})).text(),
        await (await client.get("/clauses/phones/2/help.1")).text(),
    ):
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! src=\"/static/)|https?://", text)
