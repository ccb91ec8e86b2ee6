"""Follow-ups are told from questions on a subject of their own."""

import pytest

from knowledge.answer import Question, Turn
from knowledge.follow_up import goes_on, in_its_context
from knowledge.training.corpus import Part, policies

BEFORE = (Turn("how many days off do i get for a funeral", "No policy that I hold has a rule on this."),)


@pytest.mark.parametrize(
    "text",
    [
        "and if she said yes?",
        "what about his mum",
        "my own one i mean",
        "even on nights",
        "why",
        "just the hand tho",
    ],
)
def test_a_follow_up_keeps_what_was_said_before(text: str) -> None:
    assert in_its_context(Question(text, history=BEFORE)).history == BEFORE


@pytest.mark.parametrize(
    "text",
    [
        "can i use my phone on shift",
        "whats the capital of france",
        "who's the safeguarding lead here",
        "can i film a resident on my own phone",
        "is it ok to add a resident on facebook",
        "who do i tell if i see abuse",
        "resident gave me a £20 note for my birthday what do i do",
    ],
)
def test_a_subject_of_its_own_is_answered_on_its_own(text: str) -> None:
    asked = in_its_context(Question(text, history=BEFORE))
    assert (asked.text, asked.history) == (text, ())


def test_a_question_without_a_turn_before_it_stays_as_it_is() -> None:
    asked = Question("and if she said yes?")
    assert in_its_context(asked) is asked


def test_nearly_nine_follow_ups_in_ten_are_told_on_policies_kept_apart() -> None:
    asked = [
        one.question for part in (Part.VALIDATION, Part.TEST) for of in policies(part) for one in of.asked
    ]
    follow = [goes_on(one.text) for one in asked if one.history]
    alone = [goes_on(one.text) for one in asked if not one.history]
    assert sum(follow) / len(follow) >= 0.87
    assert sum(alone) / len(alone) <= 0.25
