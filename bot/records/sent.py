"""What was sent under which key, where the platform itself cannot be asked for it later."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.platform import Sent
from bot.records.tables import sent
from knowledge.schema import writing

REMEMBERED = timedelta(days=60)
"""How long it is known what was sent: longer than anything is tried again or an opinion is given."""


class SentMessages:
    """Messages sent, behind one SQLAlchemy engine; none of their words."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, key: str, message: Sent, about: str | None, now: datetime) -> None:
        """Notes that a message was sent. about: the exchange that an opinion on it is about."""
        row = {"key": key, "channel": message.channel, "message": message.message, "about": about, "at": now}
        try:
            with writing(self._engine) as connection:
                connection.execute(sa.insert(sent).values(row))
        except IntegrityError:
            return

    def find(self, key: str) -> Sent | None:
        """The message that was sent under this key, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(sent).where(sent.c.key == key)).first()
        return None if row is None else Sent(row.channel, row.message)

    def about(self, message: Sent) -> str | None:
        """The exchange that an opinion on this message is about, or None.

        Where its id is "", because the client did not say which, it is about the last one there.
        """
        wanted = [sent.c.channel == message.channel, sent.c.about.is_not(None)]
        if message.message:
            wanted.append(sent.c.message == message.message)
        with self._engine.connect() as connection:
            return connection.scalar(
                sa.select(sent.c.about).where(*wanted).order_by(sent.c.at.desc()).limit(1)
            )

    def forget(self, now: datetime) -> None:
        """Removes what was sent long ago."""
        with writing(self._engine) as connection:
            connection.execute(sa.delete(sent).where(sent.c.at < now - REMEMBERED))
