"""Questions answered in chat: kept for follow-ups, sharing and asking the manager, then erased."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from bot.platform import Place, Speaker
from bot.records.tables import exchanges, feedback, handovers
from bot.records.times import utc
from knowledge.answer import Answer
from knowledge.schema import writing

_ANSWER = TypeAdapter(Answer)

OPEN_HANDOVER = timedelta(days=14)
"""How long an exchange that was handed to a manager is kept for the manager's answer."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, where they were given and to whom.

    shared: when the asker showed it to the channel, or None.
    """

    id: str
    asker: Speaker
    place: Place
    question: str
    answer: Answer
    at: datetime
    shared: datetime | None = None


class Exchanges:
    """Exchanges behind one SQLAlchemy engine. An expired one cannot be told from one that never was."""

    def __init__(self, engine: Engine, kept: timedelta) -> None:
        self._engine = engine
        self._kept = kept

    def save(self, exchange: Exchange) -> None:
        """Keeps an exchange; one that is kept already stays as it is."""
        row = {
            "id": exchange.id,
            "platform": exchange.asker.platform,
            "workspace": exchange.asker.workspace,
            "channel": exchange.place.channel,
            "thread": exchange.place.thread,
            "private": exchange.place.private,
            "asker": exchange.asker.user,
            "question": exchange.question,
            "answer": _ANSWER.dump_python(exchange.answer, mode="json"),
            "verdict": exchange.answer.verdict.value,
            "at": exchange.at,
            "expires": exchange.at + self._kept,
        }
        try:
            with writing(self._engine) as connection:
                connection.execute(sa.insert(exchanges).values(row))
        except IntegrityError:
            return

    def find(self, exchange_id: str, now: datetime) -> Exchange | None:
        """The exchange with this id, unless it has expired."""
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(exchanges).where(
                    exchanges.c.id == exchange_id,
                    exchanges.c.question.is_not(None),
                    exchanges.c.expires > now,
                )
            ).first()
        return None if row is None else _exchange(row)

    def latest(
        self,
        asker: Speaker,
        place: Place,
        since: datetime,
        now: datetime,
        most: int,
        *,
        anywhere: bool = False,
    ) -> list[Exchange]:
        """What this person asked in this thread since then, oldest first, at most so many of the last.

        anywhere: in the thread or elsewhere in the channel. What was asked where only they read is
        nothing to go on from where others do, and the other way round.
        """
        wanted = [
            exchanges.c.platform == asker.platform,
            exchanges.c.workspace == asker.workspace,
            exchanges.c.channel == place.channel,
            exchanges.c.private == place.private,
            exchanges.c.asker == asker.user,
            exchanges.c.question.is_not(None),
            exchanges.c.expires > now,
            exchanges.c.at >= since,
        ]
        if not anywhere:
            wanted.append(exchanges.c.thread == place.thread)
        with self._engine.connect() as connection:
            rows = connection.execute(
                sa.select(exchanges).where(*wanted).order_by(exchanges.c.at.desc()).limit(most)
            ).all()
        return [_exchange(row) for row in reversed(rows)]

    def share(self, exchange_id: str, now: datetime) -> bool:
        """Notes that an exchange is shown to its channel; False when it has been shown before."""
        with writing(self._engine) as connection:
            done = connection.execute(
                sa.update(exchanges)
                .where(exchanges.c.id == exchange_id, exchanges.c.shared.is_(None))
                .values(shared=now)
            )
            return bool(done.rowcount)

    def unshare(self, exchange_id: str) -> None:
        """Takes back that an exchange was shown: the channel did not take it."""
        with writing(self._engine) as connection:
            connection.execute(sa.update(exchanges).where(exchanges.c.id == exchange_id).values(shared=None))

    def keep_longer(self, exchange_id: str, now: datetime) -> None:
        """An exchange that waits for a manager's answer is kept for it."""
        with writing(self._engine) as connection:
            connection.execute(
                sa.update(exchanges)
                .where(exchanges.c.id == exchange_id, exchanges.c.expires < now + OPEN_HANDOVER)
                .values(expires=now + OPEN_HANDOVER)
            )

    def erase_expired(self, now: datetime) -> int:
        """Erases who asked, what was asked and what was answered in every expired exchange; how many."""
        past = sa.and_(exchanges.c.expires <= now, exchanges.c.asker.is_not(None))
        with writing(self._engine) as connection:
            ids = connection.scalars(sa.select(exchanges.c.id).where(past)).all()
            for exchange_id in ids:
                connection.execute(
                    sa.update(exchanges)
                    .where(exchanges.c.id == exchange_id)
                    .values(asker=None, question=None, answer=sa.null())
                )
                _unname_feedback(connection, exchange_id)
                connection.execute(sa.delete(handovers).where(handovers.c.exchange == exchange_id))
        return len(ids)


def _exchange(row: Row[tuple[object, ...]]) -> Exchange:
    return Exchange(
        row.id,
        Speaker(row.platform, row.workspace, row.asker),
        Place(row.channel, row.thread, row.private),
        row.question,
        _ANSWER.validate_python(row.answer),
        utc(row.at),
        None if row.shared is None else utc(row.shared),
    )


def _unname_feedback(connection: Connection, exchange_id: str) -> None:
    """The count of helpful answers stays, and why; whose opinion it was does not."""
    of_it = feedback.c.exchange == exchange_id
    for person in connection.scalars(sa.select(feedback.c.person).where(of_it)).all():
        connection.execute(
            sa.update(feedback)
            .where(of_it, feedback.c.person == person)
            .values(person=f"erased {secrets.token_hex(8)}")
        )
