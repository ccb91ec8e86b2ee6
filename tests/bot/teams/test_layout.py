"""Whatever is to be shown, Teams takes it, nothing of it is read as markup, and no word of it is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import chat_views as views
from bot import home as pages
from bot import parts as p
from bot.directory import Role
from bot.draft_views import CheckItem, CheckView
from bot.parts import Button, Dialog, Line, Message, Quote, Verb
from bot.teams.layout import (
    MORE,
    clause_result,
    dialog_card,
    feedback_about,
)
from bot.views import WORDS as VERDICTS
from bot.views import AnswerView, ClauseLine, ClauseView, PolicyView, Shape
from knowledge.policy import ClauseRef
from tests.bot.teams.card_lint import lint_response
from tests.bot.teams.laid_out import (
    EITHER,
    LONG,
    NASTY,
    TEXTS,
    answer,
    answers,
    assert_plain,
    bare,
    big,
    checked,
    checked_dialog,
    every,
    fields,
    quote,
    shown,
    url,
)


@settings(max_examples=40, deadline=None)
@given(answers(), st.booleans())
def test_any_answer_is_taken_and_keeps_its_words(view: AnswerView, native: bool) -> None:
    message = views.answer_message(view, "x" * 32, manager="Ada " + "O" * 200, shareable=True)
    words = shown(checked(message, native))
    for one in filter(None, (*view.quotes[:1], view.closest, view.route)):
        assert bare(f"“{one.lead_in} {one.words}” {one.reference}") in words
    told = (view.text, view.refer_to or "", *view.notices, *(one.reference for one in view.quotes[:2]))
    assert all(bare(text) in words for text in told)
    assert all(bare(f"☐ {item}") in words for item in view.checklist)


@settings(max_examples=25, deadline=None)
@given(answers(), LONG)
def test_whatever_goes_to_a_manager_and_back_is_taken_word_for_word(view: AnswerView, text: str) -> None:
    question, name = text[:2_000], text[:200]
    asked = bare(f"“{question}”")
    assert asked in shown(checked(views.handed_over("h1", name, question, view, text[:400])))
    assert asked in shown(back := checked(views.manager_reply(name, question, text, repeat=True)))
    assert bare(f"“{text}”") in shown(back)
    assert asked in shown(checked(views.shared_answer(view, name, question)))
    consent = checked_dialog(views.consent_dialog("x1", name, name, question, view, text[:300]))
    reply = checked_dialog(views.reply_form("h1", name, question, text[:300]))
    assert (fields(consent), fields(reply)) == (["agreed"], ["reply"])
    assert [card["actions"][0]["data"]["handrail"]["form"] for card in (consent, reply)] == [
        "hand-over",
        "reply",
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(EITHER, max_size=6), LONG)
def test_any_check_and_any_clause_are_taken_and_say_where_there_is_more(texts: list[str], text: str) -> None:
    items = tuple(CheckItem("Not allowed", Shape.OCTAGON, (one,), one, quote(one)) for one in texts)
    for dialog in (
        views.check_dialog(CheckView("Look:", items, (text,)), text[:3_000]),
        clauses([text, *texts]),
    ):
        words = shown(checked_dialog(dialog))
        assert bare(MORE) in words or all(bare(one) in words for one in texts)


def clauses(texts: list[str], address: str | None = "https://care.example.net/clauses/p") -> Dialog:
    lines = tuple(
        ClauseLine(ClauseRef("p", 1, f"c.{at}"), (text[:200],), text[:500], "rule 1", text, cited=at == 0)
        for at, text in enumerate(texts)
    )
    return views.clause_dialog(
        ClauseView(texts[0][:300], "Version 1", "reference", lines, None, None), address
    )


@big
def test_a_very_long_quote_is_whole_across_cards_and_in_order(text: str) -> None:
    sent = checked(views.answer_message(answer(text), "x1"))
    assert bare(f"“Staff must not: {text}”") in shown(sent)


@big
def test_a_clause_to_be_inserted_is_taken_however_long_it_is(text: str) -> None:
    result = clause_result(quote(text))
    assert list(lint_response({"composeExtension": {"attachments": [result]}})) == []
    assert_plain(result, in_dialog=False)


@big
def test_a_dialog_that_is_too_long_says_so_and_can_be_filled_in_and_sent(text: str) -> None:
    parts = (*(p.Words(text),) * 3, p.TextField("reply", "Your answer", 99), p.TextField("more", "More", 9))
    card = checked_dialog(Dialog("Answer", parts, p.Form.REPLY, "h1", "Send"))
    assert bare(MORE) in shown(card)
    assert fields(card) == ["reply", "more"]
    assert card["actions"][0]["data"] == {"handrail": {"form": "reply", "id": "h1"}}


def test_two_hundred_long_clauses_leave_the_way_to_the_policy_itself() -> None:
    card = checked_dialog(clauses([NASTY * 20] * 200))
    assert bare(MORE) in shown(card)
    assert [one["url"] for one in every(card) if "url" in one] == ["https://care.example.net/clauses/p"]


def test_two_hundred_long_quotes_are_all_shown() -> None:
    words = [f"{at} {NASTY * 20}." for at in range(200)]
    sent = checked(Message(tuple(Quote(quote(one)) for one in words), "Two hundred"))
    assert [word for word in words if bare(word) not in shown(sent)] == []


@pytest.mark.parametrize("role", list(Role))
def test_every_other_message_and_dialog_is_taken(role: Role) -> None:
    asked = ["Can I knit?", NASTY]
    policies = [PolicyView(f"{NASTY}{at}", f"Version {at}", "no review", False) for at in range(400)]
    for message in (
        views.note(NASTY, Button(Verb.SHARE, "x1", NASTY)),
        pages.help_message(asked, "Type /policy."),
        pages.private_welcome(NASTY, role, asked),
        pages.channel_welcome(asked),
        Message(pages.home(NASTY, role, policies).parts, "What I do"),
    ):
        checked(message)
    for dialog in (
        views.reason_form("x1"),
        views.draft_form(3_000),
        views.checking_dialog(),
        views.sentence_dialog(NASTY * 9, NASTY),
    ):
        checked_dialog(dialog)
    assert [one["maxLength"] for one in every(dialog_card(views.reason_form("x"))) if "maxLength" in one] == [
        views.LONGEST_NOTE
    ]


@pytest.mark.parametrize(
    ("native", "channel_data", "buttons"), [(True, {"feedbackLoop": {"type": "custom"}}, []),
    (False, None, ["helpful", "not-helpful"]),],
)  # fmt: skip
def test_an_opinion_is_asked_for_once_at_the_end(native: bool, channel_data: Any, buttons: list[str]) -> None:
    message = views.answer_message(answer("word " * 9_000), "x1")
    sent = checked(message, native)
    assert [one.get("channelData") for one in sent] == [*[None] * (len(sent) - 1), channel_data]
    verbs = [one["verb"] for one in every(sent) if "verb" in one]
    assert verbs == ["open-clause", *buttons]
    assert feedback_about(message) == "x1"
    assert "channelData" not in checked(views.note("One sentence."), native)[0]


@pytest.mark.parametrize("count", [0, 1, 10, 13])
@pytest.mark.parametrize("by_chat_model", [True, False])
def test_what_an_answer_rests_on_is_cited_and_a_chat_model_is_owned_to(
    count: int, by_chat_model: bool
) -> None:
    parts = tuple(Quote(quote(f"{at} {NASTY * 9}", at)) for at in range(count))
    first = checked(Message((p.Title("Yes"), *parts), "Yes.", by_chat_model, cites=True))[0]
    (about,) = first.get("entities", [{}]) if count or by_chat_model else [{}]
    cited = about.get("citation", [])
    assert [one["position"] for one in cited] == list(range(1, min(count, 10) + 1))
    assert all(f"[{one['position']}]" in first["text"] for one in cited)
    assert all(
        one["appearance"]["url"] == url(ClauseRef("phones", 2, f"must-not.{at}"))
        for at, one in enumerate(cited)
    )
    assert ("AIGeneratedContent" in about.get("additionalType", [])) is by_chat_model
    assert ("entities" in first) is bool(count or by_chat_model)


def test_the_first_page_says_in_plain_words_what_it_is_about_and_the_others_that_they_go_on() -> None:
    first, *others = checked(Message((Line("word " * 9_000),), f"No. {NASTY}"))
    assert (first["summary"], first["speak"]) == (f"No. {NASTY}",) * 2
    assert first["attachments"][0]["content"]["fallbackText"] == f"No. {NASTY}"
    assert others
    assert {one["speak"] for one in others} == {"The answer goes on."}


def test_more_buttons_than_a_row_holds_stand_in_rows() -> None:
    buttons = tuple(Button(Verb.SHARE, f"x{at}", f"{NASTY}{at}") for at in range(13))
    sent = checked(Message((Line("Choose:"), p.Buttons(buttons)), "Choose:"))
    assert [one["id"] for one in every(sent) if "verb" in one] == [button.about for button in buttons]


def test_a_first_question_is_asked_whole_by_one_press() -> None:
    (sent,) = checked(Message((p.Prompts((NASTY, "Can I knit?")),), "Try:"))
    pressed = [one["data"] for one in every(sent) if one.get("type") == "Action.Submit"]
    assert pressed == [{"msteams": {"type": "imBack", "value": text}} for text in (NASTY, "Can I knit?")]


PARTS: st.SearchStrategy[p.Part] = st.one_of(
    *(EITHER.map(kind) for kind in (p.Title, Line, p.Small, p.Words)),
    st.lists(EITHER, max_size=5).map(lambda items: p.Checklist(tuple(items))),
    st.lists(EITHER, max_size=5).map(lambda items: p.Listed(tuple(items))),
    st.builds(Quote, EITHER.map(quote), st.booleans(), st.booleans()),
    st.builds(Button, st.sampled_from(Verb), TEXTS, EITHER).map(lambda button: p.Buttons((button,) * 3)),
    st.builds(p.VerdictLine, st.sampled_from(Shape), st.sampled_from(sorted(VERDICTS.values()))),
    st.builds(p.Link, EITHER, st.just("https://care.example.net")),
    st.sampled_from([p.Rule(), p.Feedback("x1")]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=12), EITHER, st.booleans())
def test_any_parts_make_messages_and_dialogs_that_are_taken(
    parts: list[p.Part], text: str, native: bool
) -> None:
    checked(Message(tuple(parts), text), native)
    card = checked_dialog(
        Dialog(text, (*parts, p.TextField("reply", text[:80], 99)), p.Form.REPLY, "h1", text)
    )
    assert fields(card) == ["reply"]
