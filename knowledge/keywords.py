"""Keyword search over clauses: rare words weigh more, and staff's words count as the policies' words."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from knowledge.lexicon import Aspect, Term, aspects_of, lexicon, stem, terms_of, words_of
from knowledge.policy import Clause

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float32]

# Words too common to tell clauses apart, and the small talk around a question.
COMMON = """
a about actually after again ago all already alright also always am an and any anybody anyone anything are
as at back be because been before being bit but by can cant cos could couldnt cuz did didnt do does doesnt
doing done dont either else even ever every for from gave get gets getting give gives go goes going gone
gonna good got gotta had hadnt has hasnt have havent having he hello her here hers hes hey hi him his how i
id if ill im in into is isnt it its ive just know let lets like ll long lot lots make makes many may maybe
me might mine more much must my myself need needs never no nobody not nothing now of off oh ok okay on once
one only or other our ours out over own pls please put re really right said same say says see shall she shes
should shouldnt since so some somebody someone something sort still stuff such sure take takes tell than
thanks that thats the their theirs them then there theres these they theyre thing things think this those
though thru til till to told too u under until up ur us ve very wanna want wants was wasnt way we well went
were weve what whats when where wheres whether which while who whos why will with without wont would wouldnt
yes yet you youd youre your yours yourself
"""

# BM25 with little weight on repetition and length: clauses are short. Fitted on the training policies.
REPETITION, LENGTH = 0.9, 0.4
# The score at which a clause counts as holding all that was asked; hardly one in a thousand passes it.
FULL = 2.5
# Shorter words are too near to one another to be mended.
MEND_FROM = 5


class Keywords:
    """The words of some clauses, ready to be searched; scores are in the order of the clauses.

    aspects: for each clause the aspects of its policy that it answers for.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        # Imported here because it brings numpy, which a command without questions should not pay.
        import bm25s

        texts = [words_of(_searched(clause)) for clause in clauses]
        words = frozenset(word for text in texts for word in text)
        self.aspects: tuple[frozenset[Aspect], ...] = tuple(map(aspects_of, clauses))
        self._count = len(clauses)
        self._common = frozenset((stem(word),) for word in COMMON.split())
        self._known = lexicon().stems.union(map(stem, words), map(stem, COMMON.split()))
        self._by_letter = _by_first_letter(words | lexicon().words)
        self._bm25: Any = bm25s.BM25(method="lucene", k1=REPETITION, b=LENGTH)
        if clauses:
            self._bm25.index([_tokens(text) for text in texts], show_progress=False)

    def scores(self, text: str) -> list[float]:
        """How much of the question's keywords each clause holds, weighted by rarity, 0 to 1.

        Every keyword counts by its BM25 weight in the clause, by its best name there (see
        lexicon.toml). The sum is divided by the root of what the question could have got at
        most: one of two keywords held beats one of ten, but five of ten beat one of two.
        """
        import numpy as np

        held, most = np.zeros(self._count, dtype=np.float32), 0.0
        for term in self._terms(text):
            weights = self._weights(term)
            having = int(np.count_nonzero(weights))
            most += math.log(1 + (self._count - having + 0.5) / (having + 0.5))
            held += weights
        scores: list[float] = np.minimum(held / math.sqrt(1 + most) / FULL, 1.0).tolist()
        return scores

    def _terms(self, text: str) -> list[Term]:
        terms = terms_of([self._mended(word) for word in words_of(text)])
        return [term for term in terms if term.stems not in self._common]

    def _weights(self, term: Term) -> "Weights":
        import numpy as np

        weights = np.zeros(self._count, dtype=np.float32)
        for name, worth in ((term.stems, 1.0), *term.names.items()):
            token = " ".join(name)
            if name not in self._common and self._count and token in self._bm25.vocab_dict:
                np.maximum(weights, worth * self._bm25.get_scores([token]), out=weights)
        return weights

    def _mended(self, word: str) -> str:
        if len(word) < MEND_FROM or not word.isalpha() or stem(word) in self._known:
            return word
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(
            word,
            self._by_letter.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=2 if len(word) > 8 else 1,
        )
        return near[0] if near else word


def _searched(clause: Clause) -> str:
    """A clause's words with what they stand under: among several policies, the policy's name tells."""
    return " ".join((clause.ref.policy, *clause.heading_path, clause.lead_in or "", clause.text))


def _tokens(words: Sequence[str]) -> list[str]:
    stems = [stem(word) for word in words]
    return [*stems, *_phrases(stems)]


def _phrases(stems: Sequence[str]) -> Iterator[str]:
    terms = lexicon().terms
    for length in (2, 3, 4):
        for start in range(len(stems) - length + 1):
            if tuple(stems[start : start + length]) in terms:
                yield " ".join(stems[start : start + length])


def _by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    shelves: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= MEND_FROM - 1:
            shelves.setdefault(word[0], []).append(word)
    return shelves
