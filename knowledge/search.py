"""The clauses that may answer a question, found by meaning and by keywords."""

from collections.abc import Callable, Sequence

from knowledge.answer import Question
from knowledge.found import Found
from knowledge.keywords import Keywords
from knowledge.policy import Clause, ClauseRef

Nearest = Callable[[str, int], Sequence[tuple[ClauseRef, float]]]

NEIGHBOURS = 64
KEYWORD_WEIGHT = 0.3


def embedding_text(clause: Clause) -> str:
    """What the vector index embeds for a clause: its lead-in and its words."""
    return " ".join((*((clause.lead_in,) if clause.lead_in else ()), clause.text))


def search_text(question: Question) -> str:
    """What is searched for: the question, after what was asked just before it if anything was."""
    earlier = [question.history[-1].user] if question.history else []
    return " ".join((*earlier, question.text))


def search(
    text: str, clauses: Sequence[Clause], keywords: Keywords, nearest: Nearest, count: int = 8
) -> list[Found]:
    """The clauses that may answer, best first, at most count.

    keywords must be built from the same clauses in the same order. nearest gives references
    and cosines for a text, best first; it is called once.
    """
    similarities = dict(nearest(text, max(count, NEIGHBOURS)))
    floor = min(similarities.values(), default=0.0)
    shares = keywords.scores(text)
    found = [
        Found(clause, similarity + KEYWORD_WEIGHT * share, similarity, share)
        for clause, share in zip(clauses, shares, strict=True)
        for similarity in (similarities.get(clause.ref, floor),)
    ]
    return sorted(found, key=lambda one: one.score, reverse=True)[:count]
