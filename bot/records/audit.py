"""Who did what to what, by identifiers only."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.platform import Speaker
from bot.records.tables import audit
from knowledge.schema import writing


class Deed(StrEnum):
    """What is noted."""

    SHARED = "shared"
    HANDED_OVER = "handed over"
    ANSWERED = "answered as manager"
    REFUSED = "refused"


class Audit:
    """The notes behind one SQLAlchemy engine; they are added to and never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, speaker: Speaker, deed: Deed, about: str, now: datetime) -> None:
        """Adds a note. about: the id of an exchange or a hand-over, never anybody's words."""
        with writing(self._engine) as connection:
            connection.execute(
                sa.insert(audit).values(
                    at=now,
                    platform=speaker.platform,
                    workspace=speaker.workspace,
                    person=speaker.user,
                    deed=deed.value,
                    about=about,
                )
            )

    def notes(self) -> list[tuple[str, Deed, str]]:
        """Every note in order: the person, the deed and the id that it is about."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                sa.select(audit.c.person, audit.c.deed, audit.c.about).order_by(audit.c.id)
            ).all()
        return [(row.person, Deed(row.deed), row.about) for row in rows]
