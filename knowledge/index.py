"""The vector index in Chroma: one collection a build, made aside and never changed once it is live."""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from knowledge.policy import ClauseRef

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with how many clauses are done and how many there are."""

_BATCH = 128
_PREFIX = "clauses-"


class IndexMissing(Exception):
    """The library's index build is not in the index folder; it can be rebuilt."""


class KnownVectors(Embeddings):
    """Embeddings that look up the vectors of texts already embedded, and make only the others."""

    def __init__(self, embeddings: Embeddings, known: Mapping[str, list[float]]) -> None:
        self._embeddings = embeddings
        self._known = known

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text, in order."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        made = dict(zip(fresh, self._embeddings.embed_documents(fresh), strict=True)) if fresh else {}
        return [self._known[text] if text in self._known else made[text] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        return self._embeddings.embed_query(text)


class ClauseIndex:
    """Builds of the clause index in one folder; model names what made the vectors.

    Only one process may build at a time; others may search meanwhile.
    """

    def __init__(self, folder: Path, embeddings: Embeddings, model: str) -> None:
        self._folder = folder
        self._embeddings = embeddings
        self._model = model
        self._opened: ClientAPI | None = None

    def build(self, texts: Mapping[ClauseRef, str], before: str | None, progress: Progress) -> str:
        """Indexes these clauses in a new build and returns its name; nobody searches it yet.

        texts: what is embedded for each clause. before: a build whose vectors are used again
        for the texts that it has too.
        """
        build = f"{_PREFIX}{uuid.uuid4().hex}"
        store = self._store(build, KnownVectors(self._embeddings, self._vectors(before)), create=True)
        entries = list(texts.items())
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            store.add_texts(
                [text for _, text in batch],
                [{"policy": ref.policy, "version": ref.version, "path": ref.path} for ref, _ in batch],
                [str(ref) for ref, _ in batch],
            )
            progress(min(start + _BATCH, len(entries)), len(entries))
        return build

    def nearest(self, build: str, text: str, count: int) -> list[tuple[ClauseRef, float]]:
        """The clauses nearest in meaning with their cosines, best first. Raises IndexMissing."""
        found = self._store(build, self._embeddings, create=False).similarity_search_with_score(text, k=count)
        return [
            (ClauseRef(said["policy"], said["version"], said["path"]), 1.0 - distance)
            for said, distance in ((document.metadata, distance) for document, distance in found)
        ]

    def holds(self, build: str) -> bool:
        """Whether this build is in the folder."""
        return build in self._builds()

    def keep_only(self, builds: Sequence[str]) -> None:
        """Deletes every other build, such as one that a crash left behind."""
        for build in self._builds():
            if build.startswith(_PREFIX) and build not in builds:
                self._client().delete_collection(build)
                log.info("deleted the index build %s", build)

    def _builds(self) -> list[str]:
        return [collection.name for collection in self._client().list_collections()]

    def _client(self) -> "ClientAPI":
        if self._opened is None:
            # Imported here: a command that neither asks nor publishes should not pay half a second.
            import chromadb
            from chromadb.config import Settings

            self._folder.mkdir(parents=True, exist_ok=True)
            self._opened = chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))
        return self._opened

    def _store(self, build: str, embeddings: Embeddings, create: bool) -> "Chroma":
        from chromadb.errors import NotFoundError
        from langchain_chroma import Chroma

        try:
            # Opened afresh each time: a handle that outlives its collection breaks.
            return Chroma(
                collection_name=build,
                embedding_function=embeddings,
                client=self._client(),
                collection_metadata={"model": self._model} if create else None,
                collection_configuration={"hnsw": {"space": "cosine"}} if create else None,
                create_collection_if_not_exists=create,
            )
        except NotFoundError as error:
            raise IndexMissing(
                "The search index is not in the data folder: run 'python app.py rebuild'."
            ) from error

    def _vectors(self, build: str | None) -> dict[str, list[float]]:
        """Text to vector of an earlier build of the same model; empty when there is none."""
        if build is None or not self.holds(build):
            return {}
        collection = self._client().get_collection(build, embedding_function=None)
        if (collection.metadata or {}).get("model") != self._model:
            return {}
        stored = collection.get(include=["documents", "embeddings"])
        documents, vectors = stored["documents"], stored["embeddings"]
        if documents is None or vectors is None:
            return {}
        return {text: [float(x) for x in vector] for text, vector in zip(documents, vectors, strict=True)}
