"""The embedding model: vectors of unit length, near in meaning, from any thread."""

import logging
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.embeddings import PACKAGED, ModelNotFound, SentenceEmbeddings, packaged_model


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_vectors_have_unit_length(embeddings: SentenceEmbeddings) -> None:
    for vector in embeddings.embed_documents(["Staff may knit.", "", "ψ 🙂 \x00"]):
        assert math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-5)


def test_texts_of_one_meaning_are_nearer_than_texts_of_two(embeddings: SentenceEmbeddings) -> None:
    asked = embeddings.embed_query("can i put a picture of my mate on insta")
    photos, parking = embeddings.embed_documents(
        ["Do not share photographs of colleagues on social media.", "The car park closes at ten."]
    )
    assert cosine(asked, photos) > cosine(asked, parking) + 0.2


def test_a_question_and_a_document_of_the_same_words_have_one_vector(embeddings: SentenceEmbeddings) -> None:
    alone = embeddings.embed_query("Staff may knit.")
    _, beside = embeddings.embed_documents(["A much longer text about something else.", "Staff may knit."])
    assert cosine(alone, beside) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_vectors(embeddings: SentenceEmbeddings) -> None:
    assert embeddings.embed_documents([]) == []


def test_many_threads_may_ask_at_once(embeddings: SentenceEmbeddings) -> None:
    texts = [f"question {'word ' * (i % 7)}{i}" for i in range(60)]
    alone = [embeddings.embed_query(text) for text in texts]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(SentenceEmbeddings(embeddings.model).embed_query, texts))
    for one, other in zip(alone, together, strict=True):
        assert cosine(one, other) == pytest.approx(1.0, abs=1e-5)


def test_the_model_is_loaded_once_however_many_ask_for_it(
    embeddings: SentenceEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    embeddings.embed_query("here already")
    with caplog.at_level(logging.INFO, "knowledge.embeddings"):
        SentenceEmbeddings(embeddings.model).embed_query("again")
    assert not caplog.records


def test_any_sentence_transformers_folder_can_take_its_place() -> None:
    by_folder, by_name = SentenceEmbeddings(str(packaged_model())), SentenceEmbeddings(PACKAGED)
    assert by_folder.embed_query("Staff may knit.") == by_name.embed_query("Staff may knit.")


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_folder_without_a_model_is_told_in_one_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelNotFound, match=rf"^There is no sentence-transformers model in .*{folder}\.$"):
        SentenceEmbeddings(str(tmp_path / folder)).embed_query("Staff may knit.")
