"""Questions handed to a manager: at most one for each exchange, from the asker's consent to the answer."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Engine, Row
from sqlalchemy.exc import IntegrityError

from bot.platform import Sent
from bot.records.tables import handovers
from knowledge.schema import writing


@dataclass(frozen=True, slots=True)
class HandOver:
    """A question that a manager was sent. manager: the platform's name for them. sent: None until it was."""

    id: str
    exchange: str
    manager: str
    manager_name: str
    sent: Sent | None
    answered: bool


class HandOvers:
    """Hand-overs behind one SQLAlchemy engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, exchange: str, manager: str, manager_name: str, now: datetime) -> HandOver:
        """The hand-over of this exchange: a new one, or the one that there is, to whomever it went.

        Raises ExchangeGone.
        """
        try:
            with writing(self._engine) as connection:
                connection.execute(
                    sa.insert(handovers).values(
                        id=exchange, exchange=exchange, manager=manager, manager_name=manager_name, at=now
                    )
                )
        except IntegrityError:
            # Begun before, or the exchange is gone; found out just below.
            pass
        begun = self.find(exchange)
        if begun is None:
            raise ExchangeGone(exchange)
        return begun

    def sent(self, handover_id: str, sent: Sent) -> None:
        """Notes where the manager reads it."""
        self._set(handover_id, channel=sent.channel, message=sent.message)

    def answered(self, handover_id: str, now: datetime) -> None:
        """Notes that the manager has answered, once or again."""
        self._set(handover_id, answered=now)

    def find(self, handover_id: str) -> HandOver | None:
        """The hand-over with this id, or None."""
        return self._one(handovers.c.id == handover_id)

    def at(self, channel: str, message: str) -> HandOver | None:
        """The hand-over that a manager reads in this message, or None."""
        return self._one(sa.and_(handovers.c.channel == channel, handovers.c.message == message))

    def _one(self, where: sa.ColumnElement[bool]) -> HandOver | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(handovers).where(where)).first()
        return None if row is None else _handover(row)

    def _set(self, handover_id: str, **values: object) -> None:
        with writing(self._engine) as connection:
            connection.execute(sa.update(handovers).where(handovers.c.id == handover_id).values(**values))


class ExchangeGone(Exception):
    """The exchange that was to be handed over is no longer kept."""


def _handover(row: Row[tuple[object, ...]]) -> HandOver:
    # The platform may have taken it without saying under which id.
    sent = Sent(row.channel, row.message or "") if row.channel else None
    return HandOver(row.id, row.exchange, row.manager, row.manager_name, sent, row.answered is not None)
