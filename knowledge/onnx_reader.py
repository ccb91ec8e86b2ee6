"""The reading model on onnxruntime, as a module that sentence-transformers' CrossEncoder runs."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers.base.modules import InputModule

from knowledge.onnx_encoder import session, tokenizer
from knowledge.scores import KEPT

CLAUSES, QUESTIONS = "clauses.onnx", "questions.onnx"
Kept = NDArray[np.float16]
"""What the upper layers need of one clause: (layers, keys and values, words, width)."""


class OnnxPairReader(InputModule):
    """Pairs of question and clause in, six scores for each pair out ("scores").

    The scores are relevance, the four verdicts and whether the clause answers, as
    knowledge.training.reading_model trains them. A clause is read once and kept while it is
    among the last KEPT. folder holds clauses.onnx, questions.onnx, their weights and
    tokenizer.json.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tokenizer = tokenizer(folder)
        self._clauses = session(folder / CLAUSES)
        self._questions = session(folder / QUESTIONS)
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """The pairs as they are: what is kept of a clause is found by its text."""
        return {"pairs": [((prompt or "") + question, clause) for question, clause in inputs]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds "scores", (pairs, 6)."""
        pairs: list[tuple[str, str]] = features["pairs"]
        by_question: dict[str, list[int]] = {}
        for place, (question, _clause) in enumerate(pairs):
            by_question.setdefault(question, []).append(place)
        scores = torch.empty(len(pairs), 6)
        with self._one_at_a_time:
            for question, places in by_question.items():
                scores[places] = torch.from_numpy(self._scores(question, [pairs[at][1] for at in places]))
        features["scores"] = scores
        return features

    def _scores(self, question: str, clauses: list[str]) -> NDArray[np.float32]:
        kept = [self._kept_of(clause) for clause in clauses]
        longest = max(one.shape[2] for one in kept)
        padded = np.zeros((len(kept), *kept[0].shape[:2], longest, kept[0].shape[3]), dtype=np.float16)
        mask = np.zeros((len(kept), longest), dtype=np.int64)
        for row, one in enumerate(kept):
            padded[row, :, :, : one.shape[2]] = one
            mask[row, : one.shape[2]] = 1
        ids = np.array([self.tokenizer.encode(question).ids], dtype=np.int64)
        made: NDArray[np.float32] = self._questions.run(
            None, {"input_ids": ids, "kept": padded, "clause_mask": mask}
        )[0]
        return made

    def _kept_of(self, clause: str) -> Kept:
        if clause in self._kept:
            self._kept.move_to_end(clause)
            return self._kept[clause]
        ids = np.array([self.tokenizer.encode(clause).ids], dtype=np.int64)
        made: Kept = self._clauses.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        self._kept[clause] = made
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def save(self, *_: Any, **__: Any) -> None:
        """Raises NotImplementedError: python -m knowledge.training.export writes these files."""
        raise NotImplementedError("An exported model is not saved from here: export it again.")
