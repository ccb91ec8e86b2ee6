"""Keyword search over clauses: rare words weigh more, staff's words count as the policies' words."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from knowledge.lexicon import Term, lexicon, stem, terms_of, words_of
from knowledge.policy import Clause

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

# Words too common to tell clauses apart, and the small talk around a question.
COMMON = frozenset(
    """a about actually after again ago all already alright also always am an and any anybody anyone anything are
    as at back be because been before being bit but by can cant cos could couldnt cuz did didnt do does doesnt doing
    done dont either else even ever every for from gave get gets getting give gives go goes going gone gonna good got
    gotta had hadnt has hasnt have havent having he hello her here hers hes hey hi him his how i id if ill im in into
    is isnt it its ive just know let lets like ll long lot lots make makes many may maybe me might mine more much must
    my myself need needs never no nobody not nothing now of off oh ok okay on once one only or other our ours out over
    own pls please put re really right said same say says see shall she shes should shouldnt since so some somebody
    someone something sort still stuff such sure take takes tell than thanks that thats the their theirs them then
    there theres these they theyre thing things think this those though thru til till to told too u under until up ur
    us ve very wanna want wants was wasnt way we well went were weve what whats when where wheres whether which while
    who whos why will with without wont would wouldnt yes yet you youd youre your yours yourself""".split()
)
MEND_FROM = 5
MEND_LIKENESS = 83.0


class Keywords:
    """The words of some clauses, ready to be searched.

    Built once for a list of clauses; scores are in the order of that list.
    """

    def __init__(self, clauses: Sequence[Clause]) -> None:
        # Imported here because it brings numpy, which a command without questions should not pay.
        import bm25s

        self.count = len(clauses)
        texts = [words_of(_searched(clause)) for clause in clauses]
        self._words = frozenset(word for text in texts for word in text)
        self._by_letter = _by_first_letter(self._words | lexicon().words)
        self._bm25: Any = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
        if clauses:
            self._bm25.index([_tokens(text) for text in texts], show_progress=False)

    def scores(self, text: str) -> list[float]:
        """For each clause the share of the question's keywords, weighted by rarity, that it holds, 0 to 1."""
        import numpy as np

        held = np.zeros(self.count, dtype=np.float32)
        most = 0.0
        for term in self.terms(text):
            holds = self._holds(term)
            having = int((holds > 0).sum())
            rarity = math.log(1 + (self.count - having + 0.5) / (having + 0.5))
            held += rarity * holds
            most += rarity
        return [float(share) for share in held / most] if most else [0.0] * self.count

    def terms(self, text: str) -> list[Term]:
        """The question's terms that may tell clauses apart, typing mistakes mended."""
        mended = [self._mended(word) for word in words_of(text)]
        terms = terms_of(mended)
        common = {(stem(word),) for word in COMMON}
        return [t for t in terms if t.stems not in common]

    def _holds(self, term: Term) -> "Scores":
        import numpy as np

        holds = np.zeros(self.count, dtype=np.float32)
        for name, worth in ((term.stems, 1.0), *term.names.items()):
            token = " ".join(name)
            if token in self._bm25.vocab_dict:
                scores = self._bm25.get_scores([token])
                holds = np.maximum(holds, worth * (scores > 0))
        return holds

    def _mended(self, word: str) -> str:
        if len(word) < MEND_FROM or word in COMMON or word in self._words or word in lexicon().words:
            return word
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(
            word, self._by_letter.get(word[0], ()), scorer=OSA.normalized_similarity, score_cutoff=MEND_LIKENESS / 100
        )
        return near[0] if near else word


def _searched(clause: Clause) -> str:
    return " ".join((*clause.heading_path, clause.lead_in or "", clause.text))


def _tokens(words: Sequence[str]) -> list[str]:
    stems = [stem(word) for word in words]
    return [*stems, *_phrases(stems)]


def _phrases(stems: Sequence[str]) -> Iterable[str]:
    known = lexicon().terms
    for length in (2, 3, 4):
        for start in range(len(stems) - length + 1):
            if tuple(stems[start : start + length]) in known:
                yield " ".join(stems[start : start + length])


def _by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    shelves: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= MEND_FROM - 1:
            shelves.setdefault(word[0], []).append(word)
    return shelves
