"""Keyword scores of clauses: rarity, staff's words, typing mistakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.keywords import Keywords
from knowledge.policy import Clause, ClauseRef, Norm, NormKind

SHARED = Path(__file__).parents[3] / "shared" / "training"


def clause(text: str, heading: str = "Tea", place: int = 0) -> Clause:
    norm = Norm(NormKind.INFORMS, text, None, None, text)
    return Clause(ClauseRef("tea", 1, f"{heading}.{place}"), (heading,), None, "", text, None, (norm,))


CLAUSES = (
    clause("Staff must wash their hands before tea is served."),
    clause("Staff must not take a photograph of a resident in the lounge."),
    clause("Staff must not speak to a journalist about the home."),
    clause("Staff must lock the medicine trolley."),
    clause("Staff must not gamble in the lounge."),
)
KEYWORDS = Keywords(CLAUSES)


def best(question: str) -> str:
    scores = KEYWORDS.scores(question)
    return CLAUSES[scores.index(max(scores))].text


def test_scores_stand_in_the_order_of_the_clauses_between_0_and_1() -> None:
    scores = KEYWORDS.scores("do i wash my hands before serving tea")
    assert len(scores) == len(CLAUSES)
    assert scores[0] == max(scores)
    assert all(0 <= score <= 1 for score in scores)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    scores = KEYWORDS.scores("medicine for staff")
    assert scores[3] > 2 * scores[0] > 0


def test_endings_make_no_difference() -> None:
    assert KEYWORDS.scores("gambling") == KEYWORDS.scores("gambles")
    assert best("is gambling alright") == CLAUSES[4].text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("can i snap the old lady", 1),
        ("someone from the papers rang", 2),
        ("the meds are out", 3),
        ("a flutter on the horses", 4),
    ],
)
def test_staffs_words_find_the_policies_words(question: str, found: int) -> None:
    assert best(question) == CLAUSES[found].text


@pytest.mark.parametrize(
    ("mistyped", "found"),
    [("phtograph", 1), ("jounalist", 2), ("medicin", 3), ("medecine", 3), ("gmable", 4)],
)
def test_a_typing_mistake_is_mended_by_the_words_of_the_clauses(mistyped: str, found: int) -> None:
    scores = KEYWORDS.scores(mistyped)
    assert scores.index(max(scores)) == found
    assert max(scores) > 0


@pytest.mark.parametrize("word", ["handover", "lunch", "polite", "saying"])
def test_an_ordinary_word_is_not_taken_for_a_mistyped_one(word: str) -> None:
    near = Keywords([clause("A hangover, a launch, the police and spying."), *CLAUSES])
    assert near.scores(word)[0] == 0


def test_a_heading_counts_as_words_of_its_clauses() -> None:
    under = Keywords([clause("Ask first."), clause("Ask first.", heading="Sharp knives")])
    plain, headed = under.scores("knives")
    assert headed > plain == 0


def test_small_talk_holds_no_keywords() -> None:
    assert KEYWORDS.scores("hi, can i do this or not please") == [0.0] * len(CLAUSES)
    assert KEYWORDS.scores("") == [0.0] * len(CLAUSES)


def test_no_clauses_make_no_scores() -> None:
    assert Keywords([]).scores("can i take a photo") == []


def test_each_clause_keeps_the_aspects_that_it_answers_for() -> None:
    built = Keywords([clause("For everyone.", heading="Scope"), clause("Stir slowly.")])
    assert [{aspect.name for aspect in aspects} for aspects in built.aspects] == [{"scope"}, set()]


@given(st.text(max_size=200))
def test_whatever_is_typed_gets_a_score_for_every_clause(text: str) -> None:
    scores = KEYWORDS.scores(text)
    assert len(scores) == len(CLAUSES)
    assert all(0 <= score <= 1 for score in scores)


def rows(path: Path) -> Iterator[list[str]]:
    return (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the training questions are not beside this checkout")
def test_keywords_alone_find_most_answers_to_real_questions_among_their_eight_best() -> None:
    clauses = [
        clause(row[3], row[1], at) for at, row in enumerate(rows(SHARED / "homecare-phones.clauses.tsv"))
    ]
    ids = [row[0] for row in rows(SHARED / "homecare-phones.clauses.tsv")]
    asked = [row for row in rows(SHARED / "homecare-phones.questions.tsv") if row[0] != "-" and row[6] == "-"]
    keywords = Keywords(clauses)
    hits = 0
    for row in asked:
        scores = keywords.scores(row[5])
        first = sorted(range(len(ids)), key=scores.__getitem__, reverse=True)[:8]
        hits += bool(set(row[0].split(",")) & {ids[at] for at in first})
    assert hits / len(asked) > 0.7
