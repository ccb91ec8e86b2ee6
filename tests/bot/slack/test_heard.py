"""What Slack sends is read for what it is, and what is no business of Handrail's is left alone."""

from typing import Any

import pytest

from bot.parts import Form, Verb
from bot.platform import (
    ChatOpened,
    Commanded,
    Filled,
    Handle,
    HomeOpened,
    Picked,
    Place,
    Pressed,
    Said,
    Speaker,
)
from bot.slack.heard import heard, key_of, plain_text

TEAM, BOT = "T1", "UBOT"
SAM = Speaker("slack", TEAM, "USAM")


def event(**changed: Any) -> dict[str, Any]:
    told = {
        "type": "message",
        "channel": "D1",
        "channel_type": "im",
        "user": "USAM",
        "text": "hi",
        "ts": "1.5",
    }
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {**told, **changed}}


def channel(**changed: Any) -> dict[str, Any]:
    return event(**{"channel": "C1", "channel_type": "channel", **changed})


def action(value: str, action_id: str, **changed: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "USAM", "team_id": TEAM},
        "channel": {"id": "C1"},
        "message": {"ts": "1.6", "thread_ts": "1.5"},
        "trigger_id": "t1",
        "response_url": "http://127.0.0.1/r",
        "actions": [{"action_id": action_id, "value": value}],
        **changed,
    }


def test_a_private_message_is_said_to_handrail() -> None:
    place = Place("D1", "1.5", private=True)
    assert heard(event(), TEAM, BOT) == Said(SAM, place, "1.5", "hi", True, None)


def test_in_a_thread_it_stands_there() -> None:
    said = heard(event(thread_ts="1.1"), TEAM, BOT)
    assert isinstance(said, Said)
    assert (said.place.thread, said.within) == ("1.1", "1.1")


def test_a_mention_is_said_to_handrail_without_its_own_name() -> None:
    said = heard(channel(type="app_mention", text="<@UBOT> can i?", channel_type=None), TEAM, BOT)
    assert isinstance(said, Said)
    assert (said.text, said.addressed, said.place) == ("can i?", True, Place("C1", "1.5", private=False))


def test_a_reply_in_a_thread_may_be_a_follow_up() -> None:
    said = heard(channel(thread_ts="1.1"), TEAM, BOT)
    assert isinstance(said, Said)
    assert not said.addressed


@pytest.mark.parametrize(
    "body",
    [
        channel(),
        channel(thread_ts="1.1", text="<@UBOT> it comes as a mention too"),
        event(bot_id="B2"),
        event(user=BOT),
        event(user=None),
        event(subtype="message_changed"),
        event(subtype="channel_join"),
        {**event(), "is_ext_shared_channel": True, "event": {**event()["event"], "user_team": "T2"}},
        event(type="reaction_added"),
        action("x", "somebody-elses:share"),
        action("x", "handrail:no-such-verb:0"),
        action("x", "handrail:share:0", user={"id": "USAM", "team_id": "T2"}),
        {"command": "/other", "user_id": "USAM", "channel_id": "C1", "trigger_id": "t1"},
        {"type": "view_submission", "view": {"callback_id": "other"}, "user": {"id": "USAM"}},
        {"type": "shortcut", "callback_id": "other", "user": {"id": "USAM"}},
        {},
    ],
)
def test_what_is_no_business_of_ours_is_left_alone(body: dict[str, Any]) -> None:
    assert heard(body, TEAM, BOT) is None


def test_a_file_with_words_is_a_question_and_says_that_it_came() -> None:
    said = heard(event(subtype="file_share", files=[{"id": "F1"}]), TEAM, BOT)
    assert isinstance(said, Said)
    assert said.file


def test_the_command_is_read_with_where_to_reply() -> None:
    body = {
        "command": "/policy",
        "user_id": "USAM",
        "channel_id": "C1",
        "text": "can i post?",
        "trigger_id": "t1",
        "response_url": "http://127.0.0.1/r",
    }
    handle = Handle("t1", "http://127.0.0.1/r")
    assert heard(body, TEAM, BOT) == Commanded(SAM, Place("C1", "", private=True), "can i post?", handle)


def test_a_button_says_what_it_does_and_to_what() -> None:
    pressed = heard(action("phones/2/must-not.2", "handrail:open-clause:1"), TEAM, BOT)
    assert isinstance(pressed, Pressed)
    assert (pressed.speaker, pressed.verb, pressed.about) == (SAM, Verb.OPEN_CLAUSE, "phones/2/must-not.2")
    assert pressed.place == Place("C1", "1.5", private=False)


def test_slacks_own_feedback_buttons_are_buttons() -> None:
    pressed = heard(action("not-helpful:abc", "handrail:feedback"), TEAM, BOT)
    assert isinstance(pressed, Pressed)
    assert (pressed.verb, pressed.about) == (Verb.NOT_HELPFUL, "abc")


def test_who_acts_is_who_slack_says_whatever_the_button_holds() -> None:
    pressed = heard(action("USOMEBODY:abc", "handrail:share:0"), TEAM, BOT)
    assert isinstance(pressed, Pressed)
    assert pressed.speaker == SAM


def test_a_form_is_read_field_by_field() -> None:
    values = {
        "comment": {"value": {"value": "it is about parking"}},
        "reason": {"value": {"selected_option": {"value": "wrong-rule"}}},
        "agreed": {"value": {"selected_options": [{"value": "yes"}]}},
        "empty": {"value": {"value": None}},
    }
    body = {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "USAM", "team_id": TEAM},
        "trigger_id": "t1",
        "view": {
            "id": "V1",
            "callback_id": "handrail:reason",
            "private_metadata": "abc",
            "state": {"values": values},
        },
    }
    filled = heard(body, TEAM, BOT)
    assert isinstance(filled, Filled)
    assert (filled.form, filled.about, filled.handle.dialog) == (Form.REASON, "abc", "V1")
    assert filled.values == {
        "comment": "it is about parking",
        "reason": "wrong-rule",
        "agreed": "yes",
        "empty": "",
    }


def test_the_shortcut_gives_the_messages_text_or_none() -> None:
    asked = {"user": {"id": "USAM"}, "trigger_id": "t1"}
    on_message = {
        "type": "message_action",
        "callback_id": "handrail_check_message",
        "message": {"text": "a &lt; b"},
    }
    assert heard({**asked, **on_message}, TEAM, BOT) == Picked(SAM, "a < b", Handle("t1"))
    draft = {"type": "shortcut", "callback_id": "handrail_check_draft"}
    assert heard({**asked, **draft}, TEAM, BOT) == Picked(SAM, None, Handle("t1"))


def test_the_tabs_of_the_app_are_told_apart() -> None:
    assert heard(event(type="app_home_opened", tab="home"), TEAM, BOT) == HomeOpened(SAM)
    assert heard(event(type="app_home_opened", tab="messages"), TEAM, BOT) == ChatOpened(SAM, "D1")


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@UBOT> can i post <@U777>?", "can i post a colleague?"),
        ("see <https://example.org/a?b=1|this page> &amp; <#C1|general>", "see this page & #general"),
        ("<https://example.org>", "https://example.org"),
        ("<!here> <!subteam^S1|@nurses>", "@here @nurses"),
        ("5 &lt; 6", "5 < 6"),
    ],
)
def test_a_text_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert plain_text(sent, BOT) == typed


def test_a_message_has_one_key_however_often_and_in_whatever_event_it_comes() -> None:
    mention = channel(type="app_mention", event_id="Ev2")
    message = channel(thread_ts="1.5")
    keys = set()
    for body in (mention, message, {**mention, "event_id": "Ev3"}):
        happening = heard(body, TEAM, BOT)
        assert happening
        keys.add(key_of(body, happening))
    assert keys == {"slack:T1:C1:1.5"}


def test_an_interaction_goes_by_its_trigger_and_a_look_has_no_key() -> None:
    body = action("abc", "handrail:share:0")
    pressed = heard(body, TEAM, BOT)
    assert pressed
    assert key_of(body, pressed) == "slack:t1"
    opened = event(type="app_home_opened", tab="home")
    assert key_of(opened, HomeOpened(SAM)) is None
