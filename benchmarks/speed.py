"""How fast each step is beside the plain tutorial stack: python -m benchmarks.speed."""

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

import click
import numpy as np

from app import TOLD, Handrail
from benchmarks import tutorial
from benchmarks.product import NAME, opened, publish_files
from benchmarks.report import table
from benchmarks.synthetic import policy
from bot.terminal import say, shown_progress, told
from knowledge.answer import Question

if TYPE_CHECKING:
    from langchain_chroma import Chroma

HOME = Path(__file__).parent.parent
FEW, MANY = 60, 10_000  # clauses: one policy, and the shelves of a large organisation
WARM_UP = 5
UNITS = 20  # embeddings whose median is the unit
MILLISECONDS = 1000

Times = tuple[float, ...]  # seconds
Measured = Callable[[int], float]  # the seconds that the n-th time took


class ColdAnswerFailed(Exception):
    """A program that was started for its first answer ended with an error; the message holds it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as both stacks took it, in seconds each time.

    unit: the seconds of one bare embedding just after it. percentile: which of the times counts.
    """

    name: str
    ours: Times
    theirs: Times
    unit: float
    percentile: float = 50

    @property
    def seconds(self) -> tuple[float, float]:
        """Handrail's time and the tutorial stack's."""
        ours, theirs = (float(np.percentile(times, self.percentile)) for times in (self.ours, self.theirs))
        return ours, theirs

    @property
    def ratio(self) -> float:
        """Handrail's time over the tutorial stack's: under 1, Handrail is faster."""
        ours, theirs = self.seconds
        return ours / theirs


@dataclass(frozen=True, slots=True)
class Plan:
    """How often each step is measured, and on how many clauses."""

    clauses: tuple[int, ...] = (FEW, MANY)
    questions: int = 60
    cold: int = 3
    ingests: int = 3


QUICK = Plan(clauses=(FEW,), questions=10, cold=1, ingests=1)


def alternated(times: int, ours: Measured, theirs: Measured) -> tuple[Times, Times]:
    """Both measured in turn, each first every other time, so that a neighbour's load hits both alike."""
    pairs: list[tuple[float, float]] = []
    for at in range(times):
        if at % 2:
            second = theirs(at)
            pairs.append((ours(at), second))
        else:
            first = ours(at)
            pairs.append((first, theirs(at)))
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def timed(work: Callable[[], object]) -> float:
    """How long the work takes, in seconds."""
    start = perf_counter()
    work()
    return perf_counter() - start


def questions() -> Iterator[str]:
    """Questions without end, in staff's words, on what the synthetic policy speaks of."""
    ways = ("can i {} {} at work", "is it ok to {} {} after supper", "who do i ask before i {} {}")
    acts = ("lend", "borrow", "photograph", "move", "copy", "order", "clean")
    things = ("a trolley", "the spare keys", "a laptop", "the van", "the staff rota")
    # 3, 7 and 5 share no divisor, so that 105 questions differ.
    return (ways[at % 3].format(acts[at % 7], things[at % 5]) for at in count())


class Bench:
    """Both stacks with their models loaded; what they store goes into folders of their own in one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._model = tutorial.embeddings()
        self._ours = folder
        self._theirs = folder
        self._handrail: Handrail
        self._store: Chroma

    def ingest(self, clauses: int, times: int) -> Step:
        """A synthetic policy from its file into fresh folders; questions then go to the last of them."""
        path = self._folder / f"rules-{clauses}.md"
        path.write_text(policy(clauses), encoding="utf-8")
        ours, theirs = alternated(
            times, lambda at: self._our_ingest(path, at), lambda at: self._their_ingest(path, at)
        )
        return Step(f"ingest of {clauses:,} clauses", ours, theirs, self.unit())

    def _our_ingest(self, path: Path, at: int) -> float:
        self._ours = self._folder / f"{path.stem}-handrail-{at}"
        self._handrail = opened(self._ours)
        self._handrail.embeddings.embed_query("warm")
        with shown_progress(f"{NAME}, ingest of {path.name}") as progress:
            return timed(lambda: publish_files(self._handrail, [path], progress))

    def _their_ingest(self, path: Path, at: int) -> float:
        self._theirs = self._folder / f"{path.stem}-tutorial-{at}"
        say(f"{tutorial.NAME}, ingest of {path.name}…")

        def work() -> None:
            self._store = tutorial.store(self._theirs, self._model)
            tutorial.ingest(self._store, [path.read_text(encoding="utf-8")])

        return timed(work)

    def cold(self, clauses: int, times: int) -> Step:
        """From starting a program to its first answer."""
        asked = next(questions())
        say(f"Cold answers from {clauses:,} clauses…")
        ours = ["app.py", "ask", asked]
        theirs = ["-m", "benchmarks.tutorial", str(self._theirs), asked]
        seconds = alternated(times, lambda _: self._run(ours), lambda _: self._run(theirs))
        return Step(f"first answer from {clauses:,} clauses, cold", *seconds, self.unit())

    def _run(self, arguments: Sequence[str]) -> float:
        settings = os.environ | {"HANDRAIL_DATA": str(self._ours), "HANDRAIL_DATABASE_URL": ""}
        command = [sys.executable, *arguments]
        start = perf_counter()
        ended = subprocess.run(command, cwd=HOME, env=settings, check=False, capture_output=True, text=True)
        if ended.returncode:
            raise ColdAnswerFailed(f"{' '.join(arguments[:2])} failed: {ended.stderr.strip()}")
        return perf_counter() - start

    def warm(self, clauses: int, times: int) -> tuple[Step, Step]:
        """One question after another to what was ingested last, both stacks being asked the same."""
        say(f"Warm answers from {clauses:,} clauses…")
        asked = list(islice(questions(), WARM_UP + times))
        answer = self._handrail.assistant.answer
        ours, theirs = alternated(
            len(asked),
            lambda at: timed(lambda: answer(Question(asked[at]))),
            lambda at: timed(lambda: tutorial.nearest(asked[at], self._store)),
        )
        name = f"one question to {clauses:,} clauses, warm"
        warm = (ours[WARM_UP:], theirs[WARM_UP:], self.unit())
        return Step(f"{name}, p50", *warm), Step(f"{name}, p95", *warm, percentile=95)

    def bare(self, times: int) -> Step:
        """One embedding of a question and nothing else: what both stacks need at least."""
        asked = list(islice(questions(), WARM_UP + times))
        ours, theirs = alternated(
            len(asked),
            lambda at: timed(lambda: self._handrail.embeddings.embed_query(asked[at])),
            lambda at: timed(lambda: self._model.embed_query(asked[at])),
        )
        return Step("one bare embedding", ours[WARM_UP:], theirs[WARM_UP:], self.unit())

    def unit(self) -> float:
        """The seconds of one bare embedding, at this moment's load."""
        embed = self._handrail.embeddings.embed_query
        return float(np.median([timed(partial(embed, asked)) for asked in islice(questions(), UNITS)]))


def measured(plan: Plan) -> list[Step]:
    """Every step of the plan, the bare embedding first."""
    steps: list[Step] = []
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for clauses in plan.clauses:
            steps.append(bench.ingest(clauses, plan.ingests if clauses == FEW else 1))
            steps.append(bench.cold(clauses, plan.cold))
            steps += bench.warm(clauses, plan.questions)
        return [bench.bare(plan.questions), *steps]


def shown(steps: Sequence[Step]) -> str:
    """Ratios first, then times; the second column is Handrail's time in bare embeddings."""
    rows = [["step", f"{NAME} : tutorial", "in embeddings", NAME, tutorial.NAME, "measured"]]
    for step in steps:
        ours, theirs = step.seconds
        times = [_time(ours), _time(theirs), f"{len(step.ours)} times"]
        rows.append([step.name, f"{step.ratio:.2f}", f"{ours / step.unit:.1f}", *times])
    return table(rows)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * MILLISECONDS:.1f} ms"


def machine() -> str:
    """What it was measured on, and how busy that was."""
    python, load = platform.python_version(), os.getloadavg()[0]
    return f"{os.cpu_count()} cores of {platform.machine()}, Python {python}, load {load:.1f} at the end"


@click.command()
@click.option("--quick", is_flag=True, help=f"{FEW} clauses only, and each step a few times.")
def main(quick: bool) -> None:
    """Time each step of Handrail and of the plain tutorial stack in turn, in one run."""
    with told((*TOLD, ColdAnswerFailed)):
        steps = measured(QUICK if quick else Plan())
    click.echo(f"{shown(steps)}\n\n{machine()}")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.speed")
