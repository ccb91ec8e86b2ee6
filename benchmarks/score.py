"""From answers and their gold to figures, each with its 95 % confidence interval."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.gold import GoldQuestion
from knowledge.answer import Verdict

SEED = 20261123
RESAMPLES = 2000
PARTS = 20
NONE_SEEN = 3.0  # the rule of three: none of n seen means at most 3 / n, with 95 % confidence

Pair = tuple[float, float]  # hits, and out of how many
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one stack said to one question.

    source: the gold set's name. cited: for each citation, best first, the gold ids that it
    stands for. quotes: for each citation, whether its words stand in the stored clause. ms:
    how long the answer took.
    """

    source: str
    question: GoldQuestion
    verdict: Verdict
    cited: tuple[frozenset[str], ...]
    quotes: tuple[bool, ...]
    ms: float

    @property
    def clause_right(self) -> bool:
        """Whether the first citation is a gold clause."""
        return self.hit_in(1)

    def hit_in(self, top: int) -> bool:
        """Whether one of the first citations is a gold clause."""
        return any(ids & set(self.question.gold) for ids in self.cited[:top])

    @property
    def verdict_right(self) -> bool:
        """Whether the verdict is the gold one."""
        return self.verdict is self.question.verdict

    @property
    def verdict_defensible(self) -> bool:
        """Whether the verdict is the gold one or one that a careful reader could defend."""
        return self.verdict_right or self.verdict in self.question.verdict_also_ok

    @property
    def right(self) -> bool:
        """The first clause right and the verdict defensible; the verdict alone where nothing covers it."""
        return self.verdict_defensible and (self.clause_right or not self.question.covered)

    @property
    def refused(self) -> bool:
        """Covered by the policy, yet answered "not covered"."""
        return self.question.covered and self.verdict is Verdict.NOT_COVERED

    @property
    def invented(self) -> bool:
        """Not covered by the policy, yet answered by some other verdict."""
        return not self.question.covered and self.verdict is not Verdict.NOT_COVERED

    @property
    def unsafe_yes(self) -> bool:
        """The policy says no, the answer says yes."""
        return self.question.verdict is Verdict.NO and self.verdict is Verdict.YES


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its 95 % interval; value, low and high are None when nothing counts for it.

    unit: "%" (value from 0 to 100) or "ms". of: how many things it was measured on. hits:
    how many of them count, for a share.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    of: int
    hits: int | None = None


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """All figures over these outcomes, in the order of the printed table."""
    covered = [outcome for outcome in outcomes if outcome.question.covered]
    uncovered = [outcome for outcome in outcomes if not outcome.question.covered]
    forbidden = [outcome for outcome in outcomes if outcome.question.verdict is Verdict.NO]
    shares: tuple[tuple[str, Iterable[Pair]], ...] = (
        ("main citation right", _each(covered, lambda o: o.clause_right)),
        ("right clause in top 3", _each(covered, lambda o: o.hit_in(3))),
        ("verdict right, strict", _each(outcomes, lambda o: o.verdict_right)),
        ("verdict right, lenient", _each(outcomes, lambda o: o.verdict_defensible)),
        ("clause and verdict right", _each(outcomes, lambda o: o.right)),
        ("covered but refused", _each(covered, lambda o: o.refused)),
        ("not covered but answered", _each(uncovered, lambda o: o.invented)),
        ("unsafe yes", _each(forbidden, lambda o: o.unsafe_yes)),
        ("flips right, all of a group", _flips(outcomes)),
        ("quotes verified", ((sum(o.quotes), len(o.quotes)) for o in outcomes)),
    )
    times = [outcome.ms for outcome in outcomes]
    return (
        *(share(name, pairs) for name, pairs in shares),
        _latency("latency p50", times, 50),
        _latency("latency p95", times, 95),
    )


def _each(outcomes: Iterable[Outcome], counts: Callable[[Outcome], bool]) -> Iterable[Pair]:
    return [(counts(outcome), 1) for outcome in outcomes]


def _flips(outcomes: Iterable[Outcome]) -> Iterable[Pair]:
    groups: dict[tuple[str, str], bool] = {}
    for outcome in outcomes:
        if outcome.question.kind.startswith("flip"):
            group = (outcome.source, outcome.question.kind)
            groups[group] = groups.get(group, True) and outcome.verdict_defensible
    return [(right, 1) for right in groups.values()]


def share(name: str, pairs: Iterable[Pair]) -> Figure:
    """The share of hits in all, in %, over pairs of (hits, of).

    The interval is the bootstrap's, over pairs. Where every pair says the same, resampling
    cannot tell anything and the rule of three bounds the share instead.
    """
    counted = np.array([pair for pair in pairs if pair[1]], dtype=np.float64).reshape(-1, 2)
    if not len(counted):
        return Figure(name, None, None, None, "%", 0, 0)
    hits, of = counted.sum(axis=0)
    low, high = _interval(counted, lambda drawn: drawn[..., 0].sum(axis=-1) / drawn[..., 1].sum(axis=-1))
    if hits == 0:
        high = min(1.0, NONE_SEEN / of)
    if hits == of:
        low = max(0.0, 1 - NONE_SEEN / of)
    return Figure(name, 100 * hits / of, 100 * low, 100 * high, "%", int(of), int(hits))


def _latency(name: str, times: Sequence[float], percentile: float) -> Figure:
    if not times:
        return Figure(name, None, None, None, "ms", 0)
    values = np.array(times, dtype=np.float64)
    low, high = _interval(values, lambda drawn: np.percentile(drawn, percentile, axis=-1))
    return Figure(name, float(np.percentile(values, percentile)), low, high, "ms", len(times))


def _interval(values: Floats, statistic: Callable[[Floats], Floats]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of the statistic over resamples, drawn from a fixed seed."""
    chance = np.random.default_rng(SEED)
    # In parts, because all resamples of ten thousand questions at once would need a gigabyte.
    parts = (chance.integers(0, len(values), size=(RESAMPLES // PARTS, len(values))) for _ in range(PARTS))
    low, high = np.percentile(np.concatenate([statistic(values[rows]) for rows in parts]), [2.5, 97.5])
    return float(low), float(high)


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The outcomes of each kind of question, flips together, in order of name."""
    kinds: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        kind = "flip" if outcome.question.kind.startswith("flip") else outcome.question.kind
        kinds.setdefault(kind, []).append(outcome)
    return dict(sorted(kinds.items()))
