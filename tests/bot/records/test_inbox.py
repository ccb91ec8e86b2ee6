"""The inbox keeps every event once, until it is dealt with, whoever is killed meanwhile."""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.records.inbox import HOLD, MOST_ATTEMPTS, REMEMBERED, Inbox
from knowledge.schema import open_database, sqlite_url

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BODY = {"text": "can i post a photo of wilhelmina"}


def test_an_event_is_kept_once(engine: Engine) -> None:
    inbox = Inbox(engine, "slack")
    assert inbox.keep("slack:T1:1", BODY, NOW)
    assert not inbox.keep("slack:T1:1", BODY, NOW)
    assert inbox.waiting() == 1


def test_its_id_is_remembered_when_it_is_done(engine: Engine) -> None:
    inbox = Inbox(engine, "slack")
    inbox.keep("slack:T1:1", BODY, NOW)
    inbox.done("slack:T1:1", NOW)
    assert inbox.waiting() == 0
    assert not Inbox(engine, "slack").keep("slack:T1:1", BODY, NOW + timedelta(days=1))


def test_what_is_held_is_left_to_its_holder(engine: Engine) -> None:
    Inbox(engine, "slack", "elsewhere 1 aa").keep("slack:T1:1", BODY, NOW)
    assert Inbox(engine, "slack").abandoned(NOW + HOLD / 2) == []


def test_what_a_process_on_another_machine_let_go_of_is_taken_after_a_minute(engine: Engine) -> None:
    Inbox(engine, "slack", "elsewhere 1 aa").keep("slack:T1:1", BODY, NOW)
    (taken,) = Inbox(engine, "slack").abandoned(NOW + HOLD)
    assert (taken.key, taken.body, taken.attempts) == ("slack:T1:1", BODY, 2)


def test_a_sign_of_life_holds_on(engine: Engine) -> None:
    holder = Inbox(engine, "slack", "elsewhere 1 aa")
    holder.keep("slack:T1:1", BODY, NOW)
    holder.hold_on(["slack:T1:1"], NOW + HOLD / 2)
    assert Inbox(engine, "slack").abandoned(NOW + HOLD) == []


@pytest.mark.parametrize("number", [os.getpid(), 2**22 + 1])
def test_what_a_dead_process_of_this_machine_held_is_taken_at_once(engine: Engine, number: int) -> None:
    Inbox(engine, "slack", f"{socket.gethostname()[:40]} {number} other").keep("slack:T1:1", BODY, NOW)
    assert [kept.key for kept in Inbox(engine, "slack").abandoned(NOW)] == ["slack:T1:1"]


def test_what_a_living_process_of_this_machine_holds_is_left(engine: Engine) -> None:
    Inbox(engine, "slack", f"{socket.gethostname()[:40]} {os.getppid()} parent").keep("slack:T1:1", BODY, NOW)
    assert Inbox(engine, "slack").abandoned(NOW) == []


def test_of_two_only_one_takes_it(engine: Engine) -> None:
    Inbox(engine, "slack", "elsewhere 1 aa").keep("slack:T1:1", BODY, NOW)
    assert len(Inbox(engine, "slack", "somewhere 1 bb").abandoned(NOW + HOLD)) == 1
    assert Inbox(engine, "slack", "nowhere 1 cc").abandoned(NOW + HOLD) == []


def test_a_platforms_events_are_left_to_that_platform(engine: Engine) -> None:
    Inbox(engine, "teams", "elsewhere 1 aa").keep("teams:T1:1", BODY, NOW)
    assert Inbox(engine, "slack").abandoned(NOW + HOLD) == []


def test_what_failed_is_tried_again_after_longer_and_longer_pauses(engine: Engine) -> None:
    inbox = Inbox(engine, "slack")
    inbox.keep("slack:T1:1", BODY, NOW)
    assert inbox.postpone("slack:T1:1", NOW)
    assert inbox.abandoned(NOW + timedelta(seconds=4)) == []
    assert len(inbox.abandoned(NOW + timedelta(seconds=5))) == 1
    inbox.postpone("slack:T1:1", NOW)
    assert inbox.abandoned(NOW + timedelta(seconds=9)) == []
    assert len(inbox.abandoned(NOW + timedelta(seconds=10))) == 1


def test_it_is_given_up_in_the_end(engine: Engine) -> None:
    inbox = Inbox(engine, "slack")
    inbox.keep("slack:T1:1", BODY, NOW)
    now = NOW
    for _ in range(MOST_ATTEMPTS - 1):
        assert inbox.postpone("slack:T1:1", now)
        now += timedelta(minutes=5)
        assert len(inbox.abandoned(now)) == 1
    assert not inbox.postpone("slack:T1:1", now)
    assert inbox.waiting() == 0


def test_ids_are_forgotten_in_the_end(engine: Engine) -> None:
    inbox = Inbox(engine, "slack")
    inbox.keep("slack:T1:1", BODY, NOW)
    inbox.done("slack:T1:1", NOW)
    inbox.forget(NOW + REMEMBERED / 2)
    assert not inbox.keep("slack:T1:1", BODY, NOW)
    inbox.forget(NOW + REMEMBERED * 2)
    assert inbox.keep("slack:T1:1", BODY, NOW)


def test_nothing_of_what_was_said_is_left_in_a_sqlite_file(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "handrail.db"))
    inbox = Inbox(engine, "slack")
    inbox.keep("slack:T1:1", BODY, NOW)
    assert any(b"wilhelmina" in file.read_bytes() for file in tmp_path.iterdir())
    inbox.done("slack:T1:1", NOW)
    inbox.forget(NOW)
    assert not any(b"wilhelmina" in file.read_bytes() for file in tmp_path.iterdir())
    engine.dispose()
