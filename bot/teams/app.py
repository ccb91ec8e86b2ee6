"""Handrail's Teams bot: what becomes of an activity that was let in, and what an invoke is answered by."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.chat.desk import Desk
from bot.chat.failures import where
from bot.chat.reception import is_for_us, lasts
from bot.chat.worker import Worker
from bot.chat_views import checking_dialog
from bot.directory import Directory
from bot.platform import Filled, Happening, Platform, Pressed, Sent
from bot.records.inbox import Inbox
from bot.teams.book import AddressBook
from bot.teams.client import TeamsPlatform
from bot.teams.connector import Connector
from bot.teams.conversation import Kind, conversation_of, tenant_of, tenants_of
from bot.teams.extension import AWAY, clauses_found
from bot.teams.graph import Graph
from bot.teams.heard import heard, is_departure, key_of, query_of, rated, speaker_of
from bot.teams.layout import task
from bot.teams.waiting import WaitingRoom, Wish
from bot.teams.who import WhoIsWho
from knowledge.schema import LibraryUnusable

log = logging.getLogger(__name__)

Activity = Mapping[str, Any]
Response = dict[str, Any]
T = TypeVar("T")

PATIENT = 4.0
"""Seconds that an invoke may take; after five, Teams tells the person that the app is not reached."""

TOO_LONG = "That takes longer than usual. What comes of it is in my messages."
LOOKING = task(checking_dialog())
"""What stands for a result that is still to come, and would stand there for ever."""

LATER = "That is not done yet: Teams did not take it. I try again in a moment, and tell you."
NOTHING = "Nothing came of that. Please try it once more."

WISHES = {
    "task/fetch": Wish.WINDOW,
    "task/submit": Wish.MAY_CLOSE,
    "composeExtension/fetchTask": Wish.WINDOW,
    "composeExtension/submitAction": Wish.MAY_CLOSE,
    "message/fetchTask": Wish.WINDOW,
    "message/submitAction": Wish.NOTHING,
}
QUERY = "composeExtension/query"
OPINIONS = frozenset({"message/fetchTask", "message/submitAction"})


@dataclass(frozen=True, slots=True)
class TeamsSide:
    """What the bot is made of. tenants: the organisations that are let in, lower case."""

    tenants: frozenset[str]
    connector: Connector
    directory: Directory
    graph: Graph | None = None


@dataclass(frozen=True, slots=True)
class _Dealt:
    """An invoke was dealt with, or begun with. lasts: what was not done yet is done later."""

    lasts: bool


class RecordsAway(Exception):
    """The database is away, and without it nothing can be said about an activity; for the log."""


class TeamsApp:
    """The bot with everything that it does. Nothing runs until an activity comes in or it is resumed."""

    def __init__(self, side: TeamsSide, desk: Desk, inbox: Inbox, book: AddressBook) -> None:
        self._side = side
        self._desk = desk
        self._book = book
        self._who = WhoIsWho(side.directory, side.graph)
        self._waiting = WaitingRoom()
        self._late: set[asyncio.Task[Any]] = set()
        self.worker = Worker(desk, inbox, self._restored)

    def lets_in(self, activity: Activity) -> bool:
        """Whether whatever organisations the activity names are ones that Handrail serves."""
        try:
            named = tenants_of(activity)
        except AttributeError:
            return False  # it is no activity of Teams'
        return bool(named) and named <= self._side.tenants

    async def take(self, activity: Activity) -> Response:
        """Deals with an activity, or keeps it and begins to; gives what an invoke is answered by.

        Raises RecordsAway where it cannot be told without the database whether it is ours.
        """
        name = str(activity.get("name") or "")
        try:
            if name == QUERY:
                return await self._in_time(clauses_found(self._desk, query_of(activity))) or AWAY
            if name in WISHES:
                return await self._invoked(activity, name, WISHES[name])
            await self._take(activity)
        except LibraryUnusable as error:
            raise RecordsAway("the database is away") from error
        except Exception as error:  # noqa: BLE001  untrusted, whatever its shape
            log.error("something was not understood: %s", where(error))
        return {}

    async def tidy(self) -> None:
        """Forgets what was sent long ago. Raises what the database raises."""
        await self._book.tidy()

    async def close(self) -> None:
        """Finishes what is under way, as far as a few seconds allow."""
        await self.worker.finish()
        await self._side.connector.close()
        if self._side.graph is not None:
            await self._side.graph.close()

    async def _take(self, activity: Activity) -> None:
        if is_departure(activity):
            await self._book.remove(conversation_of(activity).id)
            log.info("Handrail was taken out of a conversation")
            return
        await self._note(activity)
        happening = heard(activity)
        if happening is not None and await is_for_us(self._desk, happening):
            await self._keep_and_begin(activity, [happening])

    async def _note(self, activity: Activity, *, keep: bool = True) -> None:
        """Remembers where people are. Without a database they are answered all the same."""
        beside = conversation_of(activity)
        self._book.see(speaker_of(activity), beside, str((activity.get("from") or {}).get("id") or ""))
        exact = conversation_of(activity, with_thread=True)
        for conversation in {beside.id: beside, exact.id: exact}.values():
            self._book.remember(conversation)
            if keep:
                with contextlib.suppress(Exception):
                    await self._book.keep(conversation)

    async def _invoked(self, activity: Activity, name: str, wish: Wish) -> Response:
        """What is shown by an invoke while it is dealt with, within the time that Teams waits."""
        trigger, _ = self._waiting.enter(wish)
        try:
            in_time = await self._in_time(self._dealt(activity, name, trigger))
        finally:
            response = self._waiting.leave(trigger)
        if in_time is None and response in ({}, LOOKING) and wish is not Wish.NOTHING:
            return _sentence(TOO_LONG)
        if response or wish is Wish.NOTHING:
            return response
        # Where a window is awaited and none comes, Teams would speak of an app that is not reached.
        nothing = LATER if in_time and in_time.lasts else NOTHING
        return _sentence(nothing) if wish is Wish.WINDOW else {}

    async def _dealt(self, activity: Activity, name: str, trigger: str) -> "_Dealt":
        """Never fails: whatever becomes of it, Teams wants an answer."""
        try:
            await self._note(activity)
            happenings = await self._in_invoke(activity, name, trigger)
            begun = await self._keep_and_begin(activity, happenings)
            if begun is not None:
                await asyncio.wait([begun])
        except Exception as error:  # noqa: BLE001  untrusted, whatever its shape; or no database to ask
            log.error("an invoke was not understood: %s", where(error))
            return _Dealt(lasts=False)
        return _Dealt(lasts=any(map(lasts, happenings)))

    async def _in_time(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What comes of it, or None where that takes longer than Teams waits; it goes on all the same."""
        task = asyncio.create_task(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        done, _ = await asyncio.wait([task], timeout=PATIENT)
        return task.result() if done else None

    async def _in_invoke(self, activity: Activity, name: str, trigger: str) -> list[Happening]:
        if name not in OPINIONS:
            happening = heard(activity, trigger)
            return [happening] if happening is not None else []
        opinion = rated(activity, trigger)
        if opinion is None:
            # The form that Handrail showed for an opinion comes back by the same way.
            form = heard({**activity, "name": "task/submit"}, trigger)
            return [form] if isinstance(form, Filled) else []
        pressed, reason = opinion
        place, message = conversation_of(activity), str(activity.get("replyToId") or "")
        # A client that does not say which message it is about can only mean the last one, in private.
        known = message or place.kind is Kind.PERSONAL
        about = (await self._book.about(Sent(place.id, message)) if known else None) or ""
        said: list[Happening] = [replace(pressed, about=about)]
        return said if reason is None else [*said, replace(reason, about=about)]

    async def _keep_and_begin(
        self, activity: Activity, happenings: Sequence[Happening]
    ) -> "asyncio.Task[None] | None":
        """Keeps all that happened, then deals with it in order; None when it all came in before."""
        kept = []
        for happening in happenings:
            key = key_of(activity, happening)
            if key is not None and isinstance(happening, Pressed | Filled):
                # One invoke may tell of two: an opinion, and the reason for it.
                key = f"{key}:{'f' if isinstance(happening, Filled) else 'p'}"
            if key is None or await self.worker.keep(key, dict(activity), happening):
                kept.append((happening, key))
        if not kept:
            return None
        platform = self._platform(tenant_of(activity))
        begun = self.worker.start(platform, *kept[0])
        return asyncio.create_task(self._go_on(begun, platform, kept[1:])) if kept[1:] else begun

    async def _go_on(
        self,
        begun: "asyncio.Task[None]",
        platform: Platform,
        others: Sequence[tuple[Happening, str | None]],
    ) -> None:
        await asyncio.wait([begun])
        for one in others:
            await asyncio.wait([self.worker.start(platform, *one)])

    def _platform(self, tenant: str) -> Platform:
        side = self._side
        return TeamsPlatform(
            tenant,
            side.connector,
            self._book,
            self._who,
            self._waiting,
            self._desk.clause_url,
        )

    async def _restored(self, body: Mapping[str, Any]) -> tuple[Platform, Happening] | None:
        # Of an invoke, what lasts is the last that it tells of: a form, or the reason for an opinion.
        name = str(body.get("name") or "")
        heard_again = await self._in_invoke(body, name, "") if name in WISHES else [heard(body)]
        happening = heard_again[-1] if heard_again else None
        if happening is None:
            return None
        await self._note(body, keep=False)
        return self._platform(tenant_of(body)), happening


def _sentence(text: str) -> Response:
    return {"task": {"type": "message", "value": text}}
