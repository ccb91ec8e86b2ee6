"""Where Handrail can write is kept until it is taken out, and the newest address counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.records.conversations import FRESH, Conversations, KeptConversation
from bot.records.tables import conversations as table
from bot.records.times import utc
from bot.teams.conversation import conversation_id
from tests.bot.records.together import at_once

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
HERE, THERE = "0b1f2e3d-0000-4000-8000-00000000beef", "another organisation"
REACHED = {"address": "a:1", "service": "https://smba.trafficmanager.net/uk/", "bot": "28:b", "account": ""}
PRIVATE = KeptConversation("c1", HERE, "personal", "sam", REACHED)
CHANNEL = KeptConversation("c2", HERE, "channel", "", {**REACHED, "address": "19:a@thread.tacv2"})
MOVED = replace(PRIVATE, reached={**REACHED, "service": "https://smba.trafficmanager.net/emea/"})


@pytest.fixture
def known(engine: Engine) -> Conversations:
    return Conversations(engine, "teams")


def last_seen(engine: Engine, name: str) -> datetime:
    with engine.connect() as connection:
        return utc(connection.execute(sa.select(table.c.seen).where(table.c.id == name)).scalar_one())


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("kept", [PRIVATE, CHANNEL], ids=["private", "channel"])
def test_what_is_kept_is_found_as_it_was(known: Conversations, kept: KeptConversation) -> None:
    known.keep(kept, NOW)
    assert known.find(kept.id) == kept
    assert known.find("never") is None


def test_what_was_kept_is_known_to_every_process(known: Conversations, engine: Engine) -> None:
    known.keep(PRIVATE, NOW)
    assert Conversations(engine, "teams").private_with(HERE, "sam") == PRIVATE


def test_a_new_address_takes_the_place_of_the_old_at_once(known: Conversations, engine: Engine) -> None:
    known.keep(PRIVATE, NOW)
    known.keep(MOVED, NOW + MOMENT)
    assert known.find("c1") == MOVED
    assert rows(engine) == 1


# Whom a chat is with may first be known by one name and then by another, though it is reached as before.
@pytest.mark.parametrize(
    "changed", [replace(PRIVATE, person="omar"), replace(PRIVATE, kind="groupChat")], ids=["person", "kind"]
)
def test_whatever_else_is_new_takes_the_place_of_the_old_at_once(
    known: Conversations, changed: KeptConversation
) -> None:
    known.keep(PRIVATE, NOW)
    known.keep(changed, NOW + MOMENT)
    assert known.find("c1") == changed


def test_that_a_conversation_is_still_there_is_written_down_now_and_then(
    known: Conversations, engine: Engine
) -> None:
    known.keep(PRIVATE, NOW)
    known.keep(PRIVATE, NOW + FRESH - MOMENT)
    assert last_seen(engine, "c1") == NOW
    known.keep(PRIVATE, NOW + FRESH)
    assert last_seen(engine, "c1") == NOW + FRESH


def test_the_private_conversation_with_somebody_is_found(known: Conversations) -> None:
    theirs = replace(PRIVATE, id="c3", person="omar")
    for kept in (PRIVATE, CHANNEL, theirs, replace(PRIVATE, id="c4", workspace=THERE)):
        known.keep(kept, NOW)
    assert known.private_with(HERE, "sam") == PRIVATE
    assert known.private_with(HERE, "omar") == theirs
    assert known.private_with(HERE, "ada") is None
    assert known.private_with(THERE, "omar") is None


# A channel is with nobody in particular, and must not pass for the chat with a nameless one.
def test_a_channel_is_nobodys_private_conversation(known: Conversations) -> None:
    known.keep(CHANNEL, NOW)
    assert known.private_with(HERE, "") is None


def test_of_several_private_conversations_the_newest_counts(known: Conversations) -> None:
    newer = replace(PRIVATE, id="c3")
    known.keep(newer, NOW + MOMENT)
    known.keep(PRIVATE, NOW)
    assert known.private_with(HERE, "sam") == newer
    known.keep(PRIVATE, NOW + FRESH)
    assert known.private_with(HERE, "sam") == PRIVATE


def test_some_conversation_of_an_organisation_is_found_and_never_anothers(known: Conversations) -> None:
    assert known.any_in(HERE) is None
    known.keep(replace(CHANNEL, id="c3", workspace=THERE), NOW + MOMENT)
    assert known.any_in(HERE) is None
    known.keep(PRIVATE, NOW)
    assert known.any_in(HERE) == PRIVATE
    known.keep(CHANNEL, NOW + MOMENT)
    assert known.any_in(HERE) == CHANNEL


def test_a_platform_finds_none_of_anothers_people(known: Conversations, engine: Engine) -> None:
    Conversations(engine, "slack").keep(PRIVATE, NOW)
    assert known.private_with(HERE, "sam") is None
    assert known.any_in(HERE) is None


def test_a_conversation_that_handrail_was_taken_out_of_is_forgotten(known: Conversations) -> None:
    known.keep(PRIVATE, NOW)
    known.keep(CHANNEL, NOW)
    known.remove("c1")
    known.remove("never")
    assert (known.find("c1"), known.private_with(HERE, "sam")) == (None, None)
    assert known.find("c2") == CHANNEL
    known.keep(PRIVATE, NOW)
    assert known.find("c1") == PRIVATE, "it may come back at once"


def test_of_two_who_keep_one_at_once_neither_fails(known: Conversations, engine: Engine) -> None:
    for turn in range(10):
        first, second = replace(PRIVATE, id=f"t{turn}"), replace(MOVED, id=f"t{turn}")
        at_once([partial(known.keep, one, NOW) for one in (first, second)])
        assert known.find(f"t{turn}") in (first, second)
    assert rows(engine) == 10


def test_of_two_who_change_one_at_once_neither_fails(known: Conversations, engine: Engine) -> None:
    known.keep(PRIVATE, NOW)
    other = replace(PRIVATE, reached={**REACHED, "account": "29:sam"})
    for turn in range(1, 11):
        at_once([partial(known.keep, one, NOW + MOMENT * turn) for one in (MOVED, other)])
        assert known.find("c1") in (MOVED, other)
    assert rows(engine) == 1


def test_one_that_is_kept_and_removed_at_once_is_whole_or_gone(known: Conversations) -> None:
    for turn in range(10):
        known.keep(PRIVATE, NOW + FRESH * turn)
        at_once([partial(known.keep, MOVED, NOW + FRESH * turn), partial(known.remove, "c1")])
        assert known.find("c1") in (MOVED, None)


def test_ids_as_long_as_teams_has_them_are_kept_whole(known: Conversations) -> None:
    long = {
        "address": "a:1" + "pL6i0oY3C0" * 40,
        "service": "https://smba.trafficmanager.net/uk/" + HERE * 6,
        "bot": "28:" + "7d0c5a1e" * 20,
        "account": "29:1" + "Zx_-9" * 60,
    }
    # Whom Entra does not know is called as Teams calls them: the longest that the table has room for.
    kept = [
        KeptConversation(
            conversation_id(HERE, long["address"] + end), HERE, "personal", "29:1".ljust(127, "z") + end, long
        )
        for end in "ab"
    ]
    for one in kept:
        known.keep(one, NOW)
    assert [known.find(one.id) for one in kept] == kept
    assert [known.private_with(HERE, one.person) for one in kept] == kept
