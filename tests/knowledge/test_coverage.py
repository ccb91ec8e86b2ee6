"""How far a library covers a question, from what search measured and from the question's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.coverage import coverage
from knowledge.found import Coverage, Found
from knowledge.policy import Clause, ClauseRef, Norm, NormKind


def clause(heading: str) -> Clause:
    text = "Knit on your breaks."
    norm = Norm(NormKind.ALLOWS, text, None, None, text)
    return Clause(ClauseRef("knitting", 1, heading), (heading,), None, "rule 1", text, None, (norm,))


RULE, HELP = clause("Rules"), clause("Getting help")


def found(score: float, similarity: float, first: Clause = RULE) -> list[Found]:
    """Three clauses as search would find them, the first with this score, all with this cosine."""
    rest = [Found(RULE, score - 0.1 * place, similarity, 0.2) for place in (1, 2)]
    return [Found(first, score, similarity, 0.3), *rest]


@pytest.mark.parametrize(
    "question",
    [
        "can i post a photo of a colleague?",
        "can i knit at work",
        "what happens if i break the rules",
        "he said its ok to knit in the lounge while im on shift, is it",
    ],
)
def test_a_question_that_a_clause_fits_well_is_covered(question: str) -> None:
    assert coverage(question, found(0.9, 0.55)) is Coverage.COVERED


@pytest.mark.parametrize(
    "question",
    [
        "how do i get onto the staff wifi",
        "how much do they pay in my pension",
        "what time does the rota come out",
    ],
)
def test_a_practical_matter_of_work_that_clauses_barely_touch_is_near(question: str) -> None:
    assert coverage(question, found(0.5, 0.3)) is Coverage.NEAR


@pytest.mark.parametrize(
    "question",
    [
        "weather in leeds tmrw",
        "recipe for lentil soup",
        "who won the cricket",
        "translate hello to welsh",
        "12x14",
    ],
)
def test_what_has_nothing_to_do_with_work_is_far(question: str) -> None:
    assert coverage(question, found(0.15, 0.1)) is Coverage.FAR


def test_words_alone_turn_nobody_away_where_a_clause_fits_very_well() -> None:
    assert coverage("how do i log on to payroll", found(1.6, 0.75)) is Coverage.COVERED


def test_a_clause_of_the_aspect_that_is_asked_for_counts_for_more() -> None:
    asked = "who can i ask about knitting"
    assert coverage(asked, found(0.22, 0.1, HELP)) is Coverage.COVERED
    assert coverage(asked, found(0.22, 0.1, RULE)) is not Coverage.COVERED


def test_an_empty_library_covers_nothing_yet_calls_no_question_foreign() -> None:
    assert coverage("can i knit", []) is Coverage.NEAR


@given(st.text(max_size=100), st.floats(-0.5, 2), st.floats(-1, 1), st.floats(0, 1))
def test_a_better_fit_never_makes_a_covered_question_uncovered(
    question: str, score: float, similarity: float, more: float
) -> None:
    if coverage(question, found(score, similarity)) is Coverage.COVERED:
        assert coverage(question, found(score + more, similarity)) is Coverage.COVERED


@pytest.mark.parametrize("text", ["asdfgh", "can i", "ok", "👍"])
def test_what_holds_no_word_of_any_policy_is_far(text: str) -> None:
    assert coverage(text, [Found(RULE, 0.25, 0.25, 0.0)]) is Coverage.FAR
