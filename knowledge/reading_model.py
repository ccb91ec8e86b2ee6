"""The model that reads a question against clauses: how well each answers, and with which verdict."""

import logging
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.embeddings import ModelNotFound
from knowledge.scores import VERDICTS, Score

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = logging.getLogger(__name__)

OWN = Path(__file__).parent / "weights" / "reading"
HANDRAIL = "handrail"


class ReadingModel:
    """A cross-encoder behind sentence-transformers' interface, loaded on first use.

    model: "handrail" for Handrail's own, or the folder of any CrossEncoder. Of a model with one
    score a pair that score is relevance and answers alike. Any thread may ask; they take turns.
    Raises ModelNotFound on first use.
    """

    def __init__(self, model: str = HANDRAIL) -> None:
        self.model = model

    def scores(self, question: str, clauses: Sequence[str]) -> list[Score]:
        """One score for each clause, in order."""
        if not clauses:
            return []
        pairs = [(question, clause) for clause in clauses]
        # Two first uses would load the model twice, and a tokenizer may refuse two threads at once.
        with _ONE_AT_A_TIME:
            made = _cross_encoder(self.model).predict(pairs, show_progress_bar=False).tolist()
        return [_score(row if isinstance(row, list) else [row]) for row in made]


_ONE_AT_A_TIME = threading.Lock()


def _score(row: list[float]) -> Score:
    if len(row) == 2 + len(VERDICTS):
        return Score(row[0], row[-1], tuple(row[1:-1]))
    return Score(row[0], row[0])


@lru_cache(maxsize=1)
def _cross_encoder(model: str) -> "CrossEncoder":
    """The model of a name, kept by the process. Raises ModelNotFound."""
    folder = OWN if model == HANDRAIL else Path(model)
    if not folder.is_dir():
        raise ModelNotFound(f"There is no reading model in the folder {folder}.")
    # Imported here because torch takes seconds, which a command without questions should not pay.
    import torch
    from sentence_transformers import CrossEncoder

    torch.set_num_threads(1)
    log.info("loading the reading model %s", folder.name)
    # Log-odds come out as they are; the sigmoid of the default would flatten the best of them.
    as_they_are = torch.nn.Identity()
    if (folder / "questions.onnx").is_file():
        from knowledge.onnx_reader import OnnxPairReader

        made: CrossEncoder = CrossEncoder(
            modules=[OnnxPairReader(folder)], device="cpu", activation_fn=as_they_are
        )
        return made
    made = CrossEncoder(str(folder), device="cpu", local_files_only=True, activation_fn=as_they_are)
    return made  # noqa: RET504 (to mypy the call is of any type)
