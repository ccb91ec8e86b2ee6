"""The clause index in real Chroma: builds made aside, searched by name, deleted when they are done with."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from knowledge.embeddings import SentenceEmbeddings
from knowledge.index import ClauseIndex, IndexMissing, KnownVectors
from knowledge.policy import ClauseRef

PHOTOS = ClauseRef("social-media", 2, "rules.1")
PARKING = ClauseRef("cars", 1, "parking.p1")
KNITTING = ClauseRef("knitting", 5, "breaks.1")
TEXTS = {
    PHOTOS: "Do not share photographs of colleagues on social media.",
    PARKING: "The car park closes at ten.",
    KNITTING: "Staff may knit during their breaks.",
}

ROOT = Path(__file__).parents[2]
REBUILD = """
import sys
from pathlib import Path
from knowledge.embeddings import SentenceEmbeddings
from knowledge.index import ClauseIndex
from knowledge.policy import ClauseRef

texts = {ClauseRef("cars", 1, "parking.p1"): "The car park closes at ten."}
index = ClauseIndex(Path(sys.argv[1]), SentenceEmbeddings(sys.argv[2]), "packaged")
print(index.build(texts, None, lambda done, total: None))
"""


def unseen(done: int, total: int) -> None:
    """Progress that nobody watches."""


class Counting(Embeddings):
    """The real model, and how often it was asked for each text."""

    def __init__(self, model: Embeddings) -> None:
        self.model = model
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.extend(texts)
        return self.model.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self.model.embed_query(text)


OpenIndex = Callable[..., ClauseIndex]


@pytest.fixture
def open_index(tmp_path: Path, embeddings: SentenceEmbeddings) -> OpenIndex:
    """Opens the index of one folder, as each process does for itself."""

    def opened(model: str = "packaged", by: Embeddings = embeddings) -> ClauseIndex:
        return ClauseIndex(tmp_path / "index", by, model)

    return opened


@pytest.fixture
def index(open_index: OpenIndex) -> ClauseIndex:
    return open_index()


def cosine_of(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def refs(found: list[tuple[ClauseRef, float]]) -> list[ClauseRef]:
    return [ref for ref, _ in found]


def test_the_nearest_clause_in_meaning_comes_first(index: ClauseIndex) -> None:
    build = index.build(TEXTS, None, unseen)
    assert refs(index.nearest(build, "can i put a pic of my mate on insta", 3))[0] == PHOTOS
    assert refs(index.nearest(build, "where do i leave the car tonight", 1)) == [PARKING]


def test_cosines_fall_and_stay_between_minus_one_and_one(index: ClauseIndex) -> None:
    build = index.build(TEXTS, None, unseen)
    for text in (*TEXTS.values(), "zxqv 9 🙂", "photo"):
        cosines = [cosine for _, cosine in index.nearest(build, text, 3)]
        assert cosines == sorted(cosines, reverse=True)
        assert all(-1.0 <= cosine <= 1.0 for cosine in cosines)


def test_a_clauses_own_words_have_a_cosine_of_one(index: ClauseIndex) -> None:
    build = index.build(TEXTS, None, unseen)
    for ref, text in TEXTS.items():
        nearest, cosine = index.nearest(build, text, 1)[0]
        assert nearest == ref
        assert cosine == pytest.approx(1.0, abs=1e-5)


def test_a_cosine_is_the_one_of_the_two_vectors(index: ClauseIndex, embeddings: SentenceEmbeddings) -> None:
    build = index.build(TEXTS, None, unseen)
    asked = embeddings.embed_query("can i knit")
    for ref, cosine in index.nearest(build, "can i knit", 3):
        clause = embeddings.embed_query(TEXTS[ref])
        assert cosine == pytest.approx(cosine_of(asked, clause), abs=1e-4)


def test_more_neighbours_than_clauses_are_all_of_them(index: ClauseIndex) -> None:
    build = index.build(TEXTS, None, unseen)
    assert set(refs(index.nearest(build, "knitting", 64))) == set(TEXTS)


def test_a_build_that_is_not_there_is_told_with_what_to_do(index: ClauseIndex) -> None:
    other = index.build(TEXTS, None, unseen)
    index.keep_only([])
    with pytest.raises(IndexMissing, match=r"run 'python app\.py rebuild'"):
        index.nearest(other, "knitting", 1)


def test_a_build_of_another_model_is_never_searched(open_index: OpenIndex) -> None:
    build = open_index("packaged").build(TEXTS, None, unseen)
    with pytest.raises(IndexMissing, match="another embedding model"):
        open_index("another").nearest(build, "knitting", 1)


def test_a_folder_that_cannot_be_read_is_told_each_time_with_what_to_do(
    tmp_path: Path, index: ClauseIndex
) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "chroma.sqlite3").write_bytes(b"These are my notes.\n" * 400)
    for _ in range(3):
        with pytest.raises(IndexMissing, match=r"delete the folder .*index, then run"):
            index.keep_only([])
        with pytest.raises(IndexMissing, match=r"delete the folder .*index, then run"):
            index.build(TEXTS, None, unseen)
    shutil.rmtree(tmp_path / "index")
    assert index.nearest(index.build(TEXTS, None, unseen), TEXTS[PARKING], 1)[0][0] == PARKING


def test_only_the_builds_named_are_kept(index: ClauseIndex) -> None:
    builds = [index.build(TEXTS, None, unseen) for _ in range(4)]
    index.keep_only(builds[2:])
    assert [index.holds(build) for build in builds] == [False, False, True, True]
    for build in builds[2:]:
        assert refs(index.nearest(build, TEXTS[KNITTING], 1)) == [KNITTING]


def test_a_build_holds_what_it_was_made_of_whatever_is_built_later(index: ClauseIndex) -> None:
    first = index.build(TEXTS, None, unseen)
    second = index.build({KNITTING: "The car park closes at ten."}, first, unseen)
    assert set(refs(index.nearest(first, "knitting", 9))) == set(TEXTS)
    ((ref, cosine),) = index.nearest(second, "The car park closes at ten.", 9)
    assert ref == KNITTING
    assert cosine == pytest.approx(1.0, abs=1e-5)


def test_a_build_is_seen_by_an_index_opened_before_it_was_made(open_index: OpenIndex) -> None:
    asking, publishing = open_index(), open_index()
    first = publishing.build(TEXTS, None, unseen)
    assert len(asking.nearest(first, "knitting", 9)) == 3
    second = publishing.build({PARKING: TEXTS[PARKING]}, first, unseen)
    publishing.keep_only([second])
    assert refs(asking.nearest(second, "knitting", 9)) == [PARKING]
    with pytest.raises(IndexMissing):
        asking.nearest(first, "knitting", 9)


def test_only_changed_clauses_are_embedded_again(
    open_index: OpenIndex, embeddings: SentenceEmbeddings
) -> None:
    counting = Counting(embeddings)
    index = open_index("packaged", counting)
    first = index.build(TEXTS, None, unseen)
    assert sorted(counting.asked) == sorted(TEXTS.values())
    counting.asked.clear()
    second = index.build({**TEXTS, PARKING: "The car park never closes."}, first, unseen)
    assert counting.asked == ["The car park never closes."]
    for ref, text in {**TEXTS, PARKING: "The car park never closes."}.items():
        nearest, cosine = index.nearest(second, text, 1)[0]
        assert nearest == ref
        assert cosine == pytest.approx(1.0, abs=1e-5)


def test_vectors_of_another_model_or_of_a_lost_build_are_not_used_again(
    open_index: OpenIndex, embeddings: SentenceEmbeddings
) -> None:
    others = open_index("another").build(TEXTS, None, unseen)
    for before in (others, others.replace("-", "_")):
        counting = Counting(embeddings)
        open_index("packaged", counting).build(TEXTS, before, unseen)
        assert sorted(counting.asked) == sorted(TEXTS.values())


def test_known_vectors_come_back_in_the_order_asked(embeddings: SentenceEmbeddings) -> None:
    known = KnownVectors(embeddings, {"b": [2.0], "d": [4.0]})
    first, second, third, fourth = known.embed_documents(["d", "a", "b", "a"])
    assert (first, third) == ([4.0], [2.0])
    assert second == fourth
    assert cosine_of(second, embeddings.embed_query("a")) == pytest.approx(1.0, abs=1e-5)


def test_progress_ends_at_the_number_of_clauses(index: ClauseIndex) -> None:
    many: Mapping[ClauseRef, str] = {ClauseRef("p", 1, str(i)): f"rule {i}" for i in range(300)}
    seen: list[tuple[int, int]] = []
    build = index.build(many, None, lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (300, 300)
    assert len(index.nearest(build, "rule 7", 400)) == 300


def test_an_index_that_was_deleted_and_rebuilt_is_found_again_while_open(
    tmp_path: Path, index: ClauseIndex, embeddings: SentenceEmbeddings
) -> None:
    build = index.build(TEXTS, None, unseen)
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexMissing):
        index.nearest(build, "knitting", 1)
    shutil.rmtree(tmp_path / "index")
    told = subprocess.run(
        [sys.executable, "-c", REBUILD, str(tmp_path / "index"), embeddings.model],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert refs(index.nearest(told.stdout.decode().strip(), TEXTS[PARKING], 9)) == [PARKING]


def test_many_threads_may_open_and_ask_at_once(open_index: OpenIndex) -> None:
    build = open_index().build(TEXTS, None, unseen)
    asking = open_index()
    asked = list(TEXTS.items()) * 5
    with ThreadPoolExecutor(6) as threads:
        found = threads.map(lambda text: asking.nearest(build, text, 1), [text for _, text in asked])
    assert [refs(one) for one in found] == [[ref] for ref, _ in asked]
