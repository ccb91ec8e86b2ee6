"""What a reading model makes of a clause for a question: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.answer import Verdict

VERDICTS = (Verdict.NO, Verdict.ONLY_IF, Verdict.YES, Verdict.EXPLAIN)
"""The verdicts that a clause can give, in the order of the model's scores."""

KEPT = 1_000
"""How many clauses a model may keep what it has read of: about 0.3 MB each."""


@dataclass(frozen=True, slots=True)
class Score:
    """What the model makes of one clause for one question; all three are log-odds without bounds.

    relevance: how well the clause answers beside the others. answers: whether it answers at all.
    verdicts: for each of VERDICTS, empty from a model that only ranks.
    """

    relevance: float
    answers: float
    verdicts: tuple[float, ...] = ()


class Scores(Protocol):
    """Whatever scores clauses against a question."""

    def scores(self, question: str, clauses: Sequence[str]) -> list[Score]:
        """One score for each clause, in order."""
        ...
