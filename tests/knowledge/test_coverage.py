"""How far a library covers a question, from what search measured and from the question's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.coverage import covered, far
from knowledge.found import Found
from knowledge.policy import Clause, ClauseRef, Norm, NormKind


def clause(heading: str) -> Clause:
    text = "Knit on your breaks."
    norm = Norm(NormKind.ALLOWS, text, None, None, text)
    return Clause(ClauseRef("knitting", 1, heading), (heading,), None, "rule 1", text, None, (norm,))


RULE, HELP = clause("Rules"), clause("Getting help")


def found(score: float, similarity: float, first: Clause = RULE) -> list[Found]:
    """Three clauses as search would find them, the first with this score, all with this cosine."""
    rest = [Found(RULE, score - 0.1 * place, similarity, similarity, 0.2) for place in (1, 2)]
    return [Found(first, score, similarity, similarity, 0.3), *rest]


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
    assert covered(question, found(0.9, 0.55))


@pytest.mark.parametrize(
    "question",
    [
        "how do i get onto the staff wifi",
        "how much do they pay in my pension",
        "what time does the rota come out",
    ],
)
def test_a_practical_matter_of_work_that_clauses_barely_touch_is_not_covered_yet_somebody_may_know(
    question: str,
) -> None:
    assert not covered(question, found(0.5, 0.3))
    assert not far(question, found(0.5, 0.3))


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
    assert not covered(question, found(0.15, 0.1))
    assert far(question, found(0.15, 0.1))


def test_words_alone_turn_nobody_away_where_a_clause_fits_very_well() -> None:
    assert covered("how do i log on to payroll", found(1.6, 0.75))


def test_a_clause_of_the_aspect_that_is_asked_for_counts_for_more() -> None:
    asked = "who can i ask about knitting"
    assert covered(asked, found(0.22, 0.1, HELP))
    assert not covered(asked, found(0.22, 0.1, RULE))


def test_an_empty_library_covers_nothing_yet_calls_no_question_foreign() -> None:
    assert not covered("can i knit", [])
    assert not far("can i knit", [])


@given(st.text(max_size=100), st.floats(-0.5, 2), st.floats(-1, 1), st.floats(0, 1))
def test_a_better_fit_never_makes_a_covered_question_uncovered(
    question: str, score: float, similarity: float, more: float
) -> None:
    if covered(question, found(score, similarity)):
        assert covered(question, found(score + more, similarity))


@pytest.mark.parametrize("text", ["asdfgh", "can i", "ok", "👍"])
def test_what_holds_no_word_of_any_policy_is_far_however_well_search_thinks_of_it(text: str) -> None:
    unheard = [Found(RULE, 0.25, 0.25, 0.25, 0.0)]
    assert far(text, unheard)
    assert not covered(text, [Found(RULE, 2.0, 0.25, 0.25, 0.0)])


@given(st.text(max_size=100), st.floats(-0.5, 2), st.floats(-1, 1), st.floats(0, 1))
def test_a_better_fit_never_sends_a_question_away_that_was_not_sent_away_before(
    question: str, score: float, similarity: float, more: float
) -> None:
    if not far(question, found(score, similarity)):
        assert not far(question, found(score + more, similarity))
