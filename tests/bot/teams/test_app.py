"""Events answered once each, faults, windows and what stands for them, arrivals, and what people are told."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.chat.desk import Desk
from bot.records.inbox import Inbox
from bot.teams.app import TeamsApp, TeamsSide
from bot.teams.book import AddressBook
from bot.teams.connector import Connector
from tests.bot.chat.world import ADA, OMAR, SAM, Clock, directory
from tests.bot.teams.activities import (
    TENANT,
    Activity,
    activity,
    in_channel,
    in_group,
    invoke,
    mention,
    message,
    private,
)
from tests.bot.teams.stand_in import TOKEN, Call, TeamsStandIn
from tests.bot.teams.teams_chat import TeamsChat, texts_of

PHOTO = "can i share a photo of a colleague?"


def question(teams: TeamsStandIn, text: str = PHOTO) -> Activity:
    return message(SAM, text, teams.url, private(SAM))


def another(desk: Desk, engine: Engine, clock: Clock) -> TeamsApp:
    """The bot as a new process would have it."""

    async def token() -> str:
        return TOKEN

    side = TeamsSide(frozenset({TENANT}), Connector(token), directory())
    return TeamsApp(side, desk, Inbox(engine, "teams"), AddressBook(engine, clock))


async def later(app: TeamsApp, clock: Clock) -> None:
    """A while later, after the patrol's next round."""
    clock.passes(timedelta(seconds=30))
    await app.worker.look_round()
    await app.worker.settled()


async def test_what_teams_sends_again_is_answered_once(teams_chat: TeamsChat, teams: TeamsStandIn) -> None:
    asked = question(teams)
    await asyncio.gather(*(teams_chat.send(asked) for _ in range(5)))
    assert len(teams.posted) == 1


async def test_what_was_answered_before_a_restart_is_not_answered_after_it(
    teams_chat: TeamsChat, teams: TeamsStandIn, desk: Desk, engine: Engine, clock: Clock
) -> None:
    asked = question(teams)
    await teams_chat.send(asked)
    after = another(desk, engine, clock)
    await after.take(asked)
    await after.worker.settled()
    await after.close()
    assert len(teams.posted) == 1


async def test_an_answer_that_teams_did_not_take_is_sent_a_little_later(
    teams_chat: TeamsChat, teams: TeamsStandIn, teams_app: TeamsApp, clock: Clock
) -> None:
    teams.refuse("POST", 503, times=4)
    await teams_chat.send(question(teams))
    assert teams.posted == []
    await later(teams_app, clock)
    assert len(teams.posted) == 1
    await later(teams_app, clock)
    assert len(teams.posted) == 1


async def test_it_is_sent_after_a_restart_too(
    teams_chat: TeamsChat, teams: TeamsStandIn, desk: Desk, engine: Engine, clock: Clock
) -> None:
    teams.refuse("POST", 503, times=4)
    await teams_chat.send(question(teams))
    after = another(desk, engine, clock)
    await later(after, clock)
    await after.close()
    (answer,) = teams_chat.seen(SAM)
    assert "Only if" in answer.text
    assert "Ask Ada Osei" in answer.buttons


async def test_a_conversation_that_is_gone_is_given_up_and_logged(
    teams_chat: TeamsChat,
    teams: TeamsStandIn,
    teams_app: TeamsApp,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    teams.refuse("POST", 403, times=99, code="MessageWritesBlocked")
    await teams_chat.send(question(teams))
    await later(teams_app, clock)
    assert len(teams.calls) == 1
    assert "given up: Teams said 403 MessageWritesBlocked" in caplog.text


async def test_a_dead_database_gives_one_calm_sentence_and_a_line_in_the_log(
    teams_chat: TeamsChat, teams: TeamsStandIn, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    await teams_chat.send(question(teams))
    with engine.begin() as connection:
        for table in ("inbox", "feedback", "handovers", "exchanges", "sent", "conversations"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
    asked = question(teams)
    await teams_chat.send(asked)
    await teams_chat.send(asked)
    assert len(teams.posted) == 2
    assert teams.posted[-1].activity["summary"].startswith("I can't look at the policies just now.")
    assert "the inbox is not to be used" in caplog.text


async def test_where_an_answer_is_long_in_coming_teams_shows_that_it_is_being_written(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    await teams_chat.send(question(teams, "a photo, slowly"))
    assert teams.typing == [f"a:{SAM}"]
    assert len(teams.posted) == 1


async def test_nothing_that_was_asked_is_in_the_log(
    teams_chat: TeamsChat, teams: TeamsStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    teams.refuse("POST", 502)
    await teams_chat.say(SAM, "can i share a photo of wilhelmina?")
    await teams_chat.say(SAM, "please explode wilhelmina")
    await teams_chat.command(SAM, "wilhelmina and the photo")
    await teams_chat.check(SAM, "wilhelmina asleep, a photo")
    found = {"commandId": "insertClause", "parameters": [{"name": "text", "value": "wilhelmina explode"}]}
    await teams_chat.send(invoke("composeExtension/query", SAM, teams.url, private(SAM), found))
    lines = [record.getMessage() for record in caplog.records]
    assert lines
    assert not [line for line in lines if "wilhelmina" in line]


async def test_an_opinion_without_the_message_that_it_is_about_is_about_the_last_one(
    teams_chat: TeamsChat, teams: TeamsStandIn, desk: Desk
) -> None:
    await teams_chat.say(SAM, PHOTO)
    value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": "it is too long"}}
    await teams_chat.send(invoke("message/submitAction", SAM, teams.url, private(SAM), value))
    assert desk.feedback.counts() == (0, 1)


async def test_a_client_that_opens_no_windows_gets_messages_in_their_place(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    await teams_chat.say(SAM, "check")
    form = teams.posted[-1]
    (send,) = form.activity["attachments"][0]["content"]["actions"]
    filled = {**send["data"], "draft": "look, a photo of my colleague Jo asleep"}
    sent = activity("message", SAM, teams.url, private(SAM), value=filled, replyToId=form.id)
    await teams_chat.send(sent)
    assert len(teams.posted) == 1, "the form is replaced by what came of it"
    assert "share photos of a colleague" in teams_chat.seen(SAM)[-1].text
    opens = {"handrail": {"verb": "open-clause", "id": "phones/2/must-not.2"}}
    await teams_chat.send(activity("message", SAM, teams.url, private(SAM), value=opens))
    assert "quarrel in public" in teams_chat.seen(SAM)[-1].text


async def test_in_a_channel_they_are_shown_to_the_one_who_pressed_alone(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    asked = await teams_chat.mention(SAM, PHOTO)
    opens = {"handrail": {"verb": "open-clause", "id": "phones/2/must-not.2"}}
    await teams_chat.send(activity("message", SAM, teams.url, in_channel(asked), value=opens))
    assert "quarrel in public" in teams_chat.seen(SAM)[-1].text
    assert "quarrel in public" not in teams_chat.seen(OMAR)[-1].text


async def test_a_manager_who_never_spoke_to_handrail_is_written_to_in_a_new_chat(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    await teams_chat.say(SAM, PHOTO)
    await teams_chat.press(SAM, "Ask Ada Osei")
    await teams_chat.fill(SAM, agreed="yes")
    assert [call.path for call in teams.calls if call.path.endswith("/v3/conversations")] == [
        "/v3/conversations"
    ]
    (received,) = teams_chat.seen(ADA)
    assert received.private
    assert teams.posted[1].activity["channelData"]["notification"] == {"alert": True}


async def test_what_is_removed_is_not_written_to_any_more(teams_chat: TeamsChat, teams: TeamsStandIn) -> None:
    await teams_chat.say(ADA, PHOTO)
    await teams_chat.send(activity("installationUpdate", ADA, teams.url, private(ADA), action="remove"))
    teams.members.pop(ADA.lower())
    await teams_chat.say(SAM, PHOTO)
    await teams_chat.press(SAM, "Ask Ada Osei")
    await teams_chat.fill(SAM, agreed="yes")
    assert "I can't reach Ada Osei here, so nothing was sent." in teams_chat.seen(SAM)[-1].text


async def test_a_group_chat_is_answered_by_mention_and_goes_on_by_the_time(
    teams_chat: TeamsChat, teams: TeamsStandIn, desk: Desk
) -> None:
    await teams_chat.send(mention(SAM, PHOTO, teams.url, in_group()))
    await teams_chat.send(message(SAM, "and the telephone?", teams.url, in_group()))
    assert len(teams.posted) == 1
    await teams_chat.send(mention(SAM, "and the telephone?", teams.url, in_group()))
    assert len(teams.posted) == 2
    asked = desk.conversation._assistant.asked  # type: ignore[attr-defined]  # the one by rote
    assert [turn.user for turn in asked[-1].history] == [PHOTO]


async def test_a_message_that_is_no_use_to_others_is_left_out_of_a_group_that_takes_none(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    teams.faults.append(_no_targeted)
    await teams_chat.mention(SAM, "can i mention mr Smith the resident?")
    (told,) = [seen for seen in teams_chat.seen(SAM) if "personal details" in seen.text]
    assert told.channel == f"D{SAM}"
    assert not [seen for seen in teams_chat.seen(OMAR) if "personal details" in seen.text]


def _no_targeted(call: Call) -> Any:
    from aiohttp import web

    targeted = isinstance(call.body, dict) and "recipient" in call.body
    return web.json_response({"error": {"code": "BadSyntax"}}, status=400) if targeted else None


async def test_the_answers_first_words_for_a_screen_reader_hold_no_markup(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    await teams_chat.say(SAM, PHOTO)
    activity = teams.posted[0].activity
    assert activity["summary"].startswith("Only if: they know about it; they have agreed.")
    assert activity["speak"] == activity["summary"]
    assert activity["attachments"][0]["content"]["fallbackText"] == activity["summary"]


async def test_a_clause_is_found_and_inserted(teams_chat: TeamsChat, teams: TeamsStandIn) -> None:
    searched = {"commandId": "insertClause", "parameters": [{"name": "text", "value": "photos"}]}
    answered = await teams_chat.send(invoke("composeExtension/query", SAM, teams.url, in_channel(), searched))
    (found,) = answered["composeExtension"]["attachments"]
    assert found["preview"]["content"]["title"] == "Phones & photos policy, Guidelines, rule 2"
    assert "share photos of a colleague" in "\n".join(texts_of(found["content"]))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"name": "text", "value": "zebra"}, "No clause is near that."),
        ({"name": "text", "value": "explode"}, "I can't look at the policies just now."),
    ],
)
async def test_where_nothing_is_found_a_sentence_says_so(
    teams_chat: TeamsChat, teams: TeamsStandIn, value: dict[str, str], said: str
) -> None:
    searched = {"commandId": "insertClause", "parameters": [value]}
    asked = invoke("composeExtension/query", SAM, teams.url, private(SAM), searched)
    answered = await teams_chat.send(asked)
    assert answered["composeExtension"]["text"].startswith(said)


async def test_the_search_opens_with_clauses_that_people_ask_about(
    teams_chat: TeamsChat, teams: TeamsStandIn
) -> None:
    opening = {"commandId": "insertClause", "parameters": [{"name": "initialRun", "value": "true"}]}
    asked = invoke("composeExtension/query", SAM, teams.url, private(SAM), opening)
    assert (await teams_chat.send(asked))["composeExtension"]["attachments"]


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"data": {}},
        {"data": {"handrail": {"verb": "delete-all", "id": "x"}}},
        {"data": {"handrail": {"verb": "open-clause", "id": "x"}}},
        {"data": {"handrail": {"verb": "ask-manager", "id": "x"}}},
        {"commandId": "another"},
    ],
)
@pytest.mark.parametrize("name", ["task/fetch", "composeExtension/fetchTask", "message/fetchTask"])
async def test_whatever_is_pressed_something_is_shown(
    teams_chat: TeamsChat, teams: TeamsStandIn, name: str, value: Any
) -> None:
    answered = await teams_chat.send(invoke(name, SAM, teams.url, private(SAM), value))
    assert answered["task"]["type"] in {"message", "continue"}
