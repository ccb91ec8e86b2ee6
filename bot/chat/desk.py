"""What the chat needs of the rest of Handrail, in one place."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from sqlalchemy import Engine

from bot.conversation import Conversation
from bot.platform import Speaker
from bot.records.audit import Audit, Deed
from bot.records.exchanges import Exchanges
from bot.records.feedback import Feedback
from bot.records.handovers import HandOvers
from knowledge.policy import ClauseRef

P = ParamSpec("P")
T = TypeVar("T")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Desk:
    """Conversation, records and the time. page: where the web page is reached from outside, or ""."""

    conversation: Conversation
    exchanges: Exchanges
    handovers: HandOvers
    feedback: Feedback
    audit: Audit
    now: Clock
    page: str = ""

    def clause_url(self, ref: ClauseRef) -> str | None:
        """Where this clause stands on the web page, or None when the page is for this machine only."""
        if not self.page:
            return None
        return f"{self.page.rstrip('/')}/clauses/{ref.policy}/{ref.version}/{ref.path}"

    async def refuse(self, speaker: Speaker, about: str) -> None:
        """Notes that somebody tried what is not theirs to do."""
        await apart(self.audit.note, speaker, Deed.REFUSED, about[:100], self.now())


def open_desk(
    conversation: Conversation, engine: Engine, kept: timedelta, now: Clock, page: str = ""
) -> Desk:
    """A desk that keeps its records behind this engine. kept: how long a question is kept."""
    return Desk(
        conversation, Exchanges(engine, kept), HandOvers(engine), Feedback(engine), Audit(engine), now, page
    )


async def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Does what takes its time in a thread, so that others are served meanwhile."""
    return await asyncio.to_thread(work, *args, **kwargs)
