"""Events dealt with once each: kept before they are acknowledged, tried again after failures and restarts."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any

from cachetools import TTLCache

from bot.chat.desk import Desk, apart
from bot.chat.failures import where
from bot.chat.reception import deal_with, lasts
from bot.platform import Happening, NotDelivered, Platform
from bot.records.inbox import Inbox, Kept

log = logging.getLogger(__name__)

KEEPING = 1.5
"""Seconds that an acknowledgement waits for the inbox; platforms give three."""

PATROL = 5.0
TIDYING = timedelta(minutes=1)
FINISHING = 10.0
"""Seconds that those under way get when Handrail is told to stop; the rest is done after the next start."""

Restore = Callable[[Mapping[str, Any]], Awaitable[tuple[Platform, Happening] | None]]
"""From what the inbox has kept of an event to what happened and where to answer; None when that is gone."""


class Worker:
    """Deals with one platform's events."""

    def __init__(self, desk: Desk, inbox: Inbox, restore: Restore) -> None:
        self._desk = desk
        self._inbox = inbox
        self._restore = restore
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()
        # For as long as the database is away, and for what comes while it is slow.
        self._lately: TTLCache[str, bool] = TTLCache(100_000, 3600)
        self._tidied = desk.now()

    async def keep(self, key: str, body: Mapping[str, Any], happening: Happening) -> bool:
        """Keeps an event that has just come in; False when it came in before.

        Never fails, and never takes long.
        """
        if key in self._lately:
            return False
        self._lately[key] = True
        kept = body if lasts(happening) else {}
        keeping = asyncio.ensure_future(apart(self._inbox.keep, key, kept, self._desk.now()))
        try:
            return await asyncio.wait_for(asyncio.shield(keeping), KEEPING)
        except TimeoutError:
            log.error("the inbox is slow: an event goes on without it")
        except Exception as error:  # noqa: BLE001  the event is answered all the same
            log.error("the inbox is not to be used: %s", where(error))
        self._start_alone(self._settle(key, keeping))
        return True

    def start(
        self, platform: Platform, happening: Happening, key: str | None, attempts: int = 1
    ) -> "asyncio.Task[None]":
        """Deals with an event in a task of its own."""
        name = key or f"unkept {id(happening)}"
        task = asyncio.create_task(self._deal(platform, happening, key or "", attempts))
        self._under_way[name] = task
        task.add_done_callback(lambda _: self._under_way.pop(name, None))
        return task

    async def patrol(self) -> None:
        """Until cancelled: takes up what was left lying, and erases what is past its time."""
        while True:
            try:
                await self.look_round()
            except Exception as error:  # noqa: BLE001  the next round may go better
                log.error("the inbox was not looked through: %s", where(error))
            await asyncio.sleep(PATROL)

    async def look_round(self) -> None:
        """One round of the patrol. Raises what the database raises."""
        now = self._desk.now()
        if self._under_way:
            await apart(self._inbox.hold_on, list(self._under_way), now)
        for kept in await apart(self._inbox.abandoned, now):
            await self._take_up(kept)
        if now - self._tidied >= TIDYING:
            self._tidied = now
            erased = await apart(self._desk.exchanges.erase_expired, now)
            await apart(self._inbox.forget, now)
            if erased:
                log.info("%d exchanges were erased", erased)

    async def finish(self) -> None:
        """Waits a while for what is under way, then lets go of it; it is taken up after the next start."""
        tasks = list(self._under_way.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=FINISHING)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def settled(self) -> None:
        """Waits until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _take_up(self, kept: Kept) -> None:
        if kept.key in self._under_way:
            return
        try:
            restored = await self._restore(kept.body) if kept.body else None
        except Exception as error:  # noqa: BLE001  Slack or the database away: later, then
            log.error("an event was not taken up: %s", where(error))
            await self._postpone(kept.key)
            return
        if restored is None:
            # A dialog that could only be opened at once, or a workspace that has gone.
            await apart(self._inbox.done, kept.key, self._desk.now())
            return
        log.warning("an event is taken up again, for the %d. time", kept.attempts)
        self.start(*restored, kept.key, kept.attempts)

    async def _deal(self, platform: Platform, happening: Happening, key: str, attempts: int) -> None:
        try:
            await deal_with(self._desk, platform, happening, key, again=attempts > 1)
        except NotDelivered as error:
            await self._not_delivered(error, happening, key)
        except Exception as error:  # noqa: BLE001  not lost: the inbox has it
            log.error("%s was not dealt with: %s", type(happening).__name__, where(error))
            await self._postpone(key)
        else:
            await self.done(key)

    async def _not_delivered(self, error: NotDelivered, happening: Happening, key: str) -> None:
        kind = type(happening).__name__
        if error.lasting or not lasts(happening):
            log.error("%s was given up: %s", kind, error)
            await self.done(key)
        else:
            log.warning("%s is tried again later: %s", kind, error)
            await self._postpone(key)

    async def _settle(self, key: str, keeping: "asyncio.Future[bool]") -> None:
        """What is kept late after all is marked as done, so that it is not answered again."""
        await asyncio.wait([keeping])
        if keeping.cancelled() or keeping.exception() is not None:
            return
        if key in self._under_way:
            await asyncio.wait([self._under_way[key]])
        await self.done(key)

    def _start_alone(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def done(self, key: str) -> None:
        """Notes that an event is dealt with. Never fails: what is not noted is taken up after a restart."""
        if key:
            with contextlib.suppress(Exception):
                await apart(self._inbox.done, key, self._desk.now())

    async def _postpone(self, key: str) -> None:
        if not key:
            return
        try:
            if not await apart(self._inbox.postpone, key, self._desk.now()):
                log.error("an event was given up after many attempts")
        except Exception as error:  # noqa: BLE001  taken up when its hold runs out
            log.error("the inbox is not to be used: %s", where(error))
