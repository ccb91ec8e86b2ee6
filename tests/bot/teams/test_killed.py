"""A process that is killed between an activity and its answer, and one that serves every platform at once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.bot.served import ROOT, served, until
from tests.bot.slack import signed
from tests.bot.slack.stand_in import TOKEN as TOKEN_OF_SLACK
from tests.bot.slack.stand_in import SlackStandIn
from tests.bot.teams.activities import Activity, message, private
from tests.bot.teams.stand_in import Call, TeamsStandIn

SAM = "5d9e2c71-b3f6-4a80-92d4-e81f6a0c3b57"  # Sam Okoro's object id in people.csv
PHOTO = "can i post a photo of a colleague?"


@pytest.fixture
async def teams() -> AsyncIterator[TeamsStandIn]:
    async with TeamsStandIn(token=None).open() as stand_in:
        yield stand_in
    assert stand_in.complaints == []


@pytest.fixture
def environment(own_folder: Path) -> dict[str, str]:
    settings = {"DATA": str(own_folder), "PEOPLE": str(ROOT / "people.csv"), "TEAMS": "playground"}
    return {**os.environ, **{f"HANDRAIL_{name}": value for name, value in settings.items()}}


async def post(address: str, activity: Activity) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}api/messages", json=activity) as answered,
    ):
        return answered.status


async def test_killed_before_the_answer_it_is_given_after_the_next_start_once(
    teams: TeamsStandIn, environment: dict[str, str]
) -> None:
    asked = message(SAM, PHOTO, teams.url, private(SAM))
    teams.refuse("POST", 503, times=1, Retry_After="30")
    async with served(environment) as (address, process):
        assert await post(address, asked) == 200
        await until(lambda: teams.calls)
        os.kill(process.pid, signal.SIGKILL)
    assert teams.posted == []
    async with served(environment) as (address, _):
        await until(lambda: teams.posted)
        assert await post(address, asked) == 200, "Teams sends it again"
        await asyncio.sleep(1)
    (answer,) = teams.posted
    assert answer.activity["replyToId"] == asked["id"]
    assert "Ask your line manager, Jolanta Mazur" in answer.activity["summary"]


async def test_stopped_as_it_should_be_it_first_finishes_what_is_under_way(
    teams: TeamsStandIn, environment: dict[str, str]
) -> None:
    async def slow(_call: Call) -> None:
        await asyncio.sleep(1)

    teams.after = slow
    async with served(environment) as (address, process):
        assert await post(address, message(SAM, PHOTO, teams.url, private(SAM))) == 200
        await until(lambda: teams.posted)
        process.terminate()
        assert await asyncio.to_thread(process.wait, 30) == 0
    async with served(environment):
        await asyncio.sleep(2)
    assert len(teams.posted) == 1


async def test_the_playground_is_for_this_machine_only(
    teams: TeamsStandIn, environment: dict[str, str]
) -> None:
    asked = message(SAM, PHOTO, teams.url, private(SAM))
    async with served(environment) as (address, _):
        async with aiohttp.ClientSession() as session:
            outside = {"Host": "care.example.net"}
            async with session.post(f"{address}api/messages", json=asked, headers=outside) as answered:
                assert answered.status == 403
        assert await post(address, {**asked, "serviceUrl": "http://evil.example/"}) == 403
        await asyncio.sleep(0.5)
    assert teams.calls == []


async def test_the_page_slack_and_teams_are_served_by_one_process_at_the_same_time(
    teams: TeamsStandIn, environment: dict[str, str]
) -> None:
    users = {"U1": {"id": "U1", "real_name": "Sam Okoro", "profile": {"email": "sam@example.org"}}}
    async with SlackStandIn(users, lacking={"chat.startStream"}).open() as slack:
        of_slack = {
            "HANDRAIL_SLACK": "http",
            "HANDRAIL_SLACK_API_URL": slack.url,
            "HANDRAIL_SLACK_BOT_TOKEN": TOKEN_OF_SLACK,
            "HANDRAIL_SLACK_SIGNING_SECRET": signed.SECRET,
        }
        async with served({**environment, **of_slack}) as (address, process):
            by_page, by_slack, by_teams = await asyncio.gather(
                _ask_the_page(address), _tell_slack(address), _tell_teams(address, teams)
            )
            assert (by_slack, by_teams) == ({200}, {200})
            rule = "put up pictures, photos or film of a service user or colleague"
            assert all(rule in page for page in by_page)
            await until(lambda: len(slack.messages["DU1"]) == 5 and len(teams.posted) == 5)
            process.terminate()
            assert await asyncio.to_thread(process.wait, 30) == 0
        for told in (*(one["text"] for one in slack.messages["DU1"]), *(a["summary"] for a in teams.sent())):
            assert rule in told
            assert "Jolanta Mazur" in told


async def _ask_the_page(address: str) -> list[str]:
    async with aiohttp.ClientSession() as session:
        pages = []
        for _ in range(5):
            async with session.post(address, data={"question": PHOTO, "asker": ""}) as answered:
                pages.append(await answered.text())
        return pages


async def _tell_slack(address: str) -> set[int]:
    statuses = set()
    async with aiohttp.ClientSession() as session:
        for number in range(5):
            raw, headers = signed.signed(signed.direct("U1", PHOTO, f"1790000000.00010{number}"))
            async with session.post(f"{address}slack/events", data=raw, headers=headers) as answered:
                statuses.add(answered.status)
    return statuses


async def _tell_teams(address: str, teams: TeamsStandIn) -> set[int]:
    return {await post(address, message(SAM, PHOTO, teams.url, private(SAM))) for _ in range(5)}
