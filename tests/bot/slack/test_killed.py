"""A process that is killed between an event and its answer: the next one answers it, once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bot.chat.world import SAM
from tests.bot.served import ROOT, served, until
from tests.bot.slack import signed
from tests.bot.slack.stand_in import TOKEN, SlackStandIn

DM = f"D{SAM}"


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    users = {SAM: {"id": SAM, "real_name": "Sam Okoro", "profile": {"email": "sam@example.org"}}}
    async with SlackStandIn(users, lacking={"chat.startStream"}).open() as stand_in:
        yield stand_in
    assert stand_in.complaints == []


@pytest.fixture
def environment(own_folder: Path, slack: SlackStandIn) -> dict[str, str]:
    settings = {
        "DATA": str(own_folder),
        "PEOPLE": str(ROOT / "people.csv"),
        "SLACK": "http",
        "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": signed.SECRET,
    }
    return {**os.environ, **{f"HANDRAIL_{name}": value for name, value in settings.items()}}


async def post(address: str, body: signed.Body) -> int:
    raw, headers = signed.signed(body)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}slack/events", data=raw, headers=headers) as answered,
    ):
        return answered.status


QUESTION = signed.direct(SAM, "can i post a photo of a colleague?", "1790000000.000300")


async def test_killed_before_the_answer_it_is_given_after_the_next_start(
    slack: SlackStandIn, environment: dict[str, str]
) -> None:
    reached = asyncio.Event()

    async def never(call: Any) -> None:
        if call.method == "users.info":
            reached.set()
            await asyncio.sleep(60)

    slack.after = never
    async with served(environment) as (address, process):
        assert await post(address, QUESTION) == 200
        await asyncio.wait_for(reached.wait(), 30)
        os.kill(process.pid, signal.SIGKILL)
    assert slack.messages[DM] == []
    slack.after = None
    async with served(environment) as (address, _):
        await until(lambda: slack.messages[DM])
        assert await post(address, QUESTION) == 200, "Slack sends it again"
        await asyncio.sleep(1)
    (answer,) = slack.messages[DM]
    assert answer["thread_ts"] == "1790000000.000300"
    assert "Ask your line manager, Jolanta Mazur" in answer["text"]


async def test_killed_after_slack_took_the_answer_it_is_not_given_again(
    slack: SlackStandIn, environment: dict[str, str]
) -> None:
    reached = asyncio.Event()

    async def silent(call: Any) -> None:
        if call.method == "chat.postMessage":
            reached.set()
            await asyncio.sleep(60)

    slack.after = silent
    async with served(environment) as (address, process):
        assert await post(address, QUESTION) == 200
        await asyncio.wait_for(reached.wait(), 30)
        os.kill(process.pid, signal.SIGKILL)
    assert len(slack.messages[DM]) == 1
    slack.after = None
    async with served(environment) as (address, _):
        await until(lambda: slack.sent("conversations.replies"))
        assert await post(address, QUESTION) == 200
        await asyncio.sleep(1)
    assert len(slack.messages[DM]) == 1


async def test_stopped_as_it_should_be_it_first_finishes_what_is_under_way(
    slack: SlackStandIn, environment: dict[str, str]
) -> None:
    async def slow(call: Any) -> None:
        if call.method == "chat.postMessage":
            await asyncio.sleep(1)

    slack.after = slow
    async with served(environment) as (address, process):
        assert await post(address, QUESTION) == 200
        process.terminate()
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert len(slack.messages[DM]) == 1
    assert len(slack.sent("chat.postMessage")) == 1
