"""The inbox: every event is kept until it has been dealt with, and its id for long after."""

import os
import secrets
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.records.tables import ID, inbox
from knowledge.schema import erase_traces, writing

HOLD = timedelta(seconds=60)
"""How long whoever took an event may go without a sign of life before another takes it over."""

REMEMBERED = timedelta(days=7)
"""How long the ids of events are kept; platforms repeat one for a few hours at most."""

LONGEST_PAUSE = timedelta(minutes=5)
MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that is still to be dealt with. attempts: how often that was begun, this time included."""

    key: str
    body: Mapping[str, Any]
    attempts: int


class Inbox:
    """One platform's events behind one SQLAlchemy engine, as one process deals with them. Times are aware."""

    def __init__(self, engine: Engine, platform: str, holder: str | None = None) -> None:
        self._engine = engine
        self._own = inbox.c.key.startswith(f"{platform}:", autoescape=True)
        self._holder = holder or own_name()

    def keep(self, key: str, body: Mapping[str, Any], now: datetime) -> bool:
        """Keeps an event and takes it; False when it was received before."""
        row = {"key": key, "body": dict(body), "received": now, "held_until": now + HOLD, "attempts": 1}
        try:
            with writing(self._engine) as connection:
                connection.execute(sa.insert(inbox).values(holder=self._holder, **row))
        except IntegrityError:
            return False
        return True

    def done(self, key: str, now: datetime) -> None:
        """The event is dealt with: its id stays, what it said is erased."""
        with writing(self._engine) as connection:
            connection.execute(
                sa.update(inbox).where(inbox.c.key == key).values(done=now, body=sa.null(), holder=None)
            )

    def postpone(self, key: str, now: datetime) -> bool:
        """Lets go of an event to be tried again after a pause; False when it has been tried often enough.

        Pauses double from five seconds to five minutes. One that is given up is done with.
        """
        with writing(self._engine) as connection:
            attempts = connection.scalar(sa.select(inbox.c.attempts).where(inbox.c.key == key)) or 0
            given_up = attempts >= MOST_ATTEMPTS
            pause = min(timedelta(seconds=5 * 2 ** max(0, attempts - 1)), LONGEST_PAUSE)
            over = {"done": now, "body": sa.null()} if given_up else {"held_until": now + pause}
            connection.execute(sa.update(inbox).where(inbox.c.key == key).values(holder=None, **over))
        return not given_up

    def abandoned(self, now: datetime) -> list[Kept]:
        """Takes every event that nobody holds any more: after a pause, a crash or a restart."""
        free = sa.and_(
            self._own,
            inbox.c.done.is_(None),
            sa.or_(inbox.c.held_until <= now, inbox.c.holder.in_(self._dead())),
        )
        taken = []
        # Looked at before anything is locked: nearly always there is nothing.
        with self._engine.connect() as connection:
            if connection.execute(sa.select(inbox.c.key).where(free).limit(1)).first() is None:
                return []
        with writing(self._engine) as connection:
            rows = connection.execute(sa.select(inbox).where(free).order_by(inbox.c.received)).all()
            for row in rows:
                held = connection.execute(
                    sa.update(inbox)
                    .where(inbox.c.key == row.key, free)
                    .values(holder=self._holder, held_until=now + HOLD, attempts=row.attempts + 1)
                )
                if held.rowcount:
                    taken.append(Kept(row.key, row.body, row.attempts + 1))
        return taken

    def hold_on(self, keys: Collection[str], now: datetime) -> None:
        """A sign of life: these events stay this process's own for another while."""
        with writing(self._engine) as connection:
            connection.execute(
                sa.update(inbox)
                .where(inbox.c.holder == self._holder, inbox.c.key.in_(keys))
                .values(held_until=now + HOLD)
            )

    def forget(self, now: datetime) -> None:
        """Removes the ids of events long past, and what erased rows have left in the database's files."""
        with writing(self._engine) as connection:
            connection.execute(sa.delete(inbox).where(inbox.c.done < now - REMEMBERED))
        erase_traces(self._engine)

    def waiting(self) -> int:
        """How many events are not dealt with yet."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(inbox.c.done.is_(None))) or 0

    def _dead(self) -> list[str]:
        """Those who hold events, ran on this machine and are no more."""
        with self._engine.connect() as connection:
            holders = connection.scalars(
                sa.select(inbox.c.holder)
                .where(inbox.c.holder.is_not(None), inbox.c.done.is_(None))
                .distinct()
            ).all()
        return [holder for holder in holders if holder != self._holder and _is_dead(holder)]


@cache
def own_name() -> str:
    """What this process is called as a holder: its machine, its number, and a word of its own."""
    return f"{socket.gethostname()[: ID - 24]} {os.getpid()} {secrets.token_hex(4)}"


def _is_dead(holder: str) -> bool:
    machine, number, _ = holder.rsplit(" ", 2)
    if machine != socket.gethostname()[: ID - 24]:
        return False  # another machine's: only time tells
    if int(number) == os.getpid():
        return True  # a container starts each of its processes under the same number
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
