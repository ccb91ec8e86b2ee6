"""Calls of Teams' Connector: at its pace, again where it asks for that, and what becomes of refusals."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from bot.platform import NotDelivered
from bot.teams.connector import Connector
from bot.teams.conversation import Kind, TeamsConversation
from tests.bot.teams.activities import TENANT
from tests.bot.teams.stand_in import BOT, TOKEN, Call, TeamsStandIn

TYPING = {"type": "typing", "text": "can i share a photo"}


async def teams_token() -> str:
    return TOKEN


@pytest.fixture
async def connector() -> AsyncIterator[Connector]:
    made = Connector(teams_token)
    yield made
    await made.close()


@pytest.fixture
def place(teams: TeamsStandIn) -> TeamsConversation:
    return TeamsConversation(TENANT, Kind.CHANNEL, "19:x@thread.tacv2;messageid=1", teams.url, BOT)


async def test_an_address_with_signs_of_its_own_arrives_as_it_is(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    odd = "19:a/b?c#d%20ü@thread.tacv2;messageid=17"
    await connector.send(place, odd, TYPING)
    assert teams.typing == [odd]


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_what_teams_wants_again_is_sent_again(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation, status: int
) -> None:
    teams.refuse("POST", status, times=2)
    await connector.send(place, place.address, TYPING)
    assert len(teams.calls) == 3
    assert len(teams.typing) == 1


async def test_it_waits_as_long_as_teams_asks(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    teams.refuse("POST", 429, Retry_After="1")
    began = time.monotonic()
    await connector.send(place, place.address, TYPING)
    assert time.monotonic() - began >= 1


async def test_what_takes_longer_than_a_minute_is_left_for_later(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    teams.refuse("POST", 429, Retry_After="900")
    with pytest.raises(NotDelivered) as refused:
        await connector.send(place, place.address, TYPING)
    assert not refused.value.lasting
    assert len(teams.calls) == 1


async def test_after_some_attempts_it_is_left_for_later(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    teams.refuse("POST", 502, times=99)
    with pytest.raises(NotDelivered) as refused:
        await connector.send(place, place.address, TYPING)
    assert not refused.value.lasting
    assert len(teams.calls) == 4


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_what_teams_will_never_take_is_not_sent_again(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation, status: int
) -> None:
    teams.refuse("POST", status, times=99, code="BotNotInConversationRoster")
    with pytest.raises(NotDelivered, match=f"Teams said {status} BotNotInConversationRoster") as refused:
        await connector.send(place, place.address, TYPING)
    assert refused.value.lasting
    assert len(teams.calls) == 1


async def test_a_token_that_is_not_taken_may_be_mended(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    teams.token = "another"
    with pytest.raises(NotDelivered) as refused:
        await connector.send(place, place.address, TYPING)
    assert not refused.value.lasting


async def test_a_line_that_is_dead_or_cut_is_no_traceback(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    teams.cut = 1
    nowhere = replace(place, service="http://127.0.0.1:9/")
    for to in (place, nowhere):
        with pytest.raises(NotDelivered, match="Teams is not reached") as refused:
            await connector.send(to, to.address, TYPING)
        assert not refused.value.lasting
    assert len(teams.typing) == 1, "where an answer is lost, it is not sent again at once"


async def test_no_refusal_brings_words_into_the_log_or_the_sentence(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    teams.refuse("POST", 400)
    with pytest.raises(NotDelivered) as refused:
        await connector.send(place, place.address, TYPING)
    assert "photo" not in str(refused.value) + caplog.text


async def test_one_thread_is_never_written_to_faster_than_teams_allows(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    times = await rush(connector, teams, [place.address] * 16, place)
    assert most_in_a_second(times) <= 7


async def test_one_organisation_is_never_called_faster_than_teams_allows(
    connector: Connector, teams: TeamsStandIn, place: TeamsConversation
) -> None:
    times = await rush(connector, teams, [f"19:{number}@thread.v2" for number in range(75)], place)
    assert most_in_a_second(times) <= 50


async def rush(
    connector: Connector, teams: TeamsStandIn, addresses: Sequence[str], place: TeamsConversation
) -> list[float]:
    """Sends to all of these at once; when each came to Teams."""
    times: list[float] = []

    async def noted(_call: Call) -> None:
        times.append(time.monotonic())

    teams.after = noted
    await asyncio.gather(*(connector.send(place, address, TYPING) for address in addresses))
    assert len(times) == len(addresses)
    return sorted(times)


def most_in_a_second(times: Sequence[float]) -> int:
    return max(sum(first <= time < first + 1 for time in times) for first in times)
