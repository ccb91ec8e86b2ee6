"""How near a question is to a clause, word by word: late interaction over the words of the search model."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from knowledge.scores import KEPT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

IMPORTANCE = 1.0
"""How strongly the first number of a word's vector says what the word counts: trained so, and so read."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text.

    rows: (words, width), of about unit length. weights: what each word counts, in all 1.
    """

    rows: "Rows"
    weights: "Rows"


class ReadsWords(Protocol):
    """A search model that gives a vector for each word too."""

    def words(self, text: str) -> Words:
        """The words of a text."""
        ...


class Closeness:
    """Measures clauses against a question word by word; the words of the last KEPT clauses are kept."""

    def __init__(self, model: ReadsWords) -> None:
        self._model = model
        self._kept: OrderedDict[str, Words] = OrderedDict()

    def __call__(self, question: str, clauses: Sequence[str]) -> list[float]:
        """For each clause, the mean over the question's words of the nearest word's cosine.

        Raises ModelNotFound.
        """
        return by_word(self._model.words(question), [self._words_of(clause) for clause in clauses])

    def prepare(self, clauses: Sequence[str]) -> None:
        """Reads clauses ahead of the questions, as many as are kept. Raises ModelNotFound."""
        for clause in clauses[:KEPT]:
            self._words_of(clause)

    def _words_of(self, clause: str) -> Words:
        kept = self._kept.get(clause)
        if kept is None:
            # Two threads may both read a clause that is not kept yet; they come to the same words.
            kept = self._kept[clause] = self._model.words(clause)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept


def by_word(question: Words, clauses: Sequence[Words]) -> list[float]:
    """Late interaction (Khattab and Zaharia, "ColBERT", 2020), the question's words weighed."""
    # Imported here because it takes time, which a command without questions should not pay.
    import numpy as np

    if not clauses:
        return []
    lengths = [len(clause.rows) for clause in clauses]
    starts = np.cumsum([0, *lengths[:-1]])
    near = np.concatenate([clause.rows for clause in clauses]) @ question.rows.T
    nearest = np.maximum.reduceat(near, starts, axis=0)
    made: list[float] = (nearest @ question.weights).tolist()
    return made
