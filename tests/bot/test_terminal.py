"""An answer as a terminal shows it."""

import pytest

from bot.conversation import Conversation
from bot.terminal import answer_text
from bot.views import CLOSEST, ROUTE, AnswerView


def shown(conversation: Conversation, text: str) -> str:
    view = conversation.ask(text, email="sam@example.org")
    assert isinstance(view, AnswerView)
    return answer_text(view)


def test_a_refusal_says_so_first_then_the_closest_thing_as_no_answer_and_whom_to_ask(
    conversation: Conversation,
) -> None:
    refusal, closest, whom = shown(conversation, "can I fly a drone?").split("\n\n")
    assert refusal.startswith("NOT COVERED. I have no rule. The Drones Policy may deal with it")
    caption, words, place = closest.splitlines()
    assert caption == CLOSEST == "The closest thing my policies say, which does not answer this:"
    assert words == "  “Staff must not: use a resident's <b>own</b> telephone”"
    assert "Phones & photos policy, Guidelines, rule 3 (Version 2" in place
    assert whom == "Ask your line manager, Ada Osei (ada@example.org)."


def test_where_to_report_stands_above_whom_to_ask(conversation: Conversation) -> None:
    refusal, closest, route, whom, notice = shown(conversation, "a carer slapped somebody").split("\n\n")
    assert refusal.startswith("NOT COVERED.")
    assert closest.startswith(CLOSEST)
    caption, words, *place = route.splitlines()
    assert caption == ROUTE == "Where to report it:"
    assert words == "  “If you are unsure, speak to your line manager.”"
    assert "Phones & photos policy, Getting help, paragraph 1 (Version 2" in " ".join(place)
    assert whom.startswith("Ask your line manager")
    assert notice == "Note: If anyone is in danger now, call 999."


@pytest.mark.parametrize("text", ["photo", "resident", "scope", "telephone", "nothing of the kind"])
def test_an_answer_and_a_bare_refusal_have_no_closest_thing(conversation: Conversation, text: str) -> None:
    assert CLOSEST not in shown(conversation, text)
