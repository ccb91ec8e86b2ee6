"""A turn of a conversation: what reaches the assistant, and what comes back."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import TURNS_REMEMBERED, Conversation
from bot.directory import Directory
from bot.views import AnswerView, RefusalView
from knowledge.answer import LONGEST_QUESTION, Answer, Check, Citation, Question, Turn, Verdict
from knowledge.policy import ClauseRef, PolicyVersion


class Notebook(Protocol):
    """An assistant that tells what it was asked, whatever that is."""

    asked: list[Question]


class EmptyShelf:
    """An assistant before any policy is published."""

    def answer(self, question: Question) -> Answer:
        raise AssertionError(f"{len(question.text)} characters were read without a policy")

    def version(self, slug: str, number: int) -> PolicyVersion | None:  # noqa: ARG002  no version at all
        return None

    def check(self, draft: str) -> Check:
        raise AssertionError(f"{len(draft)} characters were checked without a policy")

    def clauses(self, text: str, most: int) -> tuple[Citation, ...]:  # noqa: ARG002
        return ()

    def suggestions(self) -> tuple[str, ...]:
        return ()

    def current(self) -> Sequence[PolicyVersion]:
        return ()


def test_a_question_is_answered_for_its_asker(conversation: Conversation) -> None:
    view = conversation.ask("can I share a photo?", email="SAM@example.org")
    assert isinstance(view, AnswerView)
    assert view.verdict is Verdict.ONLY_IF
    assert view.refer_to == "Ask your line manager, Ada Osei (ada@example.org)."


def test_somebody_unknown_is_answered_without_a_name(conversation: Conversation) -> None:
    view = conversation.ask("can I share a photo?", email="nobody@example.org")
    assert isinstance(view, AnswerView)
    assert view.refer_to == "Ask your line manager or a senior manager."


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u00a0\u2003", "\x00\x07"])
def test_a_question_without_words_is_asked_for(
    conversation: Conversation, assistant: Notebook, text: str
) -> None:
    view = conversation.ask(text)
    assert isinstance(view, RefusalView)
    assert view.sentence.startswith("Type a question")
    assert not assistant.asked


def test_a_question_of_the_longest_length_is_answered(conversation: Conversation) -> None:
    assert isinstance(conversation.ask("é" * LONGEST_QUESTION), AnswerView)


def test_a_longer_question_is_refused_with_its_length(
    conversation: Conversation, assistant: Notebook
) -> None:
    view = conversation.ask("é" * (LONGEST_QUESTION + 1))
    assert isinstance(view, RefusalView)
    assert "2,001 characters" in view.sentence
    assert not assistant.asked


def test_before_any_policy_is_loaded_nothing_is_answered(directory: Directory) -> None:
    view = Conversation(EmptyShelf(), directory).ask("can I share a photo?")
    assert isinstance(view, RefusalView)
    assert "No policy is loaded" in view.sentence


def test_the_last_turns_are_remembered_in_order(conversation: Conversation, assistant: Notebook) -> None:
    turns = [Turn(f"question {number}", f"gist {number}") for number in range(5)]
    conversation.ask("and if she agreed?", history=turns)
    assert assistant.asked[0].history == tuple(turns[-TURNS_REMEMBERED:])


def test_nothing_is_kept_between_questions(conversation: Conversation, assistant: Notebook) -> None:
    conversation.ask("can I share a photo?", email="sam@example.org", history=[Turn("hello")])
    conversation.ask("and now?")
    assert assistant.asked[1].history == ()
    assert assistant.asked[1].asker.email is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), max_size=60))
def test_the_assistant_gets_text_that_can_be_written_down(
    conversation: Conversation, assistant: Notebook, text: str
) -> None:
    assistant.asked.clear()
    conversation.ask(f"{text} explain", history=[Turn(text, text)])
    asked = assistant.asked[0]
    for part in (asked.text, asked.history[0].user, asked.history[0].bot_gist):
        assert part.encode().decode() == part
        assert "\x00" not in part


def test_a_clause_is_shown_from_its_own_version(conversation: Conversation) -> None:
    view = conversation.clause(ClauseRef("phones", 2, "must-not.2"))
    assert view is not None
    assert view.edition == "Version 2, issued 7 September 2026"


@pytest.mark.parametrize(
    "ref",
    [
        ClauseRef("phones", 2, "no.such"),
        ClauseRef("phones", 3, "must-not.2"),
        ClauseRef("hats", 2, "must-not.2"),
    ],
)
def test_a_clause_that_is_not_there_is_none(conversation: Conversation, ref: ClauseRef) -> None:
    assert conversation.clause(ref) is None


def test_the_policies_are_listed_with_their_reviews(conversation: Conversation) -> None:
    (policy,) = conversation.policies(date(2028, 1, 1))
    assert policy.name == "Phones & photos policy"
    assert policy.overdue


def test_clauses_are_found_by_words_and_without_any_those_that_people_ask_about(
    conversation: Conversation,
) -> None:
    (found,) = conversation.clauses("photos", 5)
    assert (found.reference, found.edition) == (
        "Phones & photos policy, Guidelines, rule 2",
        "Version 2, issued 7 September 2026",
    )
    assert conversation.clauses("   ", 5)
    assert len(conversation.clauses("a", 2)) == 2
    assert conversation.clauses("zebra", 5) == ()


def test_while_nothing_is_published_no_clause_is_found(directory: Directory) -> None:
    assert Conversation(EmptyShelf(), directory).clauses("photos", 5) == ()
