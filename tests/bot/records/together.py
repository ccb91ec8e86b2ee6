"""Several deeds at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """Does each in a thread of its own, none before the others are ready; raises what any of them raises."""
    ready = Barrier(len(deeds), timeout=60)

    def do(deed: Callable[[], T]) -> T:
        ready.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))
