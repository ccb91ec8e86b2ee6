"""Beside the page, chat platforms have doors of their own, and clauses may be shown at a public address."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.conversation import Conversation
from bot.web.app import make_app, open_doors

Client = TestClient[Any, Any]
PUBLIC = "https://care.example.net"
OUTSIDE = {"Host": "care.example.net"}


async def knocked(_request: web.Request) -> web.Response:
    return web.Response(text="come in")


@pytest.fixture
async def client(
    aiohttp_client: Callable[[web.Application], Awaitable[Client]], conversation: Conversation
) -> Client:
    app = make_app(conversation, public_url=PUBLIC)
    open_doors(app, [web.post("/slack/events", knocked)])
    return await aiohttp_client(app)


async def test_a_platforms_door_is_open_under_any_name(client: Client) -> None:
    for host in ("care.example.net", "anything.example", "127.0.0.1"):
        answered = await client.post("/slack/events", headers={"Host": host, "Origin": "https://x.example"})
        assert (answered.status, await answered.text()) == (200, "come in")


async def test_a_clause_is_shown_at_the_public_address(client: Client) -> None:
    answered = await client.get("/clauses/phones/2/must-not.2", headers=OUTSIDE)
    assert answered.status == 200
    assert "share photos of a colleague" in await answered.text()
    assert (await client.get("/static/handrail.css", headers=OUTSIDE)).status == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/clauses"])
async def test_nothing_else_is(client: Client, path: str) -> None:
    assert (await client.get(path, headers=OUTSIDE)).status == 403


async def test_nothing_is_taken_there(client: Client) -> None:
    for path in ("/", "/asker", "/clauses/phones/2/must-not.2"):
        answered = await client.post(path, data={"question": "can i?"}, headers=OUTSIDE)
        assert answered.status == 403


async def test_another_name_sees_nothing(client: Client) -> None:
    answered = await client.get("/clauses/phones/2/must-not.2", headers={"Host": "evil.example"})
    assert answered.status == 403


async def test_without_a_public_address_clauses_are_for_this_machine(
    aiohttp_client: Callable[[web.Application], Awaitable[Client]], conversation: Conversation
) -> None:
    client = await aiohttp_client(make_app(conversation))
    assert (await client.get("/clauses/phones/2/must-not.2", headers=OUTSIDE)).status == 403
    assert (await client.get("/clauses/phones/2/must-not.2")).status == 200
