"""Reading by the trained model: ranks, verdicts, and the safer of two that pull apart."""

import math
from collections.abc import Sequence

import pytest

from ingest.norms import norms
from knowledge.answer import Question, Verdict
from knowledge.facts import facts
from knowledge.found import Found
from knowledge.model_reader import READ, ModelReader, likely_yes, may_be_yes, safer, verdict_of
from knowledge.policy import Clause, ClauseRef
from knowledge.reading import Reading
from knowledge.reading_model import ReadingModel
from knowledge.scores import Score
from knowledge.wording import NOT_FORBIDDEN

YES, ONLY_IF, NO, EXPLAIN = Verdict.YES, Verdict.ONLY_IF, Verdict.NO, Verdict.EXPLAIN


def clause(text: str, place: int = 1, lead_in: str | None = None) -> Clause:
    return Clause(
        ClauseRef("house", 1, f"rules.{place}"),
        ("Rules",),
        None,
        f"rule {place}",
        text,
        lead_in,
        norms(text, lead_in),
    )


def found(*texts: str) -> list[Found]:
    return [
        Found(clause(text, place), 1.0 - place / 100, 0.6, 0.6, 0.3) for place, text in enumerate(texts, 1)
    ]


def reading(verdict: Verdict, relevance: float, place: int = 1) -> Reading:
    condition = "they agree" if verdict is ONLY_IF else None
    one = Found(clause("Rules are rules.", place), 1.0, 0.6, 0.6, 0.3)
    return Reading(one, relevance, verdict, condition, "Rules are rules.")


class Ranks:
    """A model that only ranks: the last clause first."""

    def scores(self, question: str, clauses: Sequence[str]) -> list[Score]:
        """The place of each clause, for any question."""
        assert question
        return [Score(float(at), float(at)) for at in range(len(clauses))]


def of_verdicts(no: float, only_if: float, yes: float, explain: float) -> Score:
    """What a model says of a clause that has these verdicts with these probabilities."""
    return Score(0.0, 0.0, tuple(math.log(share) for share in (no, only_if, yes, explain)))


SAYS_YES, SAYS_NO = of_verdicts(0.02, 0.01, 0.96, 0.01), of_verdicts(0.97, 0.01, 0.01, 0.01)


def test_a_yes_is_as_likely_as_all_that_may_be_the_answer_make_it() -> None:
    assert likely_yes([SAYS_YES, SAYS_NO], [1.0, 0.0]) == pytest.approx(0.96)
    assert likely_yes([SAYS_YES, SAYS_NO], [0.7, 0.3]) == pytest.approx(0.7 * 0.96 + 0.3 * 0.01)


def test_a_yes_rests_on_one_clause_and_not_on_the_drift_of_many() -> None:
    assert likely_yes([SAYS_YES, SAYS_YES, SAYS_YES], [0.4, 0.35, 0.25]) == 0.0
    assert likely_yes([SAYS_YES, SAYS_YES], [0.6, 0.4]) == pytest.approx(0.96)


def test_what_is_sure_to_be_a_yes_is_one() -> None:
    assert verdict_of((0.1, 0.6, 0.2, 0.1), yes=True) is YES


def test_what_is_not_sure_to_be_a_yes_is_the_likeliest_of_the_others() -> None:
    assert verdict_of((0.3, 0.1, 0.5, 0.1), yes=False) is NO
    assert verdict_of((0.1, 0.6, 0.2, 0.1), yes=False) is ONLY_IF


@pytest.mark.parametrize(
    ("asked", "rule", "may_be"),
    [
        ("can i wear a ring", "Staff must not wear rings.", False),
        ("can i wear a ring", "Staff may wear one plain ring.", True),
        ("can i post her picture, she said no", "Staff may post pictures of people who agree.", False),
        ("can i post her picture, she said yes", "Staff must not post pictures without consent.", True),
        ("what does it say about rings", "Staff must not wear rings.", True),
        ("do i have to ring her before i call an ambulance", "Staff may call an ambulance unasked.", False),
        ("do i have to report a fall", "Staff must report every fall.", True),
    ],
)
def test_a_bare_ban_and_a_refusal_never_give_leave(asked: str, rule: str, may_be: bool) -> None:
    assert may_be_yes(facts(Question(asked)), clause(rule).norm, EXPLAIN) is may_be


def test_what_the_rules_read_as_a_no_never_gives_leave() -> None:
    stated, allows = facts(Question("can i wear a ring")), clause("Staff may wear one plain ring.").norm
    assert may_be_yes(stated, allows, YES)
    assert not may_be_yes(stated, allows, NO)


def test_a_ban_about_as_likely_goes_before_a_permission() -> None:
    first, second = safer([reading(YES, 0.5, 1), reading(NO, 0.4, 2)])
    assert first.verdict is NO
    assert second.verdict is YES
    assert first.relevance >= second.relevance


def test_a_ban_less_likely_leaves_a_permission_on_a_condition() -> None:
    first, second, third = safer([reading(YES, 0.6, 1), reading(ONLY_IF, 0.22, 2), reading(NO, 0.18, 3)])
    assert (first.verdict, first.condition) == (ONLY_IF, NOT_FORBIDDEN)
    assert second.verdict is NO
    assert third.verdict is ONLY_IF


def test_a_ban_that_hardly_answers_takes_nothing_away() -> None:
    first, _ = safer([reading(YES, 0.95, 1), reading(NO, 0.05, 2)])
    assert first.verdict is YES


def test_a_ban_stays_first_beside_a_permission() -> None:
    read = [reading(NO, 0.6, 1), reading(YES, 0.4, 2)]
    assert list(safer(read)) == read


def test_every_clause_found_is_read_and_the_likeliest_comes_first() -> None:
    texts = [f"Staff must not use door {number} after hours." for number in range(READ + 3)]
    said = ModelReader(ReadingModel()).read(Question("can i use door 2 after hours"), found(*texts))
    assert len(said.ordered) == READ + 3
    relevances = [one.relevance for one in said.ordered]
    assert relevances == sorted(relevances, reverse=True)


def test_a_condition_is_told_exactly_with_only_if() -> None:
    rules = found(
        "Staff must not post photographs of colleagues without their knowledge and consent.",
        "Staff may listen to the radio in the laundry.",
        "The policy is reviewed every two years.",
    )
    for asked in ("can i put a pic of my mate on insta", "radio in the laundry ok?", "when is it reviewed"):
        for one in ModelReader(ReadingModel()).read(Question(asked), rules).ordered:
            assert (one.condition is not None) == (one.verdict is ONLY_IF)


def test_a_model_that_only_ranks_leaves_verdicts_to_the_rules() -> None:
    rules = found("Staff must not smoke in the garden.", "Staff must not wear rings.")
    said = ModelReader(Ranks()).read(Question("can i wear a ring at work"), rules)
    assert said.ordered[0].found.clause.text == "Staff must not wear rings."
    assert said.ordered[0].verdict is NO
    assert said.ordered[0].relevance >= said.ordered[1].relevance


def test_nothing_found_is_not_answered() -> None:
    said = ModelReader(ReadingModel()).read(Question("can i wear a ring"), [])
    assert said.ordered == ()
    assert not said.answered
