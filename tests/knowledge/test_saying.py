"""How an answer is said: the verdict first, the best clause first, and whom to ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from knowledge.answer import Asker, LineManager, Question, QuoteNotInClause, Turn, Verdict
from knowledge.found import Found
from knowledge.policy import Clause, ClauseRef, Details, PolicyVersion
from knowledge.reading import Reading
from knowledge.route import Routes
from knowledge.saying import (
    DANGER,
    MOST_CITATIONS,
    answer_from,
    no_business,
    not_covered,
    unanswerable,
    unverified,
    with_route,
)

MakeVersion = Callable[..., PolicyVersion]
SAM = Asker("sam@example.org", "Sam", LineManager("Jolanta Mazur", "jolanta@example.org"))
QUESTION = Question("can i knit", SAM)


@pytest.fixture
def version(make_version: MakeVersion) -> PolicyVersion:
    return make_version(4, tuple(f"Staff may knit in room {i}." for i in range(6)))


def readings(
    version: PolicyVersion, verdict: Verdict = Verdict.YES, condition: str | None = None
) -> list[Reading]:
    return [
        Reading(Found(clause, 0.9 - i / 10, 0.8, 0.8, 0.5), 0.9 - i / 10, verdict, condition, clause.text)
        for i, clause in enumerate(version.clauses)
    ]


def by_ref(version: PolicyVersion) -> dict[ClauseRef, tuple[PolicyVersion, Clause]]:
    return {clause.ref: (version, clause) for clause in version.clauses}


@pytest.mark.parametrize(
    ("verdict", "condition", "opening"),
    [
        (Verdict.YES, None, "Yes. "),
        (Verdict.NO, None, "No. "),
        (Verdict.ONLY_IF, "your manager agrees", "Only if your manager agrees."),
        (Verdict.EXPLAIN, None, "What the policy says:"),
    ],
)
def test_an_answer_opens_with_its_verdict(
    version: PolicyVersion, verdict: Verdict, condition: str | None, opening: str
) -> None:
    answer = answer_from(QUESTION, readings(version, verdict, condition), by_ref(version))
    assert answer.verdict is verdict
    assert answer.text.startswith(opening)
    assert answer.condition == condition


def test_a_condition_is_given_only_with_its_verdict(version: PolicyVersion) -> None:
    odd = [replace(reading, condition="left over") for reading in readings(version, Verdict.NO)]
    assert answer_from(QUESTION, odd, by_ref(version)).condition is None


def test_the_best_clauses_are_cited_in_their_order_and_no_more_than_three(version: PolicyVersion) -> None:
    answer = answer_from(QUESTION, readings(version), by_ref(version))
    assert [citation.ref for citation in answer.citations] == [
        clause.ref for clause in version.clauses[:MOST_CITATIONS]
    ]
    one = answer_from(QUESTION, readings(version)[:1], by_ref(version))
    assert len(one.citations) == 1


def test_a_citation_says_where_it_stands_and_in_which_edition(version: PolicyVersion) -> None:
    citation = answer_from(QUESTION, readings(version), by_ref(version)).citations[0]
    assert citation.reference == "Knitting at work policy, Rules, paragraph 1"
    assert citation.policy_title == "Knitting at work policy"
    assert citation.issued == date(2026, 9, 7)
    assert citation.lead_in == "Staff:"
    assert citation.quote == "Staff may knit in room 0."


def test_an_answer_names_the_version_of_its_first_citation(version: PolicyVersion) -> None:
    assert answer_from(QUESTION, readings(version), by_ref(version)).version == "knitting 4"


def test_a_reading_of_a_clause_that_is_not_published_gives_no_answer(version: PolicyVersion) -> None:
    other = replace(version.clauses[0], ref=replace(version.clauses[0].ref, version=3))
    invented = [
        replace(reading, found=replace(reading.found, clause=other)) for reading in readings(version)[:1]
    ]
    with pytest.raises(QuoteNotInClause):
        answer_from(QUESTION, invented, by_ref(version))


def test_the_line_manager_is_named_with_how_to_reach_them(version: PolicyVersion) -> None:
    refer = answer_from(QUESTION, readings(version), by_ref(version)).refer_to
    assert refer is not None
    assert (refer.name, refer.email) == ("Jolanta Mazur", "jolanta@example.org")


def test_whoever_is_unknown_or_has_no_line_manager_is_sent_to_one_without_a_name(
    version: PolicyVersion,
) -> None:
    for asker in (Asker(), Asker("leon@example.org", "Leon")):
        refer = answer_from(Question("can i knit", asker), readings(version), by_ref(version)).refer_to
        assert refer is not None
        assert (refer.name, refer.email) == (None, None)


def test_what_is_not_covered_cites_nothing_and_sends_to_the_line_manager(version: PolicyVersion) -> None:
    answer = not_covered(QUESTION, readings(version), by_ref(version))
    assert answer.verdict is Verdict.NOT_COVERED
    assert answer.text.startswith("Not covered.")
    assert (answer.citations, answer.condition, answer.version) == ((), None, None)
    assert answer.refer_to is not None
    assert answer.refer_to.name == "Jolanta Mazur"


@pytest.mark.parametrize("verdict", [Verdict.YES, Verdict.NO, Verdict.ONLY_IF])
def test_the_closest_thing_stands_beside_what_is_not_covered_and_is_no_answer(
    version: PolicyVersion, verdict: Verdict
) -> None:
    near = readings(version, verdict, "nobody minds" if verdict is Verdict.ONLY_IF else None)
    answer = not_covered(QUESTION, near, by_ref(version))
    assert answer.closest is not None
    assert answer.closest == answer_from(QUESTION, near, by_ref(version)).citations[0]
    assert answer.closest.quote == "Staff may knit in room 0."
    assert (answer.verdict, answer.condition) == (Verdict.NOT_COVERED, None)
    assert answer.closest.quote not in answer.text


def test_where_nothing_is_near_nothing_is_shown_as_closest(version: PolicyVersion) -> None:
    answer = not_covered(QUESTION, [], by_ref(version))
    assert answer.closest is None
    assert answer.refer_to is not None


def test_the_closest_thing_of_a_clause_that_is_not_published_is_not_shown(version: PolicyVersion) -> None:
    with pytest.raises(QuoteNotInClause):
        not_covered(QUESTION, readings(version), {})


SENT_ON = "Yarn is bought as the Knitting Supplies Policy says."


@pytest.mark.parametrize(
    ("texts", "asked", "said"),
    [
        (
            (SENT_ON, "Staff may knit."),
            "who pays for the yarn",
            "The Knitting Supplies Policy may",
        ),
        (
            ("Staff may knit.", SENT_ON),
            "who pays for the yarn",
            "The Knitting Supplies Policy may",
        ),
        (("Staff may knit.", "Staff may sew.", SENT_ON), "who pays for the yarn", "No policy that I hold"),
        ((SENT_ON, "Staff may knit."), "what is for lunch", "No policy that I hold"),
        (("Staff follow the Knitting at Work Policy.",), "can i knit", "No policy that I hold"),
    ],
)
def test_a_policy_that_is_not_held_is_named_where_a_clause_near_the_subject_sends_to_it(
    make_version: MakeVersion, texts: tuple[str, ...], asked: str, said: str
) -> None:
    version = make_version(4, texts)
    answer = not_covered(Question(asked, SAM), readings(version), by_ref(version))
    assert answer.text.startswith("Not covered. ")
    assert said in answer.text
    assert answer.refer_to is not None


def test_a_follow_up_is_sent_on_in_the_light_of_what_was_asked(make_version: MakeVersion) -> None:
    version = make_version(4, (SENT_ON,))
    question = Question("and if she says yes?", SAM, history=(Turn("who pays for the yarn", "Not covered."),))
    assert "Knitting Supplies Policy" in not_covered(question, readings(version), by_ref(version)).text


def test_what_is_far_from_all_work_is_sent_to_nobody_and_told_which_policies_there_are(
    version: PolicyVersion,
) -> None:
    sewing = replace(version, slug="sewing", details=Details("Sewing policy"))
    cars = replace(version, slug="cars", details=Details("Car park rules"))
    answer = no_business([version, sewing, cars])
    assert (answer.verdict, answer.refer_to, answer.closest) == (Verdict.NOT_COVERED, None, None)
    assert answer.text.endswith("I hold: Knitting at work policy, Sewing policy and Car park rules.")
    assert no_business([sewing]).text.endswith("I hold: Sewing policy.")


def test_an_answer_that_could_not_be_checked_is_replaced_by_one_that_cites_nothing() -> None:
    answer = unverified(QUESTION)
    assert answer.verdict is Verdict.NOT_COVERED
    assert answer.citations == ()
    assert answer.refer_to is not None


@pytest.mark.parametrize(("text", "said"), [("", "Type a question first"), ("why " * 999, "too long")])
def test_what_is_no_question_is_sent_to_nobody(text: str, said: str) -> None:
    answer = unanswerable(Question(text, SAM))
    assert said in answer.text
    assert (answer.verdict, answer.refer_to, answer.citations) == (Verdict.NOT_COVERED, None, ())


HIT = Question("i saw a carer hit a resident", SAM)
OWN_MANAGER = Question("can i report my manager", SAM)


@pytest.fixture
def routes(version: PolicyVersion) -> Routes:
    return Routes(of_harm=version.clauses[1], of_manager=version.clauses[2])


@pytest.mark.parametrize(("question", "said"), [(HIT, "room 1"), (OWN_MANAGER, "room 2")])
def test_who_tells_of_harm_or_of_their_manager_is_shown_where_to_report_whatever_the_verdict(
    version: PolicyVersion, routes: Routes, question: Question, said: str
) -> None:
    known, read = by_ref(version), readings(version)
    for answer in (
        answer_from(question, read, known),
        not_covered(question, read, known),
        unverified(question),
    ):
        route = with_route(answer, question, routes, known).route
        assert route is not None
        assert said in route.quote
        assert route.policy_title == "Knitting at work policy"
        assert route.lead_in == "Staff:"


def test_who_tells_of_harm_is_told_first_what_to_do_in_danger(version: PolicyVersion, routes: Routes) -> None:
    answer = replace(unverified(HIT), notices=("Leave out names.",))
    assert with_route(answer, HIT, routes, by_ref(version)).notices == (DANGER, "Leave out names.")
    assert with_route(unverified(OWN_MANAGER), OWN_MANAGER, routes, by_ref(version)).notices == ()


def test_where_no_policy_says_where_to_report_there_is_no_route(version: PolicyVersion) -> None:
    answer = with_route(unverified(HIT), HIT, Routes(None, None), by_ref(version))
    assert answer.route is None
    assert answer.notices == (DANGER,)


def test_another_question_is_shown_no_route(version: PolicyVersion, routes: Routes) -> None:
    answer = answer_from(QUESTION, readings(version), by_ref(version))
    assert with_route(answer, QUESTION, routes, by_ref(version)) == answer
