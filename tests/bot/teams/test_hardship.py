"""What is slow, half done, or locked: nobody waits in vain, nothing is said twice, nothing is lost."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import Engine

from bot.chat.desk import Desk
from bot.records.inbox import Inbox
from bot.teams.app import TeamsApp
from tests.bot.chat.world import OMAR, SAM, Clock
from tests.bot.teams.activities import activity, in_channel, in_group, invoke, mention, message, private
from tests.bot.teams.stand_in import Call, TeamsStandIn
from tests.bot.teams.teams_chat import TeamsChat

PHOTO = "can i share a photo of a colleague?"
CHECK = {"data": {"handrail": {"verb": "check-draft", "id": ""}}}


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Somebody else writes to the database, and does not come to an end."""
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def later(app: TeamsApp, clock: Clock) -> None:
    clock.passes(timedelta(seconds=30))
    await app.worker.look_round()
    await app.worker.settled()


async def test_what_was_asked_alone_does_not_show_in_what_others_read(
    teams_chat: TeamsChat, teams: TeamsStandIn, desk: Desk
) -> None:
    alone = message(SAM, PHOTO, teams.url, in_group())
    alone["recipient"]["isTargeted"] = True
    await teams_chat.send(alone)
    await teams_chat.send(mention(SAM, "and the telephone?", teams.url, in_group()))
    asked = desk.conversation._assistant.asked  # type: ignore[attr-defined]  # the one by rote
    assert asked[-1].history == ()


async def test_a_check_that_takes_long_comes_in_the_persons_own_chat(teams_chat: TeamsChat) -> None:
    await teams_chat.check(SAM, "look, a photo of Jo, slowly")
    told = "\n".join(seen.text for seen in teams_chat.seen(SAM))
    assert "What comes of it is in my messages." in told
    assert "share photos of a colleague" in told
    assert teams_chat.seen(OMAR) == []


async def test_an_invoke_is_answered_in_time_while_the_database_is_locked(
    teams_chat: TeamsChat, teams: TeamsStandIn, engine: Engine
) -> None:
    await teams_chat.say(SAM, PHOTO)
    found = {"commandId": "insertClause", "parameters": [{"name": "text", "value": "photos"}]}
    with locked(engine):
        async with asyncio.timeout(5):
            shown = await teams_chat.post(invoke("task/fetch", SAM, teams.url, private(SAM), CHECK))
            assert shown["task"]["type"] in {"message", "continue"}
        async with asyncio.timeout(5):
            asked = invoke("composeExtension/query", SAM, teams.url, private(SAM), found)
            assert (await teams_chat.post(asked))["composeExtension"]


async def test_an_answer_that_was_sent_and_could_not_be_noted_is_not_sent_again(
    teams_chat: TeamsChat, teams_app: TeamsApp, engine: Engine, clock: Clock
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sent")
    await teams_chat.say(SAM, PHOTO)
    await later(teams_app, clock)
    (answer,) = teams_chat.seen(SAM)
    assert "Only if" in answer.text


async def test_of_a_long_answer_only_what_did_not_get_through_is_sent_again(
    teams_chat: TeamsChat, teams: TeamsStandIn, teams_app: TeamsApp, clock: Clock
) -> None:
    def second_page_fails(call: Call) -> web.Response | None:
        is_second = isinstance(call.body, dict) and call.body.get("summary") == "The answer goes on."
        return web.Response(status=502) if is_second else None

    teams.faults.append(second_page_fails)
    await teams_chat.say(SAM, "an endless answer, please")
    assert len(teams.posted) == 1
    teams.faults.clear()
    await later(teams_app, clock)
    assert [one.activity["summary"] == "The answer goes on." for one in teams.posted] == [False, True, True]


async def test_the_sign_that_an_answer_is_written_holds_up_nothing(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    async def hang(call: Call) -> None:
        if isinstance(call.body, dict) and call.body["type"] == "typing":
            await asyncio.sleep(30)

    teams.after = hang
    async with asyncio.timeout(10):
        await teams_chat.say(SAM, "a photo, slowly")
    assert len(teams.posted) == 1


async def test_why_an_answer_did_not_help_is_kept_across_a_restart(
    teams_chat: TeamsChat, teams: TeamsStandIn, teams_app: TeamsApp, engine: Engine, clock: Clock
) -> None:
    await teams_chat.say(SAM, PHOTO)
    (answer,) = teams.posted
    dislike = {"reaction": "dislike"}
    value = {"actionName": "feedback", "actionValue": dislike}
    given = invoke("message/submitAction", SAM, teams.url, private(SAM), value, replyToId=answer.id)
    await teams_chat.send(given)
    reason = {**dislike, "feedback": '{"reason": "unclear", "comment": "too many words"}'}
    kept = {**given, "id": "another", "value": {**value, "actionValue": reason}}
    dead = Inbox(engine, "teams", "another machine 1 x")
    dead.keep("teams:reason:f", kept, datetime.now(UTC) - timedelta(days=365))
    await later(teams_app, clock)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT reason, comment FROM feedback").all()
    assert [tuple(row) for row in rows] == [("unclear", "too many words")]


async def test_a_message_that_may_be_a_follow_up_waits_for_the_database(
    teams_chat: TeamsChat, teams: TeamsStandIn, engine: Engine
) -> None:
    asked = await teams_chat.mention(SAM, PHOTO)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE exchanges RENAME TO away")
    follows = message(SAM, "and the telephone?", teams.url, in_channel(asked))
    assert await teams_chat.status(follows) == 503
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO exchanges")
    assert await teams_chat.status(follows) == 200
    assert "Yes" in teams_chat.seen(SAM)[-1].text


@pytest.mark.parametrize("refusing", [False, True])
async def test_a_draft_checked_in_a_channel_is_seen_by_nobody_else(
    teams_chat: TeamsChat, teams: TeamsStandIn, refusing: bool
) -> None:
    await teams_chat.command(SAM, "check")
    form = teams.posted[-1]
    assert form.only
    (send,) = form.activity["attachments"][0]["content"]["actions"]
    if refusing:
        teams.refuse("PUT", 404, times=9)
    filled = {**send["data"], "draft": "look, a photo of my colleague Jo asleep"}
    # The client may leave out that the form was before one person only.
    sent = activity("message", SAM, teams.url, in_channel(), value=filled, replyToId=form.id)
    await teams_chat.send(sent)
    assert "share photos of a colleague" in teams_chat.seen(SAM)[-1].text
    assert teams_chat.seen(OMAR) == []


async def test_a_share_that_teams_does_not_take_is_done_later_and_said_so(
    teams_chat: TeamsChat, teams: TeamsStandIn, teams_app: TeamsApp, clock: Clock
) -> None:
    await teams_chat.command(SAM, PHOTO)
    teams.refuse("POST", 503, times=4)
    await teams_chat.press(SAM, "Share with the channel")
    assert "I try again in a moment" in teams_chat.seen(SAM)[-1].text
    assert teams_chat.seen(OMAR) == []
    await later(teams_app, clock)
    assert "Sam Lee shares" in teams_chat.seen(OMAR)[-1].text
    assert "Shared with the channel." in teams_chat.seen(SAM)[-1].text
