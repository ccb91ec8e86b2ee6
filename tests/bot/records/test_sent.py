"""What was sent is found by its key, and by where it stands, until it is long past."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.platform import Sent
from bot.records.sent import REMEMBERED, SentMessages
from bot.records.tables import sent as table
from bot.teams.conversation import conversation_id
from tests.bot.records.together import at_once

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
POSTED = Sent("c1", "1790000000001")
AGAIN = Sent("c1", "1790000000002")


@pytest.fixture
def messages(engine: Engine) -> SentMessages:
    return SentMessages(engine)


def test_what_was_sent_is_found_by_its_key(messages: SentMessages) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    assert messages.find("k1") == POSTED
    assert messages.find("k2") is None


def test_what_an_opinion_is_about_is_found_by_where_the_message_stands(messages: SentMessages) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    messages.note("k2", AGAIN, "x2", NOW)
    messages.note("k3", Sent("c2", POSTED.message), "x3", NOW)
    assert [messages.about(one) for one in (POSTED, AGAIN)] == ["x1", "x2"]
    assert messages.about(Sent("c2", POSTED.message)) == "x3"
    assert messages.about(Sent("c2", AGAIN.message)) is None


def test_a_message_may_be_about_nothing(messages: SentMessages) -> None:
    messages.note("k1", POSTED, None, NOW)
    assert messages.find("k1") == POSTED
    assert messages.about(POSTED) is None


def test_where_a_client_does_not_say_which_message_it_is_the_last_that_is_about_something(
    messages: SentMessages,
) -> None:
    messages.note("k2", AGAIN, "x2", NOW + MOMENT)
    messages.note("k1", POSTED, "x1", NOW)
    messages.note("k3", Sent("c1", "1790000000003"), None, NOW + MOMENT * 2)
    messages.note("k4", Sent("c2", "1790000000004"), "x4", NOW + MOMENT * 3)
    assert messages.about(Sent("c1", "")) == "x2"
    assert messages.about(Sent("c3", "")) is None


def test_the_first_message_under_a_key_is_the_one_that_counts(messages: SentMessages) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    messages.note("k1", AGAIN, "x2", NOW + MOMENT)
    assert messages.find("k1") == POSTED
    assert (messages.about(POSTED), messages.about(AGAIN)) == ("x1", None)


def test_what_was_noted_is_known_to_every_process(messages: SentMessages, engine: Engine) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    assert SentMessages(engine).find("k1") == POSTED


def test_of_two_at_once_under_one_key_one_counts_and_neither_fails(messages: SentMessages) -> None:
    for turn in range(10):
        key, own = f"k{turn}", [Sent(f"c{turn}", f"{number}") for number in range(2)]
        at_once([partial(messages.note, key, one, f"x{one.message}", NOW) for one in own])
        found = messages.find(key)
        assert found in own
        assert {messages.about(one) for one in own} == {f"x{found.message}", None}


def test_of_two_at_once_under_keys_of_their_own_both_count(messages: SentMessages) -> None:
    own = {f"k{number}": Sent("c1", f"{number}") for number in range(4)}
    at_once([partial(messages.note, key, one, None, NOW) for key, one in own.items()])
    assert {key: messages.find(key) for key in own} == own


def test_what_was_sent_long_ago_is_forgotten_and_no_more_than_that(messages: SentMessages) -> None:
    messages.note("old", POSTED, "x1", NOW)
    messages.note("new", AGAIN, "x2", NOW + MOMENT)
    messages.forget(NOW + REMEMBERED)
    assert [messages.find(key) for key in ("old", "new")] == [POSTED, AGAIN]
    messages.forget(NOW + REMEMBERED + MOMENT)
    assert [messages.find(key) for key in ("old", "new")] == [None, AGAIN]
    assert [messages.about(one) for one in (POSTED, AGAIN)] == [None, "x2"]


def test_a_key_that_is_forgotten_can_be_used_again(messages: SentMessages) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    messages.forget(NOW + REMEMBERED * 2)
    messages.note("k1", AGAIN, "x2", NOW + REMEMBERED * 2)
    assert messages.find("k1") == AGAIN


# A hand-over is open for a month, and its reader may press a button on the last day.
def test_it_is_remembered_for_longer_than_anything_is_open(messages: SentMessages) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    messages.forget(NOW + timedelta(days=59))
    assert messages.find("k1") == POSTED


@pytest.mark.parametrize("length", [13, 64, 128])
def test_ids_as_long_as_teams_has_them_are_kept_whole(messages: SentMessages, length: int) -> None:
    tenant = "0b1f2e3d-0000-4000-8000-00000000beef"
    channel = conversation_id(tenant, "a:1" + "pL6i0oY3C0" * 40)
    keys = [f"teams:{tenant}:{'4f' * 23}{end}:f:told" for end in ("aa", "ab")]
    posted = [Sent(channel, "1" * (length - 1) + end) for end in "ab"]
    for key, one in zip(keys, posted, strict=True):
        messages.note(key, one, f"{one.message[-1] * 32}", NOW)
    assert [messages.find(key) for key in keys] == posted
    assert [messages.about(one) for one in posted] == ["a" * 32, "b" * 32]


def test_none_of_a_messages_words_has_a_place_to_be_kept_in(messages: SentMessages, engine: Engine) -> None:
    messages.note("k1", POSTED, "x1", NOW)
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(table)).mappings()
    assert {name: told for name, told in row.items() if name != "at"} == {
        "key": "k1",
        "channel": POSTED.channel,
        "message": POSTED.message,
        "about": "x1",
    }
