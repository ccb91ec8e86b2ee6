"""A rush of questions in a chat: sent evenly, some of them twice, and what came of each."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Protocol

import click
import numpy as np

from benchmarks.gold import read_gold
from benchmarks.report import table
from bot.terminal import say

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "questions" / "sample.jsonl"
TWICE = 10  # every so many-th event comes a second time, as platforms repeat what they think lost
WAIT = 120  # seconds for the last answer
ACKNOWLEDGED = 1.0  # second within which 99 of 100 have to be acknowledged

Post = Callable[[str, str], Awaitable[float]]
"""Sends a question under a name, and gives the seconds to its acknowledgement."""


class Answered(Protocol):
    """What a platform's stand-in counts: how often each name was answered, and when first."""

    answered: Counter[str]
    when: dict[str, float]


@dataclass(frozen=True, slots=True)
class Rush:
    """What came of it: seconds to each acknowledgement and answer, and how often each was answered."""

    acknowledged: tuple[float, ...]
    answered: tuple[float, ...]
    times: tuple[int, ...]

    @property
    def passed(self) -> bool:
        """Whether all were acknowledged in time and each answered once."""
        return float(np.percentile(self.acknowledged, 99)) < ACKNOWLEDGED and set(self.times) == {1}


async def rush(events: int, seconds: float, post: Post, platform: Answered) -> Rush:
    """Sends so many questions in so many seconds, once a first one has warmed everything up."""
    texts = [question.text for question in read_gold(QUESTIONS, None).questions]
    await post("warm up", texts[0])
    await _all_answered(platform, 1)
    say(f"{events} events in {seconds:g} s…")
    sent: dict[str, float] = {}
    began = perf_counter()

    async def one(number: int) -> list[float]:
        await asyncio.sleep(max(0.0, began + number * seconds / events - perf_counter()))
        name, text = f"1790000000.{number:06d}", texts[number % len(texts)]
        sent[name] = perf_counter()
        first = await post(name, text)
        return [first, await post(name, text)] if number % TWICE == 0 else [first]

    acknowledged = await asyncio.gather(*(one(number) for number in range(events)))
    await _all_answered(platform, events + 1)
    return Rush(
        tuple(value for values in acknowledged for value in values),
        tuple(platform.when[name] - at for name, at in sent.items() if name in platform.when),
        tuple(platform.answered[name] for name in sent),
    )


def report(came: Rush, events: int, seconds: float) -> None:
    """Prints what came of it, and ends the program: with 1 when one was late, lost or answered twice."""
    milliseconds: list[tuple[str, ...]] = [("", "p50 ms", "p99 ms", "longest ms")]
    for name, times in (("acknowledged", came.acknowledged), ("answered", came.answered)):
        p50, p99 = np.percentile(times, [50, 99])
        milliseconds.append((name, *(f"{1000 * value:.0f}" for value in (p50, p99, max(times)))))
    click.echo(table(milliseconds))
    lost, twice = came.times.count(0), sum(often > 1 for often in came.times)
    click.echo(f"\n{events} events in {seconds:g} s: {lost} not answered, {twice} answered twice.")
    sys.exit(0 if came.passed else 1)


@contextmanager
def served(folder: Path, settings: Mapping[str, str], **others: str) -> Iterator[str]:
    """The address of the product, served with the sample policies. others: variables that are not ours."""
    own = {"DATA": str(folder / "data"), **settings}
    environment = {**os.environ, **others, **{f"HANDRAIL_{name}": value for name, value in own.items()}}
    policies = sorted(str(path) for path in (ROOT / "policies").glob("*.md"))
    begun = partial(subprocess.Popen, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    with begun([sys.executable, "-m", "ingest", *policies, "--yes"]) as loading:
        loading.communicate()
    if loading.returncode:
        raise subprocess.CalledProcessError(loading.returncode, loading.args)
    server = begun([sys.executable, "app.py", "serve", "--port", "0"])
    try:
        opened = server.stdout.readline() if server.stdout else ""
        yield next(word for word in opened.split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.wait(timeout=30)


async def _all_answered(platform: Answered, wanted: int) -> None:
    """Waits for so many answers, and then a little for those that should not come."""
    until = perf_counter() + WAIT
    while len(platform.when) < wanted and perf_counter() < until:
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
