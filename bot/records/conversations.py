"""Where Handrail can write to people and channels, on a platform that it cannot ask for that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, Row
from sqlalchemy.exc import IntegrityError

from bot.records.tables import conversations
from bot.records.times import utc
from knowledge.schema import writing

FRESH = timedelta(hours=12)
"""How long it is good enough to know that a conversation was there, before that is written down again."""


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation. person: whom a private one is with, else "". reached: the platform's own address."""

    id: str
    workspace: str
    kind: str
    person: str
    reached: Mapping[str, Any]


class Conversations:
    """One platform's conversations behind one SQLAlchemy engine."""

    def __init__(self, engine: Engine, platform: str) -> None:
        self._engine = engine
        self._platform = platform

    def keep(self, kept: KeptConversation, now: datetime) -> None:
        """Keeps where a conversation is reached, in place of what was known of it."""
        values = {
            "platform": self._platform,
            "workspace": kept.workspace,
            "kind": kept.kind,
            "person": kept.person,
            "reached": dict(kept.reached),
            "seen": now,
        }
        known = self._row(kept.id)
        if known is not None and _kept(known) == kept and now - utc(known.seen) < FRESH:
            return
        if known is None:
            try:
                with writing(self._engine) as connection:
                    connection.execute(sa.insert(conversations).values(id=kept.id, **values))
                return
            except IntegrityError:
                pass  # another has just kept it, perhaps as it was before
        with writing(self._engine) as connection:
            own = conversations.c.id == kept.id
            connection.execute(sa.update(conversations).where(own).values(values))

    def find(self, conversation_id: str) -> KeptConversation | None:
        """The conversation with this id, or None."""
        row = self._row(conversation_id)
        return None if row is None else _kept(row)

    def private_with(self, workspace: str, person: str) -> KeptConversation | None:
        """The private conversation with somebody, the newest one where there are several; or None."""
        if not person:
            return None
        return self._newest(conversations.c.workspace == workspace, conversations.c.person == person)

    def any_in(self, workspace: str) -> KeptConversation | None:
        """Some conversation in this workspace, the newest, or None."""
        return self._newest(conversations.c.workspace == workspace)

    def remove(self, conversation_id: str) -> None:
        """Forgets a conversation that Handrail has been taken out of."""
        with writing(self._engine) as connection:
            connection.execute(sa.delete(conversations).where(conversations.c.id == conversation_id))

    def _row(self, conversation_id: str) -> Row[tuple[object, ...]] | None:
        with self._engine.connect() as connection:
            return connection.execute(
                sa.select(conversations).where(conversations.c.id == conversation_id)
            ).first()

    def _newest(self, *where: sa.ColumnElement[bool]) -> KeptConversation | None:
        wanted = sa.select(conversations).where(conversations.c.platform == self._platform, *where)
        with self._engine.connect() as connection:
            row = connection.execute(wanted.order_by(conversations.c.seen.desc()).limit(1)).first()
        return None if row is None else _kept(row)


def _kept(row: Row[tuple[object, ...]]) -> KeptConversation:
    return KeptConversation(row.id, row.workspace, row.kind, row.person, row.reached)
