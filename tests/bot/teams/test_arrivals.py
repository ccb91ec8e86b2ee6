"""Handrail comes to somebody's chats or to a channel, and says hello there once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from bot.chat.desk import Desk
from bot.records.inbox import Inbox
from bot.teams.app import TeamsApp, TeamsSide
from bot.teams.book import AddressBook
from bot.teams.connector import Connector
from tests.bot.chat.world import OMAR, SAM, Clock, directory
from tests.bot.teams.activities import (
    TENANT,
    Activity,
    activity,
    in_channel,
    message,
    private,
)
from tests.bot.teams.stand_in import BOT, TOKEN, TeamsStandIn
from tests.bot.teams.teams_chat import TeamsChat, texts_of

PHOTO = "can i share a photo of a colleague?"


def another(desk: Desk, engine: Engine, clock: Clock) -> TeamsApp:
    """The bot as a new process would have it."""

    async def token() -> str:
        return TOKEN

    side = TeamsSide(frozenset({TENANT}), Connector(token), directory())
    return TeamsApp(side, desk, Inbox(engine, "teams"), AddressBook(engine, clock))


def arrival(kind: str, teams: TeamsStandIn, where: dict[str, Any]) -> Activity:
    told = (
        {"membersAdded": [{"id": BOT}, {"id": "29:x"}]} if kind == "conversationUpdate" else {"action": "add"}
    )
    return activity(kind, SAM, teams.url, where, **told)


async def test_whoever_installs_handrail_is_welcomed_once(
    teams_chat: TeamsChat, teams: TeamsStandIn, desk: Desk, engine: Engine, clock: Clock
) -> None:
    for kind in ("conversationUpdate", "installationUpdate", "conversationUpdate"):
        await teams_chat.send(arrival(kind, teams, private(SAM)))
    (welcome,) = teams_chat.seen(SAM)
    assert "Hello Sam Lee." in welcome.text
    assert "quote them word for word" in welcome.text
    assert "Can I share photos of a colleague?" in welcome.texts
    assert "Check a draft" in welcome.buttons
    clock.passes(timedelta(days=20))
    after = another(desk, engine, clock)
    await after.take(arrival("installationUpdate", teams, private(SAM)))
    await after.worker.settled()
    await after.close()
    assert len(teams_chat.seen(SAM)) == 1


async def test_a_first_question_is_asked_by_one_press_in_the_persons_own_name(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    await teams_chat.send(arrival("installationUpdate", teams, private(SAM)))
    card = teams.posted[0].activity["attachments"][0]["content"]
    question = "Can I share photos of a colleague?"
    (prompt,) = [one["selectAction"] for one in card["body"] if question in texts_of(one)]
    assert prompt["data"] == {"msteams": {"type": "imBack", "value": question}}


async def test_where_the_client_hands_the_press_on_the_question_is_answered_all_the_same(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    pressed = message(SAM, "", teams.url, private(SAM), value={"msteams": {"type": "imBack", "value": PHOTO}})
    await teams_chat.send(pressed)
    assert "Only if" in teams_chat.seen(SAM)[-1].text


async def test_a_channel_is_greeted_once_and_told_how_to_ask(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    for kind in ("conversationUpdate", "installationUpdate"):
        await teams_chat.send(arrival(kind, teams, in_channel()))
    (welcome,) = teams_chat.seen(OMAR)
    assert "Mention me with your question" in welcome.text


async def test_others_who_join_a_channel_are_no_business_of_handrails(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    joined = activity("conversationUpdate", SAM, teams.url, in_channel(), membersAdded=[{"id": "29:new"}])
    await teams_chat.send(joined)
    assert teams.posted == []
