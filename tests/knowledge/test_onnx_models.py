"""Handrail's own models as they are shipped: small integers, and yet what the trained models say."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import embeddings, reading_model
from knowledge.embeddings import ModelNotFound, SentenceEmbeddings
from knowledge.reading_model import ReadingModel
from knowledge.scores import VERDICTS

MEGABYTE = 2**20


@pytest.fixture(scope="module")
def exact() -> dict[str, Any]:
    """What the trained models said in full precision, as they were exported."""
    held: dict[str, Any] = json.loads((embeddings.OWN.parent / "reference.json").read_text(encoding="utf-8"))
    return held


def test_the_small_search_model_points_where_the_trained_one_does(exact: dict[str, Any]) -> None:
    model = SentenceEmbeddings()
    for texts, vectors in (("questions", "question_vectors"), ("clauses", "clause_vectors")):
        made = np.array(model.embed_documents(exact[texts]))
        cosines = (made * np.array(exact[vectors])).sum(axis=1)
        assert cosines.min() > 0.97
        assert cosines.mean() > 0.985


def test_the_small_search_model_finds_the_same_clause_first(exact: dict[str, Any]) -> None:
    model = SentenceEmbeddings()
    near = (
        np.array(model.embed_documents(exact["questions"]))
        @ np.array(model.embed_documents(exact["clauses"])).T
    )
    wanted = np.array(exact["question_vectors"]) @ np.array(exact["clause_vectors"]).T
    same = near.argmax(axis=1) == wanted.argmax(axis=1)
    assert same.mean() >= 0.9


def test_the_small_search_model_measures_words_as_the_trained_one_does(exact: dict[str, Any]) -> None:
    closeness = SentenceEmbeddings().closeness
    assert closeness is not None
    near = np.array([closeness(question, exact["clauses"]) for question in exact["questions"]])
    wanted = np.array(exact["by_word"])
    assert np.corrcoef(near.ravel(), wanted.ravel())[0, 1] > 0.97
    assert (near.argmax(axis=1) == wanted.argmax(axis=1)).mean() >= 0.9


def test_the_small_reading_model_reads_as_the_trained_one_does(exact: dict[str, Any]) -> None:
    model = ReadingModel()
    pairs = zip(exact["questions"], exact["clauses"], strict=False)
    scores = [model.scores(question, [clause])[0] for question, clause in pairs]
    wanted = np.array(exact["scores"])
    for at, made in (
        (0, [score.relevance for score in scores]),
        (5, [score.answers for score in scores]),
    ):
        assert np.corrcoef(wanted[:, at], made)[0, 1] > 0.95
    verdicts = np.array([score.verdicts for score in scores])
    same = verdicts.argmax(axis=1) == wanted[:, 1:5].argmax(axis=1)
    assert same.mean() >= 0.9


def test_a_clause_reads_the_same_alone_and_among_others(exact: dict[str, Any]) -> None:
    model = ReadingModel()
    question, clauses = exact["questions"][0], exact["clauses"][:5]
    together = [score.relevance for score in model.scores(question, clauses)]
    alone = [model.scores(question, [clause])[0].relevance for clause in clauses]
    # Activations are made small by the largest of a batch, so that they differ a little.
    assert together == pytest.approx(alone, abs=0.25)


def test_a_question_is_scored_in_the_order_of_the_clauses(exact: dict[str, Any]) -> None:
    model = ReadingModel()
    question, clauses = exact["questions"][0], exact["clauses"][:4]
    there = model.scores(question, clauses)
    back = model.scores(question, clauses[::-1])
    assert [one.relevance for one in back[::-1]] == pytest.approx([one.relevance for one in there], abs=1e-4)
    assert all(len(one.verdicts) == len(VERDICTS) for one in there)


def test_no_clause_has_no_score() -> None:
    assert ReadingModel().scores("can i", []) == []


def test_both_models_take_no_more_than_a_few_tens_of_megabytes() -> None:
    size = sum(path.stat().st_size for path in embeddings.OWN.parent.rglob("*") if path.is_file())
    assert size < 50 * MEGABYTE


def test_what_both_graphs_of_the_reading_model_share_is_kept_once() -> None:
    graphs = [reading_model.OWN / name for name in ("clauses.onnx", "questions.onnx")]
    assert all(path.stat().st_size < MEGABYTE for path in graphs)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no-such-model"):
        ReadingModel(str(tmp_path / "no-such-model")).scores("can i", ["No."])


def test_any_cross_encoder_can_read_instead(tmp_path: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    torch.manual_seed(1)
    folder = tmp_path / "ranker"
    CrossEncoder(str(embeddings.packaged_model()), num_labels=1, device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )
    scores = ReadingModel(str(folder)).scores("can i post a photo", ["No photos.", "Wear your badge."])
    assert len(scores) == 2
    assert all(score.verdicts == () and score.relevance == score.answers for score in scores)


def test_an_index_made_with_other_weights_is_told_from_one_made_with_these() -> None:
    made = hashlib.sha256((embeddings.OWN / "model.onnx").read_bytes()).hexdigest()
    assert embeddings.identity("handrail") == f"handrail {made[:16]}"
    assert embeddings.identity("packaged") == "packaged"
