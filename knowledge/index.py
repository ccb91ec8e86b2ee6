"""The vector index in Chroma: one collection a build, made aside and never changed once it is live."""

import hashlib
import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    """The library's index build is not in the index folder, or cannot be read; it can be rebuilt."""


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
    """Builds of the clause index in one folder; model names what made the vectors, and a build keeps to it.

    Only one process may build at a time; others may search meanwhile.
    """

    def __init__(self, folder: Path, embeddings: Embeddings, model: str) -> None:
        self._folder = folder
        self._embeddings = embeddings
        self._own = f"{_PREFIX}{hashlib.sha256(model.encode()).hexdigest()[:8]}-"
        self._opened: ClientAPI | None = None
        self._opened_file: tuple[int, int] | None = None
        # Chroma fails now and then when two threads open one folder at the same moment.
        self._opening = threading.Lock()

    def build(self, texts: Mapping[ClauseRef, str], before: str | None, progress: Progress) -> str:
        """Indexes these clauses in a new build and returns its name; nobody searches it yet.

        texts: what is embedded for each clause. before: a build whose vectors are used again
        for the texts that it has too. Raises IndexMissing when the folder holds no usable index.
        """
        build = f"{self._own}{uuid.uuid4().hex}"
        store = self._store(build, KnownVectors(self._embeddings, self._vectors(before)))
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
        # The cosine of two models' vectors means nothing, and nothing else would tell.
        if not build.startswith(self._own):
            raise IndexMissing(
                "The search index was made with another embedding model: run 'python app.py rebuild'."
            )
        vector = self._embeddings.embed_query(text)
        with self._readable():
            # Opened afresh each time: a handle that outlives its collection breaks. Straight from
            # Chroma and by names alone: with documents and metadata it would take five times as long.
            collection = self._client().get_collection(build, embedding_function=None)
            found = collection.query(query_embeddings=vector, n_results=count, include=["distances"])
        distances = found["distances"] or [[]]
        return [
            (ClauseRef.of(name), _cosine(distance))
            for name, distance in zip(found["ids"][0], distances[0], strict=True)
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
        with self._readable():
            return [collection.name for collection in self._client().list_collections()]

    def _client(self) -> "ClientAPI":
        with self._opening:
            if self._opened is not None and self._file() != self._opened_file:
                # Somebody deleted the folder, and may have rebuilt the index: this handle is of the old one.
                self._opened.close()  # type: ignore[attr-defined]  # its class has it, its interface does not
                self._opened = None
            if self._opened is None:
                # Imported here: a command that neither asks nor publishes should not pay half a second.
                import chromadb
                from chromadb.config import Settings

                self._folder.mkdir(parents=True, exist_ok=True)
                quiet = Settings(anonymized_telemetry=False)
                try:
                    self._opened = chromadb.PersistentClient(str(self._folder), quiet)
                except AttributeError as error:
                    # Chroma trips over its own traces of the first time that this folder failed.
                    raise self._broken() from error
                self._opened_file = self._file()
            return self._opened

    def _file(self) -> tuple[int, int] | None:
        """Which file Chroma's database is, whatever it is called; None when there is none."""
        try:
            found = (self._folder / "chroma.sqlite3").stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _broken(self) -> IndexMissing:
        return IndexMissing(
            f"The search index cannot be read: delete the folder {self._folder}, "
            "then run 'python app.py rebuild'."
        )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turns what Chroma says of a missing build or a broken folder into IndexMissing."""
        from chromadb.errors import ChromaError, NotFoundError

        try:
            yield
        except NotFoundError as error:
            raise IndexMissing(
                "The search index is not in the data folder: run 'python app.py rebuild'."
            ) from error
        except ChromaError as error:
            raise self._broken() from error

    def _store(self, build: str, embeddings: Embeddings) -> "Chroma":
        from langchain_chroma import Chroma

        with self._readable():
            return Chroma(
                collection_name=build,
                embedding_function=embeddings,
                client=self._client(),
                collection_configuration={"hnsw": {"space": "cosine"}},
            )

    def _vectors(self, build: str | None) -> dict[str, list[float]]:
        """Text to vector of an earlier build of the same model; empty when there is none."""
        if build is None or not build.startswith(self._own) or not self.holds(build):
            return {}
        collection = self._client().get_collection(build, embedding_function=None)
        stored = collection.get(include=["documents", "embeddings"])
        documents, vectors = stored["documents"], stored["embeddings"]
        if documents is None or vectors is None:
            return {}
        return {text: [float(x) for x in vector] for text, vector in zip(documents, vectors, strict=True)}


def _cosine(distance: float) -> float:
    """Chroma's distance as a cosine; it rounds to as little as -0.0000001."""
    return max(-1.0, min(1.0, 1.0 - distance))
