"""Nearness word by word: what it measures, and that it is measured as it was trained."""

import numpy as np
import pytest
import torch

from knowledge.closeness import IMPORTANCE, Closeness, Words, by_word
from knowledge.embeddings import PACKAGED, SentenceEmbeddings
from knowledge.training import late_interaction

POST, PHOTO, KETTLE = np.eye(3, dtype=np.float32)


def words(*rows: np.ndarray, weights: tuple[float, ...] = ()) -> Words:
    """A text of these words; all count alike unless told."""
    counts = weights or (1 / len(rows),) * len(rows)
    return Words(np.stack(rows), np.array(counts, dtype=np.float32))


class Dictionary:
    """A search model of three words, which counts what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def words(self, text: str) -> Words:
        self.read.append(text)
        known = {"post": POST, "photo": PHOTO, "kettle": KETTLE}
        return words(*(known[word] for word in text.split()))


def test_each_word_of_the_question_counts_by_its_nearest_word_in_the_clause() -> None:
    asked = words(POST, PHOTO)
    assert by_word(asked, [words(PHOTO, POST), words(PHOTO, KETTLE), words(KETTLE)]) == [1.0, 0.5, 0.0]


def test_a_clause_loses_nothing_by_saying_more() -> None:
    assert by_word(words(PHOTO), [words(PHOTO), words(KETTLE, POST, PHOTO)]) == [1.0, 1.0]


def test_an_important_word_counts_more() -> None:
    asked = words(POST, PHOTO, weights=(0.25, 0.75))
    assert by_word(asked, [words(POST), words(PHOTO)]) == [0.25, 0.75]


def test_no_clauses_have_no_nearness() -> None:
    assert Closeness(Dictionary())("post", []) == []


def test_a_clause_is_read_once_and_ahead_of_the_questions_if_wanted() -> None:
    model = Dictionary()
    closeness = Closeness(model)
    closeness.prepare(["photo", "kettle"])
    closeness("post photo", ["photo", "kettle"])
    closeness("kettle", ["kettle", "post"])
    assert model.read == ["photo", "kettle", "post photo", "kettle", "post"]


def test_it_is_measured_as_it_was_trained() -> None:
    torch.manual_seed(1)
    asked, read = torch.randn(2, 5, 8), torch.randn(3, 7, 8)
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    clause_mask = torch.tensor([[1] * 7, [1, 1] + [0] * 5, [1] * 4 + [0] * 3])
    trained = late_interaction.by_word(
        late_interaction.Words(asked, mask), late_interaction.Words(read, clause_mask)
    )

    def as_kept(rows: torch.Tensor, held: torch.Tensor) -> Words:
        rows = rows[held.bool()]
        unit = torch.nn.functional.normalize(rows, dim=1)
        return Words(unit.numpy(), (IMPORTANCE * rows[:, 0]).softmax(dim=0).numpy())

    clauses = [as_kept(*one) for one in zip(read, clause_mask, strict=True)]
    for row, one in zip(trained.tolist(), zip(asked, mask, strict=True), strict=True):
        assert by_word(as_kept(*one), clauses) == pytest.approx(row, abs=1e-5)


def test_handrails_own_model_gives_words_and_others_need_not() -> None:
    closeness = SentenceEmbeddings().closeness
    assert closeness is not None
    asked = "can i put a pic of my mate on insta"
    photos, parking = closeness(
        asked, ["Do not share photographs of colleagues on social media.", "The car park closes at ten."]
    )
    assert photos > parking + 0.05
    assert SentenceEmbeddings(PACKAGED).closeness is None


def test_the_words_of_a_question_are_the_same_whether_it_was_embedded_before() -> None:
    model = SentenceEmbeddings()
    fresh = model.words("can i knit on nights")
    model.embed_query("can i knit on nights")
    again = model.words("can i knit on nights")
    assert np.array_equal(fresh.rows, again.rows) and np.array_equal(fresh.weights, again.weights)
    assert again.weights.sum() == pytest.approx(1.0, abs=1e-5)
