"""Handrail's Teams bot: what becomes of an activity that was let in, and what an invoke is answered by."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.desk import Desk
from bot.chat.failures import where
from bot.chat.reception import is_for_us
from bot.chat.worker import Worker
from bot.directory import Directory
from bot.platform import Filled, Happening, Platform, Pressed, Sent
from bot.records.inbox import Inbox
from bot.teams.book import AddressBook
from bot.teams.client import TeamsPlatform
from bot.teams.connector import Connector
from bot.teams.conversation import conversation_of, tenant_of
from bot.teams.extension import clauses_found
from bot.teams.graph import Graph
from bot.teams.heard import heard, is_departure, key_of, query_of, rated, speaker_of
from bot.teams.waiting import WaitingRoom, Wish
from bot.teams.who import WhoIsWho

log = logging.getLogger(__name__)

Activity = Mapping[str, Any]
Response = dict[str, Any]

PATIENT = 4.0
"""Seconds that an invoke may take; after five, Teams tells the person that the app is not reached."""

TOO_LONG = "That takes longer than usual. What comes of it is in my messages."
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


class TeamsApp:
    """The bot with everything that it does. Nothing runs until an activity comes in or it is resumed."""

    def __init__(self, side: TeamsSide, desk: Desk, inbox: Inbox, book: AddressBook) -> None:
        self._side = side
        self._desk = desk
        self._book = book
        self._who = WhoIsWho(side.directory, side.graph)
        self._waiting = WaitingRoom()
        self.worker = Worker(desk, inbox, self._restored)

    def lets_in(self, activity: Activity) -> bool:
        """Whether the activity comes from an organisation that Handrail serves."""
        return tenant_of(activity) in self._side.tenants

    async def take(self, activity: Activity) -> Response:
        """Deals with an activity, or keeps it and begins to; gives what an invoke is answered by."""
        try:
            response = await self._take(activity)
        except Exception as error:  # noqa: BLE001  untrusted, whatever its shape; or no database to ask
            log.error("something was not understood: %s", where(error))
            response = {}
        # Where a window is awaited and none comes, Teams would speak of an app that is not reached.
        awaited = WISHES.get(str(activity.get("name") or "")) is Wish.WINDOW
        return response or (_sentence(NOTHING) if awaited else {})

    async def tidy(self) -> None:
        """Forgets what was sent long ago. Raises what the database raises."""
        await self._book.tidy()

    async def close(self) -> None:
        """Finishes what is under way, as far as a few seconds allow."""
        await self.worker.finish()
        await self._side.connector.close()
        if self._side.graph is not None:
            await self._side.graph.close()

    async def _take(self, activity: Activity) -> Response:
        if is_departure(activity):
            await self._book.remove(conversation_of(activity).id)
            log.info("Handrail was taken out of a conversation")
            return {}
        await self._note(activity)
        name = str(activity.get("name") or "")
        if name == QUERY:
            return await clauses_found(self._desk, query_of(activity))
        wish = WISHES.get(name)
        if wish is not None:
            return await self._invoked(activity, name, wish)
        happening = heard(activity)
        if happening is not None and await is_for_us(self._desk, happening):
            await self._begin(activity, happening)
        return {}

    async def _note(self, activity: Activity) -> None:
        """Remembers where people are. Without a database they are answered all the same."""
        beside = conversation_of(activity)
        self._book.see(speaker_of(activity), beside, str((activity.get("from") or {}).get("id") or ""))
        exact = conversation_of(activity, with_thread=True)
        for conversation in {beside.id: beside, exact.id: exact}.values():
            with contextlib.suppress(Exception):
                await self._book.keep(conversation)

    async def _invoked(self, activity: Activity, name: str, wish: Wish) -> Response:
        trigger, _ = self._waiting.enter(wish)
        try:
            for happening in await self._in_invoke(activity, name, trigger):
                begun = await self._begin(activity, happening)
                if begun is None:
                    continue
                done, _ = await asyncio.wait([begun], timeout=PATIENT)
                if not done:
                    return _sentence(TOO_LONG) if wish is not Wish.NOTHING else {}
        finally:
            response = self._waiting.leave(trigger)
        return response

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
        message = Sent(conversation_of(activity).id, str(activity.get("replyToId") or ""))
        about = await self._book.about(message) or ""
        said: list[Happening] = [replace(pressed, about=about)]
        return said if reason is None else [*said, replace(reason, about=about)]

    async def _begin(self, activity: Activity, happening: Happening) -> "asyncio.Task[None] | None":
        """Keeps what happened and begins to deal with it; None when it came in before."""
        key = key_of(activity, happening)
        if key is not None and isinstance(happening, Pressed | Filled):
            # One invoke may tell of two: an opinion, and the reason for it.
            key = f"{key}:{'f' if isinstance(happening, Filled) else 'p'}"
        if key is not None and not await self.worker.keep(key, dict(activity), happening):
            return None
        return self.worker.start(self._platform(tenant_of(activity)), happening, key)

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
        happening = heard(body)
        if happening is None:
            return None
        await self._note(body)
        return self._platform(tenant_of(body)), happening


def _sentence(text: str) -> Response:
    return {"task": {"type": "message", "value": text}}
