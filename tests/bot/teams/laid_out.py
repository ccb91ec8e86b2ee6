"""Answers and texts of every kind to be laid out for Teams, and what must hold of all that is."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from bot import parts as p
from bot.parts import Dialog, Message
from bot.teams.layout import (
    activities,
    dialog_card,
    dialog_message,
    task,
)
from bot.views import WORDS as VERDICTS
from bot.views import AnswerView, QuoteView, Shape
from knowledge.answer import Verdict
from knowledge.policy import ClauseRef
from tests.bot.teams.card_lint import lint_activity, lint_card, lint_response

NASTY = "**bold** _it_ [x](http://y) `code` # one\n- two <at>Ada</at> <b>&amp; {{DATE(x)}} $point "
EMOJI, RIGHT_TO_LEFT = "👩‍⚕️🇬🇧 🙂 ", "אין לצלם דיירים ללא הסכמה. "
TEXTS = st.text(alphabet="ab *_~`<>&[]()#-\n.•🙂א", max_size=200).map(lambda text: f"a{text}")
FILLS = st.tuples(st.sampled_from([NASTY, EMOJI, RIGHT_TO_LEFT, "x"]), st.integers(1, 9_000))
LONG = FILLS.map(lambda fill: (fill[0] * (fill[1] // len(fill[0]) + 1))[: fill[1]] + "z")
EITHER = TEXTS | LONG
BIG = [NASTY * 330, "word " * 6_000, EMOJI * 3_000, RIGHT_TO_LEFT * 1_000, "x" * 20_000]
BIG_NAMES = ["marks", "words", "emoji", "right to left", "one word"]
big = pytest.mark.parametrize("text", BIG, ids=BIG_NAMES)
OWN_WORDS = {f"{p.SYMBOLS[shape]} {word}" for shape in Shape for word in (*VERDICTS.values(), "Not allowed")}


def url(ref: ClauseRef) -> str:
    return f"https://care.example.net/clauses/{ref}"


def quote(words: str, at: int = 2) -> QuoteView:
    return QuoteView(
        ClauseRef("phones", 2, f"must-not.{at}"), "Staff must not:", words, words[:300], "Version 2"
    )


def answer(*words: str, by_chat_model: bool = False, **more: Any) -> AnswerView:
    quotes = tuple(quote(one, at) for at, one in enumerate(words))
    told = {
        "text": "",
        "checklist": (),
        "closest": None,
        "route": None,
        "refer_to": None,
        "notices": (),
        **more,
    }
    return AnswerView(
        Verdict.ONLY_IF, "Only if …", Shape.DIAMOND, quotes=quotes, may_ask_manager=True, gist="",
        by_chat_model=by_chat_model, **told)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> AnswerView:
    one = draw(st.none() | EITHER.map(quote))
    return answer(
        *draw(st.lists(EITHER, max_size=4)) * draw(st.sampled_from((1, 13))),
        by_chat_model=draw(st.booleans()),
        text=draw(st.just("") | EITHER),
        checklist=tuple(draw(st.lists(EITHER, max_size=40))),
        closest=one,
        route=one,
        refer_to=draw(st.none() | EITHER),
        notices=tuple(draw(st.lists(EITHER, max_size=3))),
    )


def every(laid: Any) -> Iterator[dict[str, Any]]:
    """Every object in it, in order."""
    if isinstance(laid, dict):
        yield laid
    for one in laid.values() if isinstance(laid, dict) else laid if isinstance(laid, list) else ():
        yield from every(one)


def shown(laid: Any) -> str:
    """The words in its cards in order, without the spaces between, which parting may eat."""
    texts = [one["text"] for one in every(laid) if one.get("type") in {"TextRun", "TextBlock"}]
    return bare(" ".join(texts))


def bare(text: str) -> str:
    return "".join(text.split())


def assert_plain(laid: Any, *, in_dialog: bool) -> None:
    """Only our own verdicts stand where markup is read; a button opens a window from a message alone."""
    for one in every(laid):
        assert one.get("type") != "TextBlock" or one["text"] in OWN_WORDS
        if "verb" in one.get("data", {}).get("handrail", {}):
            assert one["data"].get("msteams") == (None if in_dialog else {"type": "task/fetch"})
            assert one["associatedInputs"] == "none"


def checked(message: Message, native: bool = True) -> list[dict[str, Any]]:
    """What is sent for it, once nothing is wrong with that."""
    sent = activities(message, url, native_feedback=native)
    assert [fault for one in sent for fault in lint_activity(one)] == []
    assert_plain(sent, in_dialog=False)
    return sent


def checked_dialog(dialog: Dialog) -> dict[str, Any]:
    """The card of its window, once nothing is wrong with that nor with the message that may stand for it."""
    card, instead = dialog_card(dialog), dialog_message(dialog)
    assert [*lint_card(card), *lint_response(task(dialog)), *lint_activity(instead)] == []
    assert_plain(card, in_dialog=True)
    assert_plain(instead, in_dialog=False)
    return card


def fields(card: Any) -> list[str]:
    return [one["id"] for one in every(card) if str(one.get("type")).startswith("Input.")]
