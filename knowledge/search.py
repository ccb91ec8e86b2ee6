"""The clauses that may answer a question, found by meaning, by keywords and by what is asked."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from knowledge.answer import Question
from knowledge.found import Found
from knowledge.keywords import Keywords
from knowledge.lexicon import Aspect, aspects_asked
from knowledge.policy import Clause, ClauseRef

Nearest = Callable[[str, int], Sequence[tuple[ClauseRef, float]]]
"""The clauses nearest to a text, at most so many, with their cosines, best first."""

ByWord = Callable[[str, Sequence[str]], Sequence[float]]
"""How near each clause is to a text word by word, of what the models read of the clauses."""

NEIGHBOURS = 100
"""How many clauses are asked of the vector index; those beyond count as near as the last of them."""
KEYWORDS = 0.7
"""What all of a question's keywords are worth beside a cosine of 1: a conditional logit over the
training policies gave it, and the gains and losses in lexicon.toml, in units of cosine."""


CLOSER = 40
"""How many clauses, the best so far, are measured word by word."""
BY_WORD = 4.0
"""What nearness word by word is worth beside a score: it counts for the order alone."""


def embedding_text(clause: Clause) -> str:
    """What the models read of a clause: the heading it stands under, its lead-in and its words."""
    heading = clause.heading_path[-1:]
    return " ".join((*(f"{words}:" for words in heading), *filter(None, (clause.lead_in,)), clause.text))


def search_text(question: Question) -> str:
    """What is searched for: the question, after the last turn before it if there was one.

    The turn's answer is folded in too: a question that follows up nearly always stays with the
    clause that the answer came from (nine in ten do on the training policies).
    """
    last = question.history[-1:]
    return " ".join((*(part for turn in last for part in (turn.user, turn.bot_gist) if part), question.text))


def search(
    text: str,
    clauses: Sequence[Clause],
    keywords: Keywords,
    nearest: Nearest,
    count: int = 8,
    by_word: ByWord | None = None,
) -> list[Found]:
    """The clauses that may answer, best first, at most count.

    keywords must be built from the same clauses in the same order. nearest is called once, and
    by_word once for the best so far. A score is the cosine, plus the keywords' worth, plus or
    minus what the clause's aspects of its policy are worth to this question; nearness word by
    word, where it is measured, counts beside it for the order.
    """
    near = dict(nearest(text, max(count, NEIGHBOURS)))
    beyond = min(near.values(), default=0.0)
    similarities = [near.get(clause.ref, beyond) for clause in clauses]
    held = keywords.scores(text)
    worth = _worth(frozenset(keywords.aspects), aspects_asked(text))
    scores = [
        similarity + KEYWORDS * share + worth[aspects]
        for similarity, share, aspects in zip(similarities, held, keywords.aspects, strict=True)
    ]
    best = heapq.nlargest(max(count, CLOSER), range(len(scores)), key=scores.__getitem__)
    found = [Found(clauses[at], scores[at], similarities[at], similarities[at], held[at]) for at in best]
    return (_closer(text, found, by_word) if by_word else found)[:count]


def _closer(text: str, found: Sequence[Found], by_word: ByWord) -> list[Found]:
    measured = by_word(text, [embedding_text(one.clause) for one in found])
    closer = [replace(one, by_word=word) for one, word in zip(found, measured, strict=True)]
    return sorted(closer, key=lambda one: one.score + BY_WORD * one.by_word, reverse=True)


def _worth(kinds: Iterable[frozenset[Aspect]], asked: frozenset[Aspect]) -> dict[frozenset[Aspect], float]:
    return {
        aspects: sum(aspect.gain if aspect in asked else -aspect.loss for aspect in aspects)
        for aspects in kinds
    }
