"""Whether answers helped: one opinion a person and exchange, which may change."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.records.tables import feedback
from knowledge.schema import writing


class Feedback:
    """Opinions behind one SQLAlchemy engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, exchange: str, person: str, helpful: bool, now: datetime) -> bool:
        """Keeps an opinion in place of the person's earlier one; False when there is no such exchange."""
        theirs = sa.and_(feedback.c.exchange == exchange, feedback.c.person == person)
        try:
            with writing(self._engine) as connection:
                connection.execute(sa.delete(feedback).where(theirs))
                connection.execute(
                    sa.insert(feedback).values(exchange=exchange, person=person, helpful=helpful, at=now)
                )
        except IntegrityError:
            return False
        return True

    def explain(self, exchange: str, person: str, reason: str | None, comment: str | None) -> None:
        """Adds why to the opinion that a person has given."""
        with writing(self._engine) as connection:
            connection.execute(
                sa.update(feedback)
                .where(feedback.c.exchange == exchange, feedback.c.person == person)
                .values(reason=reason or None, comment=comment or None)
            )

    def counts(self) -> tuple[int, int]:
        """How many found an answer helpful, and how many did not."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                sa.select(feedback.c.helpful, sa.func.count()).group_by(feedback.c.helpful)
            ).all()
        by_opinion = {helpful: count for helpful, count in rows}
        return by_opinion.get(True, 0), by_opinion.get(False, 0)
