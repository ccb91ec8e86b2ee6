"""How the tests of ingest show a document, and a data folder that they publish into."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from ingest.publish import Prepared, Publisher
from ingest.readers.blocks import Block, BlockKind, Document
from knowledge.embeddings import SentenceEmbeddings
from knowledge.index import ClauseIndex
from knowledge.library import Library
from knowledge.policy import PolicyVersion
from knowledge.schema import open_database
from knowledge.search import embedding_text

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Outline = Callable[[Document], list[str]]

CLIENT_POLICY = Path(__file__).parents[3] / "shared" / "policies" / "social-media-policy.txt"


def _line(block: Block) -> str:
    indent = "  " * (block.level - 1)
    if block.kind is BlockKind.HEADING:
        return f"{'#' * block.level} {block.text}"
    if block.kind is BlockKind.ITEM:
        return f"{indent}{block.number or '-'} {block.text}"
    return f"{block.label} | {block.text}" if block.kind is BlockKind.ROW else block.text


def _outline(document: Document) -> list[str]:
    return [_line(block) for block in document.blocks]


@pytest.fixture(scope="session")
def outline() -> Outline:
    """A document's blocks, one line each: "# Heading", "2 rule", "- bullet", "Label | value", paragraph."""
    return _outline


@pytest.fixture(scope="session")
def client_policy() -> Path:
    """A policy in use, which stands beside the checkout and is no part of it."""
    if not CLIENT_POLICY.is_file():
        pytest.skip("the policy in use is not beside this checkout")
    return CLIENT_POLICY


class CountedEmbeddings(Embeddings):
    """The real model, and the texts that it was given."""

    def __init__(self, model: SentenceEmbeddings) -> None:
        self.model = model
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return self.model.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.model.embed_query(text)


@dataclass
class Office:
    """A data folder with what publishes into it."""

    folder: Path
    publisher: Publisher
    counted: CountedEmbeddings
    told: list[tuple[int, int]] = field(default_factory=list)

    def file(self, text: str, name: str = "dress.md") -> Path:
        path = self.folder.parent / name
        path.write_text(text, encoding="utf-8")
        return path

    def prepare(self, text: str, name: str = "dress.md") -> Prepared:
        return self.publisher.prepare(self.file(text, name), None, NOW.date())

    def publish(self, text: str, name: str = "dress.md") -> PolicyVersion:
        return self.publisher.publish(
            self.prepare(text, name), NOW, lambda done, of: self.told.append((done, of))
        )

    def nearest(self, text: str = "may i wear sandals") -> str:
        """The live clause nearest to a text, as "policy/version/path"."""
        build = self.publisher.library.build()
        assert build is not None
        return str(self.publisher.index.nearest(build, text, 1)[0][0])

    def live(self) -> list[tuple[str, int]]:
        live = self.publisher.library.live()
        return [(version.slug, version.number) for version in live.versions] if live else []

    def contents(self) -> dict[Path, bytes]:
        """What the data folder holds, save what SQLite shares between the processes that read."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
        return {path: path.read_bytes() for path in files}

    def builds(self) -> int:
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(self.folder / "index"), Settings(anonymized_telemetry=False))
        return len(client.list_collections())


@contextmanager
def _opened(folder: Path, model: SentenceEmbeddings) -> Iterator[Office]:
    folder.mkdir(parents=True)
    library = Library(open_database(f"sqlite:///{folder / 'handrail.db'}"))
    counted = CountedEmbeddings(model)
    index = ClauseIndex(folder / "index", counted, "packaged")
    try:
        yield Office(folder, Publisher(library, index, embedding_text, folder / "publishing.lock"), counted)
    finally:
        library.close()


@pytest.fixture
def open_office(embeddings: SentenceEmbeddings) -> Iterator[Callable[[Path], Office]]:
    """Makes a data folder that nothing is published in yet."""
    with ExitStack() as opened:
        yield lambda folder: opened.enter_context(_opened(folder, embeddings))


@pytest.fixture
def office(open_office: Callable[[Path], Office], tmp_path: Path) -> Office:
    """A data folder that nothing is published in yet."""
    return open_office(tmp_path / "data")
