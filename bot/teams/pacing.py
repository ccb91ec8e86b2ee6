"""How fast Teams may be written to: a thread and a whole organisation have limits of their own."""

from aiolimiter import AsyncLimiter
from cachetools import LRUCache

A_THREAD, A_TENANT = 7, 50
"""Calls a second: for one thread, and for Handrail in one organisation."""

AN_HOUR = 1_800
"""Messages an hour in one thread."""

_SHARE = 0.97
"""Of a limit, so that clocks that do not run quite alike exceed none."""

_MOST_THREADS = 5_000


class Pace:
    """Lets calls through evenly, each as soon as its limits allow."""

    def __init__(self) -> None:
        self._threads: LRUCache[str, tuple[AsyncLimiter, AsyncLimiter]] = LRUCache(_MOST_THREADS)
        self._tenants: LRUCache[str, AsyncLimiter] = LRUCache(_MOST_THREADS)

    def free(self, tenant: str) -> bool:
        """Whether the organisation may be called at once, so that what can be left out delays nobody."""
        return tenant not in self._tenants or self._tenants[tenant].has_capacity()

    async def call(self, tenant: str) -> None:
        """Waits until the organisation may be called again."""
        if tenant not in self._tenants:
            self._tenants[tenant] = _evenly(A_TENANT)
        await self._tenants[tenant].acquire()

    async def message(self, tenant: str, thread: str) -> None:
        """Waits until this thread may be written to again."""
        if thread not in self._threads:
            # A half at once and a half as time goes by: never more than the whole in any hour.
            self._threads[thread] = (_evenly(A_THREAD), AsyncLimiter(AN_HOUR / 2, 3600))
        for limiter in self._threads[thread]:
            await limiter.acquire()
        await self.call(tenant)


def _evenly(a_second: int) -> AsyncLimiter:
    """One after the other: a burst would be counted with what follows it."""
    return AsyncLimiter(1, 1 / (a_second * _SHARE))
