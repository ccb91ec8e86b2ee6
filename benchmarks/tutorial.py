"""The plain tutorial stack, as a baseline: chunks of 1,000 characters → Chroma → the nearest one."""

import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.gold import GoldClause, GoldQuestion
from benchmarks.matching import stands_for
from benchmarks.score import Outcome
from knowledge.answer import Verdict, words_only
from knowledge.embeddings import packaged_model

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

NAME = "tutorial stack"
CHUNK = 1000  # characters, and the overlap below: the figures that most tutorials use
OVERLAP = 200


def embeddings() -> "HuggingFaceEmbeddings":
    """The tutorial's embeddings over the same packaged weights as Handrail's."""
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(model_name=str(packaged_model()), model_kwargs={"device": "cpu"})


def store(folder: Path, model: "HuggingFaceEmbeddings") -> "Chroma":
    """The vector store kept in this folder, empty when the folder is new."""
    from langchain_chroma import Chroma

    return Chroma("tutorial", embedding_function=model, persist_directory=str(folder))


def ingest(into: "Chroma", texts: Sequence[str]) -> int:
    """Cut the texts into chunks and store them; the number of chunks."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = splitter.create_documents(list(texts))
    into.add_documents(chunks)
    return len(chunks)


def nearest(text: str, kept: "Chroma") -> str:
    """The tutorial's answer: the one chunk nearest to the question."""
    return kept.similarity_search(text, k=1)[0].page_content


class TutorialStack:
    """The tutorial stack over the texts of some policies, scored by the same table as Handrail.

    It has no verdict, so each answer counts as "explain". It cites its one chunk, which counts
    for every gold clause of which it holds half the characters or of which it is a part: to a
    chunk that holds five clauses, all five are hits, which flatters the tutorial stack.
    """

    name = NAME

    def __init__(self, folder: Path, texts: Sequence[str], clauses: Sequence[GoldClause]) -> None:
        self._store = store(folder, embeddings())
        self._texts = [words_only(text) for text in texts]
        self._clauses = clauses
        self._ids: dict[str, frozenset[str]] = {}
        ingest(self._store, texts)

    def ask(self, source: str, question: GoldQuestion) -> Outcome:
        """The outcome for one question of the gold set of that name."""
        start = perf_counter()
        chunk = nearest(question.text, self._store)
        ms = (perf_counter() - start) * 1000
        if chunk not in self._ids:
            self._ids[chunk] = frozenset(c.id for c in self._clauses if stands_for(chunk, c.text))
        quoted = any(words_only(chunk) in text for text in self._texts)
        return Outcome(source, question, Verdict.EXPLAIN, (self._ids[chunk],), (quoted,), ms)


def main() -> None:
    """python -m benchmarks.tutorial FOLDER QUESTION: an answer from a stored policy, to time a cold start."""
    folder, question = sys.argv[1:]
    sys.stdout.write(nearest(question, store(Path(folder), embeddings())) + "\n")


if __name__ == "__main__":
    main()
