"""An answer as one JSON line."""

import json
from pathlib import Path
from typing import Protocol

import pytest
from jsonschema import Draft202012Validator

from bot.answer_json import AnswerLine, answer_line
from bot.views import CLOSEST, ROUTE
from knowledge.answer import Answer, Question

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "answer.schema.json").read_text("utf-8"))


class Answering(Protocol):
    """Whatever answers questions."""

    def answer(self, question: Question) -> Answer: ...


def line(assistant: Answering, text: str) -> AnswerLine:
    answered = answer_line(assistant.answer(Question(text)), "1", 2.0)
    Draft202012Validator(SCHEMA).validate(json.loads(answered.model_dump_json()))
    return answered


def test_the_closest_thing_is_no_citation_and_has_a_field_of_its_own(assistant: Answering) -> None:
    refused = line(assistant, "can I fly a drone?")
    assert (refused.verdict, refused.citations) == ("not_covered", [])
    assert refused.closest is not None
    assert (refused.closest.policy, refused.closest.version, refused.closest.clause) == (
        "phones",
        2,
        "must-not.3",
    )
    assert refused.closest.quote == "use a resident's <b>own</b> telephone"


def test_in_words_the_closest_thing_follows_the_refusal_and_says_that_it_answers_nothing(
    assistant: Answering,
) -> None:
    assert line(assistant, "can I fly a drone?").answer == (
        "Not covered. I have no rule. The Drones Policy may deal with it, but I don't hold that one. "
        "The closest thing my policies say, which does not answer this: “Staff must not: use a resident's "
        "<b>own</b> telephone” (Phones & photos policy, Guidelines, rule 3. Version 2, issued 7 September "
        "2026.) Ask your line manager or a senior manager."
    )


def test_where_to_report_has_a_field_of_its_own(assistant: Answering) -> None:
    routed = line(assistant, "a carer slapped somebody")
    assert (routed.verdict, routed.citations) == ("not_covered", [])
    assert routed.route is not None
    assert (routed.route.policy, routed.route.version, routed.route.clause) == ("phones", 2, "help.1")
    assert routed.route.quote == "If you are unsure, speak to your line manager."


def test_in_words_where_to_report_comes_before_whom_to_ask(assistant: Answering) -> None:
    words = line(assistant, "a carer slapped somebody").answer
    order = [CLOSEST, f"{ROUTE} “If you are unsure", "Ask your line manager", "call 999"]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["photo", "resident", "scope", "telephone", "drone", "nothing of the kind"])
def test_another_answer_says_nothing_of_reporting(assistant: Answering, text: str) -> None:
    answered = line(assistant, text)
    assert answered.route is None
    assert ROUTE not in answered.answer


@pytest.mark.parametrize("text", ["photo", "resident", "scope", "telephone", "nothing of the kind"])
def test_an_answer_and_a_bare_refusal_have_no_closest_thing(assistant: Answering, text: str) -> None:
    answered = line(assistant, text)
    assert answered.closest is None
    assert CLOSEST not in answered.answer
    assert (answered.verdict == "not_covered") is (answered.citations == [])
