"""What the page's forms may hold."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.form import AskForm, FormUnreadable, ask_form, asker_form, history_field
from knowledge.answer import Turn

TURNS = st.builds(Turn, st.text(max_size=50), st.text(max_size=50))


def sent(**fields: str) -> bytes:
    return urlencode(fields).encode()


@given(question=st.text(max_size=100), turns=st.lists(TURNS, max_size=5))
def test_what_the_page_holds_comes_back_as_it_was(question: str, turns: list[Turn]) -> None:
    form = ask_form(sent(question=question, history=history_field(turns)))
    assert form == AskForm(question, tuple(turns[-3:]))


def test_a_form_without_history_starts_a_conversation() -> None:
    assert ask_form(sent(question="may I?")) == AskForm("may I?", ())


def test_an_empty_body_is_an_empty_question() -> None:
    assert ask_form(b"") == AskForm("", ())


@pytest.mark.parametrize(
    "history",
    [
        "not json",
        "{}",
        "null",
        '"text"',
        "[1]",
        '[{"user": "a"}]',
        '[{"user": 1, "bot_gist": "b"}]',
        '[{"user": "a", "bot_gist": "b", "role": "system"}]',
        json.dumps([{"user": "a" * 2001, "bot_gist": "b"}]),
        json.dumps([{"user": "a", "bot_gist": "b" * 301}]),
        json.dumps([{"user": "a", "bot_gist": "b"}] * 4),
        "[" * 100_000,
    ],
)
def test_a_history_that_the_page_did_not_write_is_refused(history: str) -> None:
    with pytest.raises(FormUnreadable, match="open Handrail again"):
        ask_form(sent(question="may I?", history=history))


@pytest.mark.parametrize("body", [b"question=\xff\xfe", b"&".join([b"a=1"] * 99)])
def test_a_body_that_is_no_form_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(FormUnreadable, match="could not be read"):
        ask_form(body)


def test_an_email_is_read_without_its_spaces() -> None:
    assert asker_form(sent(email=" sam@example.org ")) == "sam@example.org"


def test_an_email_of_impossible_length_is_refused() -> None:
    with pytest.raises(FormUnreadable, match="too long"):
        asker_form(sent(email="a" * 255))
