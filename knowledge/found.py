"""A clause that search has found for a question: a plain value."""

from dataclasses import dataclass

from knowledge.policy import Clause


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that may answer, with what search measured.

    score: nearness in meaning and keywords together, higher is better. similarity: cosine of
    question and clause, -1 to 1. by_word: how near they are word by word, on the same scale; the
    cosine again where that was not measured. keywords: how many of the question's keywords the
    clause holds, rare ones weighing more, 0 to 1.
    """

    clause: Clause
    score: float
    similarity: float
    by_word: float
    keywords: float
