"""Whether the clauses found answer a question, are merely on its subject, or have nothing to do with it."""

from collections.abc import Sequence

from knowledge.found import Coverage, Found

ANSWERS = 0.33
ON_SUBJECT = 0.22


def coverage(question_text: str, found: Sequence[Found]) -> Coverage:  # noqa: ARG001 -- its words are weighed next
    """How far the best clauses found cover the question."""
    best = max((one.score for one in found), default=-1.0)
    if best >= ANSWERS:
        return Coverage.COVERED
    return Coverage.NEAR if best >= ON_SUBJECT else Coverage.FAR
