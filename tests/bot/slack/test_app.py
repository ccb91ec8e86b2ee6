"""Who gets in, what is done about faults, and that every event is answered once."""

import asyncio
import logging
import time
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.chat.desk import Desk
from bot.slack.app import SlackApp
from tests.bot.chat.world import CHANNEL, SAM, Clock
from tests.bot.slack import signed
from tests.bot.slack.posting import PHOTO, another, later, private, rows, status
from tests.bot.slack.slack_chat import SlackChat
from tests.bot.slack.stand_in import BOT, SlackStandIn


@pytest.mark.parametrize(
    ("how", "refused"),
    [({"secret": "another"}, 401), ({"age": 6 * 60}, 401), ({"age": -6 * 60}, 401)],
)
async def test_what_is_not_signed_now_by_slack_is_refused_before_anything_runs(
    slack_app: SlackApp, slack: SlackStandIn, engine: Engine, how: dict[str, Any], refused: int
) -> None:
    assert await status(slack_app, private(), **how) == refused
    assert slack.calls == []
    assert rows(engine, "inbox") == 0


async def test_another_workspace_is_refused_before_anything_runs(
    slack_app: SlackApp, slack: SlackStandIn, engine: Engine
) -> None:
    foreign = signed.event(
        team="T2", type="message", channel="D9", channel_type="im", user=SAM, text=PHOTO, ts="1.1"
    )
    assert await status(slack_app, foreign) == 403
    assert [call.method for call in slack.calls] == ["auth.test"]
    assert rows(engine, "inbox") == 0


async def test_slack_may_verify_the_address(slack_app: SlackApp) -> None:
    body = {"type": "url_verification", "challenge": "abc"}
    answered = await slack_app.bolt.async_dispatch(signed.request(body))
    assert (answered.status, answered.body) == (200, '{"challenge": "abc"}')


async def test_a_retry_is_acknowledged_and_not_answered_again(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    body = private()
    assert await status(slack_app, body) == 200
    again = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout"}
    assert await status(slack_app, body, **again) == 200
    assert len(slack.messages[f"D{SAM}"]) == 1


async def test_what_was_answered_before_a_restart_is_not_answered_after_it(
    slack_app: SlackApp, slack: SlackStandIn, desk: Desk, engine: Engine
) -> None:
    body = private()
    await status(slack_app, body)
    after = another(slack, desk, engine)
    assert await status(after, body) == 200
    await after.close()
    assert len(slack.messages[f"D{SAM}"]) == 1


async def test_two_requests_at_the_same_moment_are_one_event(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    body = private()
    await asyncio.gather(*(status(slack_app, body) for _ in range(5)))
    assert len(slack.messages[f"D{SAM}"]) == 1


async def test_the_clocks_hands_count_when_slack_says_how_long_to_wait(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    slack.lacking |= {"chat.startStream"}
    slack.rate_limit("chat.postMessage", times=1, retry_after=1)
    began = time.monotonic()
    await status(slack_app, private())
    assert time.monotonic() - began >= 1
    assert len(slack.sent("chat.postMessage")) == 2
    assert len(slack.messages[f"D{SAM}"]) == 1


async def test_an_answer_that_slack_did_not_take_is_sent_a_little_later(
    slack_app: SlackApp, slack: SlackStandIn, clock: Clock
) -> None:
    slack.lacking |= {"chat.startStream"}
    slack.crash("chat.postMessage", times=1)
    await status(slack_app, private())
    assert slack.messages[f"D{SAM}"] == []
    await later(slack_app, clock)
    assert len(slack.messages[f"D{SAM}"]) == 1
    await later(slack_app, clock)
    assert len(slack.messages[f"D{SAM}"]) == 1


async def test_an_answer_that_slack_took_and_did_not_say_so_is_not_sent_again(
    slack_app: SlackApp, slack: SlackStandIn, clock: Clock
) -> None:
    slack.lacking |= {"chat.startStream"}

    async def hang_up(call: Any) -> None:
        if call.method == "chat.postMessage":
            slack.after = None
            raise ConnectionResetError

    slack.after = hang_up
    await status(slack_app, private())
    assert len(slack.messages[f"D{SAM}"]) == 1
    await later(slack_app, clock)
    assert len(slack.messages[f"D{SAM}"]) == 1
    assert slack.sent("conversations.replies")


async def test_it_is_found_at_the_end_of_a_long_thread_too(
    slack_app: SlackApp, slack: SlackStandIn, clock: Clock
) -> None:
    slack.lacking |= {"chat.startStream"}
    thread = "1790000000.000100"
    for _ in range(45):
        await slack_app.bolt.client.chat_postMessage(channel=f"D{SAM}", text="earlier", thread_ts=thread)

    async def hang_up(call: Any) -> None:
        if call.method == "chat.postMessage":
            slack.after = None
            raise ConnectionResetError

    slack.after = hang_up
    await status(slack_app, private(ts="1790000000.000200", thread=thread))
    await later(slack_app, clock)
    assert len(slack.messages[f"D{SAM}"]) == 46
    assert len(slack.sent("conversations.replies")) == 3


async def test_an_event_is_taken_up_later_where_slack_is_away_at_first(
    slack_app: SlackApp, slack: SlackStandIn, desk: Desk, engine: Engine, clock: Clock
) -> None:
    slack.lacking |= {"chat.startStream"}
    slack.crash("chat.postMessage", times=1)
    await status(slack_app, private())
    after = another(slack, desk, engine)
    slack.crash("auth.test", times=1)
    await later(after, clock)
    assert slack.messages[f"D{SAM}"] == []
    await later(after, clock)
    assert len(slack.messages[f"D{SAM}"]) == 1
    await after.close()


async def test_a_channel_that_is_gone_is_given_up_and_logged(
    slack_app: SlackApp, slack: SlackStandIn, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("chat.postMessage", times=9, error="is_archived")
    await status(slack_app, signed.mention(SAM, PHOTO, "1790000000.000200", CHANNEL))
    await later(slack_app, clock)
    assert len(slack.sent("chat.postMessage")) == 1
    assert "given up: Slack said is_archived" in caplog.text


async def test_a_dead_database_gives_one_calm_sentence_and_a_line_in_the_log(
    slack_app: SlackApp, slack: SlackStandIn, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE inbox")
        connection.exec_driver_sql("DROP TABLE feedback")
        connection.exec_driver_sql("DROP TABLE handovers")
        connection.exec_driver_sql("DROP TABLE exchanges")
    body = private()
    assert await status(slack_app, body) == 200
    assert await status(slack_app, body) == 200
    (told,) = slack.messages[f"D{SAM}"]
    assert told["text"].startswith("I can't look at the policies just now.")
    assert "the inbox is not to be used" in caplog.text


async def test_slow_work_does_not_hold_up_the_acknowledgement(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    async def dawdle(_call: Any) -> None:
        await asyncio.sleep(0.5)

    slack.after = dawdle
    await slack_app.bolt.async_dispatch(
        signed.request(signed.event(type="app_home_opened", user=SAM, tab="x"))
    )
    began = time.monotonic()
    answered = await slack_app.bolt.async_dispatch(signed.request(private()))
    assert answered.status == 200
    assert time.monotonic() - began < 0.5


async def test_when_slack_does_not_say_whose_the_token_is_slack_is_asked_to_come_again(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    slack.crash("auth.test", times=1)
    assert await status(slack_app, private()) == 503
    assert await status(slack_app, private()) == 200
    assert len(slack.messages[f"D{SAM}"]) == 1


async def test_nothing_that_was_asked_is_in_the_log(
    chat: SlackChat, slack: SlackStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.crash("chat.startStream", times=1)
    await chat.say(SAM, "can i share a photo of wilhelmina?")
    await chat.say(SAM, "please explode wilhelmina")
    await chat.command(SAM, "wilhelmina and the photo")
    await chat.check(SAM, "wilhelmina asleep, a photo")
    lines = [record.getMessage() for record in caplog.records]
    assert lines
    assert not [line for line in lines if "wilhelmina" in line]


async def test_a_reply_address_that_is_worn_out_is_replaced(slack_app: SlackApp, slack: SlackStandIn) -> None:
    body = signed.command(SAM, PHOTO, CHANNEL, slack.trigger(SAM), f"{slack.root}/nowhere")
    await status(slack_app, body)
    (told,) = slack.messages[f"D{SAM}"]
    assert told["blocks"]


async def test_what_slack_finds_wrong_with_a_mention_of_itself_is_ignored(
    slack_app: SlackApp, slack: SlackStandIn
) -> None:
    own = signed.direct(BOT, PHOTO, "1.1")
    assert await status(slack_app, own) == 200
    odd = signed.event(type="message", channel_type="im", user=SAM)
    assert await status(slack_app, odd) == 200
    assert slack.sent("chat.postMessage") == []
