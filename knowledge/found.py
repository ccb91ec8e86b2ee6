"""Clauses that search has found for a question, and how far the library covers it: plain values."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.policy import Clause


class Coverage(StrEnum):
    """How far a library answers a question: COVERED, only on its subject (NEAR), no business of it (FAR)."""

    COVERED = "covered"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that may answer, with what search measured.

    score: the fused rank value, higher is better. similarity: cosine of question and clause,
    -1 to 1. keywords: how many of the question's keywords the clause holds, rare ones
    weighing more, 0 to 1.
    """

    clause: Clause
    score: float
    similarity: float
    keywords: float
