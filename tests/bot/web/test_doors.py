"""Beside the page, chat platforms have doors of their own, and clauses may be shown at a public address."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

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


async def test_the_page_beside_it_goes_on_refusing_foreign_names_and_sites(client: Client) -> None:
    for path in ("/", "/clauses/phones/2/must-not.2", "/static/handrail.css", "/healthz"):
        assert (await client.get(path, headers={"Host": "anything.example"})).status == 403
    for path in ("/", "/asker"):
        answered = await client.post(path, data={"question": "x"}, headers={"Origin": "https://x.example"})
        assert answered.status == 403
    assert (await client.get("/")).status == 200


async def test_a_door_is_open_for_what_it_is_made_for_only(client: Client) -> None:
    host = {"Host": "anything.example"}
    assert (await client.get("/slack/events", headers=host)).status == 403
    assert (await client.post("/slack/events/", headers=host)).status == 403
    assert (await client.get("/slack/events")).status == 405


async def test_what_comes_through_a_door_has_the_pages_headers(client: Client) -> None:
    answered = await client.post("/slack/events", headers=OUTSIDE)
    assert answered.headers["X-Content-Type-Options"] == "nosniff"
    assert answered.headers["Cache-Control"] == "no-store"


async def test_a_clause_is_shown_at_the_public_address(client: Client) -> None:
    answered = await client.get("/clauses/phones/2/must-not.2", headers=OUTSIDE)
    assert answered.status == 200
    assert "share photos of a colleague" in await answered.text()
    assert (await client.get("/static/handrail.css", headers=OUTSIDE)).status == 200


async def test_the_public_address_may_be_written_in_any_case_and_asked_for_the_head_alone(
    client: Client,
) -> None:
    answered = await client.head("/clauses/phones/2/must-not.2", headers={"Host": "Care.Example.NET"})
    assert answered.status == 200


async def test_a_clause_that_is_not_there_is_missed_at_the_public_address(client: Client) -> None:
    assert (await client.get("/clauses/phones/2/nothing.1", headers=OUTSIDE)).status == 404


@pytest.mark.parametrize("path", ["/clauses/%2e%2e/", "/static/%2e%2e/healthz", "/static/%2e%2e/asker"])
async def test_no_way_leads_past_a_clause_to_the_page(client: Client, path: str) -> None:
    answered = await client.get(URL(path, encoded=True), headers=OUTSIDE)
    assert answered.status in {403, 404}


@pytest.mark.parametrize("path", ["/", "/healthz", "/clauses", "/asker", "/nothing"])
async def test_nothing_else_is(client: Client, path: str) -> None:
    assert (await client.get(path, headers=OUTSIDE)).status == 403


async def test_nothing_is_taken_there(client: Client) -> None:
    for path in ("/", "/asker", "/clauses/phones/2/must-not.2"):
        for origin in ({}, {"Origin": PUBLIC}, {"Origin": "http://127.0.0.1"}):
            headers = {**OUTSIDE, **origin}
            answered = await client.post(path, data={"question": "can i?"}, headers=headers)
            assert answered.status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "care.example.net.evil.example", "xcare.example.net", "care.example.net:81", ""]
)
async def test_another_name_sees_nothing(client: Client, host: str) -> None:
    answered = await client.get("/clauses/phones/2/must-not.2", headers={"Host": host})
    assert answered.status == 403


async def test_without_a_public_address_clauses_are_for_this_machine(
    aiohttp_client: Callable[[web.Application], Awaitable[Client]], conversation: Conversation
) -> None:
    client = await aiohttp_client(make_app(conversation))
    assert (await client.get("/clauses/phones/2/must-not.2", headers=OUTSIDE)).status == 403
    assert (await client.get("/clauses/phones/2/must-not.2")).status == 200
