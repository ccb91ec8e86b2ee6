"""What may be prepared for publication, and under which short name."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.publish import BadSlug, Publisher, slug_from
from ingest.readers.blocks import UnreadableFile
from knowledge.embeddings import SentenceEmbeddings
from knowledge.index import ClauseIndex
from knowledge.library import Library
from knowledge.schema import open_database
from knowledge.search import embedding_text

TODAY = date(2026, 11, 23)
TEXT = "# Dress policy\n\n## Rings\n\nStaff must not:\n\n1. wear rings\n"


@pytest.fixture
def publisher(tmp_path: Path, embeddings: SentenceEmbeddings) -> Iterator[Publisher]:
    library = Library(open_database(f"sqlite:///{tmp_path / 'handrail.db'}"))
    index = ClauseIndex(tmp_path / "index", embeddings, "packaged")
    yield Publisher(library, index, embedding_text, tmp_path / "publishing.lock")
    library.close()


def written(folder: Path, text: str) -> Path:
    path = folder / "dress.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["# Dress\n\n## Rings\n\n## Shoes\n", "<!-- nothing yet -->\n"])
def test_a_file_without_any_rule_is_refused(text: str, publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"dress\.md"):
        publisher.prepare(written(tmp_path, text), None, TODAY)


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "Dress",
        "dress code",
        "-dress",
        "dress-",
        "dress--code",
        "dréss",
        "dress_code",
        "../dress",
        "x" * 61,
    ],
)
def test_a_short_name_that_is_none_is_refused(slug: str, publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(BadSlug, match="cannot be a policy's short name"):
        publisher.prepare(written(tmp_path, TEXT), slug, TODAY)


def test_a_short_name_can_be_given(publisher: Publisher, tmp_path: Path) -> None:
    prepared = publisher.prepare(written(tmp_path, TEXT), "dress-2", TODAY)
    assert {clause.ref.policy for clause in prepared.version.clauses} == {"dress-2"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Social_Media Policy.txt", "social-media"),
        ("whistleblowing-policy.md", "whistleblowing"),
        ("Café rules.md", "cafe-rules"),
        ("policy.md", "policy"),
        ("Lone working procedure (v2).txt", "lone-working-procedure-v2"),
    ],
)
def test_a_short_name_is_made_from_the_file_s_name(name: str, slug: str) -> None:
    assert slug_from(Path(name)) == slug


def test_a_file_s_name_that_makes_no_short_name_is_refused() -> None:
    with pytest.raises(BadSlug, match="give one with --policy"):
        slug_from(Path("規則.md"))
