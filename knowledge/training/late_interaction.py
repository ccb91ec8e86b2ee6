"""How near a question is to a clause, word by word: late interaction as it is trained."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from knowledge.closeness import IMPORTANCE


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts as the encoder gives them: (texts, words, width), and which of them count."""

    words: Tensor
    mask: Tensor

    @property
    def vectors(self) -> Tensor:
        """One unit vector a text: the mean of its words."""
        counts = self.mask.unsqueeze(-1).to(self.words.dtype)
        return nn.functional.normalize((self.words * counts).sum(dim=1) / counts.sum(dim=1), dim=1)


def by_word(questions: Words, clauses: Words) -> Tensor:
    """(questions, clauses): the mean, over a question's words, of the nearest word of the clause.

    Words weigh as the first of their numbers says. After Khattab and Zaharia, "ColBERT" (2020),
    with the sum weighed.
    """
    asked = nn.functional.normalize(questions.words, dim=2)
    read = nn.functional.normalize(clauses.words, dim=2)
    near = torch.einsum("qwd,cvd->qcwv", asked, read)
    nearest = near.masked_fill(~clauses.mask.bool()[None, :, None, :], -1.0).amax(dim=3)
    odds = IMPORTANCE * questions.words[:, :, 0]
    weights = odds.masked_fill(~questions.mask.bool(), float("-inf")).softmax(dim=1)
    return (nearest * weights[:, None, :]).sum(dim=2)
