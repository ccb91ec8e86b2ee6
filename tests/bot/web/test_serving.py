"""Listening on this machine only, and what the access log holds."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from bot.conversation import Conversation
from bot.web.app import make_app
from bot.web.serving import NotLoopback, PortUnusable, discreet_logs, listen, log, url_of

TYPED = "mrs-jones"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "127.0.0.2"])
def test_it_listens_on_this_machine(host: str) -> None:
    with listen(host, 0) as listening:
        assert listening.getsockname()[0].startswith("127.")
        assert url_of(listening).startswith("http://127.")


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "192.168.1.20", "example.org", "127.0.0.1.example.org", "localhost.example.org"],  # noqa: S104  refused
)
def test_it_refuses_to_listen_to_other_machines(host: str) -> None:
    with pytest.raises(NotLoopback, match="only served to this machine"):
        listen(host, 0)


def test_a_port_in_use_is_told() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(PortUnusable, match="is in use: stop what uses it or choose another port"),
    ):
        listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none_is_told(port: int) -> None:
    with pytest.raises(PortUnusable, match="1 to 65535"):
        listen("127.0.0.1", port)


@pytest_asyncio.fixture
async def served(conversation: Conversation) -> AsyncIterator[str]:
    listening = listen(port=0)
    runner = web.AppRunner(make_app(conversation), **discreet_logs())
    await runner.setup()
    await web.SockSite(runner, listening).start()
    yield url_of(listening)
    await runner.cleanup()


@pytest.mark.asyncio
async def test_the_access_log_holds_routes_and_not_what_was_typed(
    served: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with ClientSession(served) as session:
        for path in (f"/?q={TYPED}", f"/{TYPED}", f"/clauses/phones/2/{TYPED}"):
            (await session.get(path)).release()
        (await session.post("/", data={"question": f"may I name {TYPED}?"})).release()
    assert TYPED not in caplog.text
    lines = [record.getMessage() for record in caplog.records if record.name == log.name]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "GET / 200",
        "GET (no such page) 404",
        "GET /clauses/{slug}/{version}/{path} 404",
        "POST / 200",
    ]


FORM = ("Host: localhost", "Content-Type: application/x-www-form-urlencoded")
CHUNKED = (*FORM, "Transfer-Encoding: chunked")
GZIPPED = (*FORM, "Content-Length: 9", "Content-Encoding: gzip")


@pytest.mark.parametrize(
    "request_lines",
    [
        [f"ASK {TYPED}"],
        [f"GET /{TYPED * 1000} HTTP/1.1", "Host: localhost"],
        ["POST / HTTP/1.1", "Host: localhost", f"Bad header {TYPED}: 1"],
        ["POST / HTTP/1.1", *CHUNKED, "", TYPED],
        ["POST / HTTP/1.1", *GZIPPED, "", TYPED],
    ],
)
@pytest.mark.asyncio
async def test_a_garbled_request_is_refused_and_not_quoted_in_the_log(
    served: str, request_lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(served).port)
    writer.write("\r\n".join([*request_lines, "", ""]).encode())
    status_line = await asyncio.wait_for(reader.readline(), timeout=10)
    writer.close()
    await writer.wait_closed()
    assert status_line.split()[1] == b"400"
    assert TYPED not in caplog.text
    assert "400" in caplog.text
