"""The search model on onnxruntime, as a module that sentence-transformers runs like any other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

from knowledge.closeness import Words

MODEL = "model.onnx"
LONGEST = 128  # tokens of a text that are read: what the model was trained on


def session(path: Path) -> onnxruntime.InferenceSession:
    """An ONNX graph, ready to run on one thread: more make an answer slower beside a busy neighbour."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The arena would keep the largest batch's memory for good.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model's folder; it cuts a text after LONGEST tokens and pads a batch."""
    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.enable_truncation(LONGEST)
    made.enable_padding()
    return made


class OnnxEncoder(InputModule):
    """Texts in, unit vectors out ("sentence_embedding"). folder holds model.onnx and tokenizer.json.

    The graph gives three things for each text: its vector, its words' vectors and how much each
    word counts. One thread may ask at a time.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tokenizer = tokenizer(folder)
        self._session = session(folder / MODEL)
        # A question is embedded first and asked for its words next: it is not read twice.
        self._last: tuple[list[int], Words] = [], Words(np.empty((0, 0), np.float32), np.empty(0, np.float32))

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """The texts' token ids and attention mask."""
        read = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {
            "input_ids": torch.tensor([one.ids for one in read]),
            "attention_mask": torch.tensor([one.attention_mask for one in read]),
        }

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds "sentence_embedding", (texts, width)."""
        ids, lengths = features["input_ids"].numpy(), features["attention_mask"].numpy().sum(axis=1)
        # One by one: small integers are scaled by the largest number of a batch, so that a text's
        # vector would depend on what it is embedded beside; and nothing is spent on padding.
        made = [self._read(row[:length]) for row, length in zip(ids, lengths, strict=True)]
        features["sentence_embedding"] = torch.from_numpy(np.concatenate(made))
        return features

    def words(self, text: str) -> Words:
        """The words of a text."""
        ids = self.tokenizer.encode(text).ids
        if self._last[0] != ids:
            self._read(np.array(ids, dtype=np.int64))
        return self._last[1]

    def _read(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        fed = {"input_ids": ids[np.newaxis], "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        vector: NDArray[np.float32]
        vector, rows, weights = self._session.run(None, fed)
        self._last = ids.tolist(), Words(rows[0], weights[0])
        return vector

    def save(self, *_: Any, **__: Any) -> None:
        """Raises NotImplementedError: python -m knowledge.training.export writes these files."""
        raise NotImplementedError("An exported model is not saved from here: export it again.")
