"""Who tells of harm, or of wrong done by their own manager, is shown the policies' own route."""

import pytest

from app import Handrail
from knowledge.answer import Asker, LineManager, Question, ReferKind, Turn, Verdict
from knowledge.saying import DANGER

SAM = Asker("sam@example.org", "Sam Okoro", LineManager("Jolanta Mazur", "jolanta@example.org"))
WHOM_TO_TELL = "whistleblowing/how-to-raise-a-concern.whom-to-tell"
PHOTO = "can i post a photo of a colleague?"


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("i saw a carer hit a resident, who do i tell", True),
        ("a resident told me staff shout at her at night", True),
        ("my mate is nicking meds can i film her on my own phone", True),
        ("someone is falsifying the mar charts, what is the capital of france", True),
        ("can i report my manager", False),
        ("my manager told us not to report the fall", True),
    ],
)
def test_who_tells_of_harm_or_of_their_manager_is_shown_the_policys_own_route(
    sample: Handrail, text: str, harm: bool
) -> None:
    answer = sample.assistant.answer(Question(text, SAM))
    assert answer.route is not None
    assert f"{answer.route.ref.policy}/{answer.route.ref.path}" == f"{WHOM_TO_TELL}.p3"
    assert "go to a senior manager or to the nominated lead" in answer.route.quote
    assert answer.refer_to is not None
    assert answer.refer_to.kind is ReferKind.SENIOR_MANAGER
    assert (DANGER in answer.notices) is harm


@pytest.mark.parametrize(
    "text",
    [
        "my manager shouts at a resident",
        "i saw a carer slap a resident last night",
        "boss told me to hush it up",
    ],
)
def test_who_only_tells_what_happened_gets_no_verdict_and_nothing_beside_the_route(
    sample: Handrail, text: str
) -> None:
    answer = sample.assistant.answer(Question(text, SAM))
    assert answer.verdict is Verdict.EXPLAIN
    assert answer.citations[0] == answer.route
    assert {citation.ref.policy for citation in answer.citations} == {"whistleblowing"}
    assert answer.closest is None
    assert answer.condition is None


def test_who_asks_as_well_gets_the_answer_too(sample: Handrail) -> None:
    answer = sample.assistant.answer(Question("staff hit residents here, can i tell cqc?", SAM))
    assert answer.verdict in {Verdict.YES, Verdict.ONLY_IF}
    assert answer.route is not None


def test_what_goes_on_from_a_report_of_harm_is_shown_the_route_as_well(sample: Handrail) -> None:
    before = Turn("a carer slapped a resident last night", "Not covered.")
    answer = sample.assistant.answer(Question("who do i tell", SAM, history=(before,)))
    assert answer.route is not None
    assert answer.refer_to is not None
    assert answer.refer_to.kind is ReferKind.SENIOR_MANAGER
    another = sample.assistant.answer(Question(PHOTO, SAM, history=(before,)))
    assert another.route is None


@pytest.mark.parametrize(
    "text", [PHOTO, "do i have to report abuse before i go home", "what is whistleblowing"]
)
def test_a_question_about_the_rules_is_shown_no_route(sample: Handrail, text: str) -> None:
    answer = sample.assistant.answer(Question(text, SAM))
    assert answer.route is None
    assert answer.refer_to is not None
    assert answer.refer_to.kind is ReferKind.LINE_MANAGER
