"""Whatever is to be shown, Slack takes it, nothing of it is read as markup, and no word of it is lost."""

import html
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat_views import (
    answer_message,
    check_dialog,
    clause_dialog,
    consent_dialog,
    draft_form,
    handed_over,
    manager_reply,
    note,
    reason_form,
    reply_form,
    shared_answer,
)
from bot.directory import Role
from bot.draft_views import CheckItem, CheckView
from bot.home import help_message, home
from bot.parts import Button, Buttons, Dialog, Feedback, Home, Line, Message, Verb
from bot.platform import Handle, Place, Speaker
from bot.slack.app import web_client
from bot.slack.client import SlackPlatform
from bot.slack.layout import MORE, home_tab, in_words, messages, modal
from bot.slack.streams import Streams
from bot.slack.who import WhoIsWho
from bot.views import AnswerView, ClauseLine, ClauseView, PolicyView, QuoteView, Shape
from knowledge.answer import Verdict
from knowledge.policy import ClauseRef
from tests.bot.chat.world import CHANNEL, SAM, directory
from tests.bot.slack.payload_lint import lint_message, lint_view
from tests.bot.slack.stand_in import TEAM, TOKEN, SlackStandIn

NASTY = "<!channel> *bold* _it_ ~no~ `code` <@U1> & <http://x|y> > quote\n• point "
WORDS = st.text(alphabet="abc *_~`<>&@!|:\n.•", max_size=200).map(lambda text: f"a{text}")
LONG = st.integers(1, 9_000).map(lambda size: (NASTY * (size // len(NASTY) + 1))[:size] + "z")


def quote(words: str) -> QuoteView:
    return QuoteView(ClauseRef("phones", 2, "must-not.2"), "Staff must not:", words, words[:300], "Version 2")


@st.composite
def answers(draw: st.DrawFn) -> AnswerView:
    texts = st.one_of(WORDS, LONG)
    quotes = tuple(quote(words) for words in draw(st.lists(texts, max_size=4))) * draw(
        st.sampled_from((1, 13))
    )
    one = draw(st.one_of(st.none(), texts.map(quote)))
    return AnswerView(
        verdict=Verdict.ONLY_IF,
        word="Only if …",
        shape=Shape.DIAMOND,
        text=draw(st.one_of(st.just(""), texts)),
        checklist=tuple(draw(st.lists(texts, max_size=40))),
        quotes=quotes,
        closest=one,
        route=one,
        refer_to=draw(st.one_of(st.none(), texts)),
        may_ask_manager=True,
        notices=tuple(draw(st.lists(texts, max_size=3))),
        gist="",
    )


def checked_message(message: Message, **how: bool) -> list[dict[str, Any]]:
    """What is posted for it, once nothing is wrong with that."""
    posted = messages(message, **how)
    for payload in posted:
        assert lint_message(payload) == []
        assert not re.search(r"[<>]", payload["text"])
        assert_plain(payload["blocks"])
    return posted


def checked_view(view: dict[str, Any]) -> dict[str, Any]:
    assert lint_view(view) == []
    assert_plain(view["blocks"])
    return view


def assert_plain(blocks: list[dict[str, Any]]) -> None:
    """Markup is our own alone: one bold line, one link, or lines without a mark."""
    for block in blocks:
        text = block.get("text", {})
        if text.get("type") == "mrkdwn":
            marked = text["text"]
            bold = re.fullmatch(r"\*[^*_~`\n<>]+\*", marked)
            link = re.fullmatch(r"<https://[^|>\s]+\|([^<>]+)>", marked)
            lines = not re.search(r"[*_~`<>]", marked)
            assert bold or link or lines, marked[:80]
            assert not re.search(r"&(?!(?:amp|lt|gt);)|:[\w+-]+:", link[1] if link else marked), marked[:80]


def words_of(*payloads: dict[str, Any]) -> str:
    """All words that are shown, as a person reads them, with one space between."""
    texts = [
        as_read(element)
        for payload in payloads
        for block in payload["blocks"]
        for element in [block.get("text"), *block.get("elements", [])]
        if element and isinstance(element.get("text"), str)
    ]
    return spaced(" ".join(texts))


def as_read(text: dict[str, Any]) -> str:
    if text["type"] == "plain_text":
        return str(text["text"])
    return html.unescape(re.sub(r"^\*(.*)\*$", r"\1", text["text"]))


def spaced(text: str) -> str:
    return " ".join(text.split())


@settings(max_examples=60)
@given(answers(), st.booleans())
def test_any_answer_is_taken_and_keeps_its_words(view: AnswerView, native: bool) -> None:
    message = answer_message(view, "x" * 32, manager="Ada " + "O" * 200, shareable=True)
    shown = words_of(*checked_message(message, native_feedback=native))
    for one in filter(None, (*view.quotes[:1], view.closest, view.route)):
        assert spaced(f"“{one.lead_in} {one.words}” {one.reference}") in shown
    assert all(spaced(one.reference) in shown for one in view.quotes[:2])
    for item in view.checklist:
        assert spaced(f"☐ {item}") in shown
    assert all(spaced(text) in shown for text in (view.text, view.refer_to or "", *view.notices))


@settings(max_examples=40)
@given(answers(), LONG)
def test_whatever_goes_to_a_manager_and_back_is_taken_word_for_word(view: AnswerView, text: str) -> None:
    question = text[:2_000]
    asked, quoted = spaced(f"“{question}”"), [spaced(f"{one.words}”") for one in view.quotes[:1]]
    to_manager = words_of(*checked_message(handed_over("h1", text[:200], question, view, text[:400])))
    back = words_of(*checked_message(manager_reply(text[:200], question, text, repeat=True)))
    shared = words_of(*checked_message(shared_answer(view, text[:200], question)))
    consent = checked_view(modal(consent_dialog("x1", text[:200], text[:200], question, view, text[:200])))
    form = checked_view(modal(reply_form("h1", text[:200], question, text[:300])))
    assert all(words in to_manager and words in words_of(consent) for words in (asked, *quoted))
    assert asked in back
    assert spaced(f"“{text}”") in back
    assert asked in shared
    assert asked in words_of(form)
    assert "agreed" in [block.get("block_id") for block in consent["blocks"]]
    assert "reply" in [block.get("block_id") for block in form["blocks"]]


@settings(max_examples=40)
@given(st.lists(st.one_of(WORDS, LONG), min_size=1, max_size=5), st.booleans())
def test_any_clause_opens_with_its_exact_words(texts: list[str], linked: bool) -> None:
    lines = tuple(
        ClauseLine(ClauseRef("p", 1, f"c.{at}"), (text[:200],), text[:500], "rule 1", text, cited=at == 0)
        for at, text in enumerate(texts)
    )
    view = ClauseView(texts[0][:300], "Version 1", "reference", lines, None, None)
    dialog = clause_dialog(view, "https://care.example.net/clauses/p/1/c" if linked else None)
    shown = words_of(checked_view(modal(dialog)))
    assert all(spaced(f"rule 1: {text}") in shown for text in texts)


@settings(max_examples=40)
@given(st.lists(LONG, max_size=6), LONG)
def test_any_check_is_shown_with_the_words_of_each_rule(texts: list[str], draft: str) -> None:
    items = tuple(CheckItem("Not allowed", Shape.OCTAGON, (text,), text, quote(text)) for text in texts)
    shown = words_of(checked_view(modal(check_dialog(CheckView("Look:", items, (draft,)), draft[:3_000]))))
    assert spaced(f"“{draft[:3_000]}”") in shown
    assert all(spaced(f"“Staff must not: {text}”") in shown for text in texts)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("count", [0, 3, 400])
def test_any_home_page_is_shown(role: Role, count: int) -> None:
    policies = [
        PolicyView(f"{NASTY}{at}", f"Version {at}, no date", "no review", False) for at in range(count)
    ]
    shown = words_of(checked_view(home_tab(home(NASTY * 5, role, policies))))
    assert all(spaced(f"{policy.name}: version") in shown for policy in policies)
    checked_view(home_tab(home(None, role, policies)))


def test_forms_and_notes_are_shown() -> None:
    for dialog in (reason_form("x1"), draft_form(3_000)):
        checked_view(modal(dialog))
    checked_message(note("One sentence."))
    checked_message(help_message(["Can I knit?"] * 4, "Type /policy."))


def test_a_long_message_is_several_with_its_buttons_at_the_end() -> None:
    view = AnswerView(
        Verdict.EXPLAIN, "What the policy says", Shape.PAGE, "word " * 40_000, (), (), None, None, None,
        True, (), "",
    )  # fmt: skip
    posted = checked_message(answer_message(view, "x1", manager="Ada Osei"))
    assert len(posted) > 1
    kinds = [[block["type"] for block in payload["blocks"]] for payload in posted]
    assert all("actions" not in page for page in kinds[:-1])
    assert kinds[-1].count("actions") == 2


def test_what_does_not_fit_a_window_is_said_to_be_more() -> None:
    dialog = Dialog("Clause", note("a").parts * 150)
    view = checked_view(modal(dialog))
    assert "There is more" in view["blocks"][-1]["elements"][0]["text"]
    items = (CheckItem("Not allowed", Shape.OCTAGON, ("they know",) * 40, "a photo", quote(NASTY)),) * 50
    assert words_of(checked_view(modal(check_dialog(CheckView("Look:", items, ()), "a")))).endswith(MORE)
    assert len(home_tab(Home(note("a").parts * 150))["blocks"]) == 100


def test_more_buttons_than_a_row_holds_stand_in_rows() -> None:
    buttons = tuple(Button(Verb.SHARE, f"x{at}", f"{NASTY}{at}" * 3) for at in range(26))
    (payload,) = checked_message(Message((Line("Choose:"), Buttons(buttons)), "Choose:"))
    rows = [block["elements"] for block in payload["blocks"] if block["type"] == "actions"]
    assert [len(row) for row in rows] == [5] * 5 + [1]
    assert [button["value"] for row in rows for button in row] == [button.about for button in buttons]


@pytest.mark.parametrize("lines", [47, 48, 49])
def test_no_button_is_left_behind_where_a_message_becomes_two(lines: int) -> None:
    share = Buttons((Button(Verb.SHARE, "x1", "Share"),))
    posted = checked_message(Message((*(Line("a"),) * lines, share, Feedback("x1")), "a"))
    assert [block["type"] for block in posted[-1]["blocks"]][-2:] == ["actions", "actions"]


@pytest.mark.parametrize("text", ["an _it_", "a ~no~", "a `code`", "a :fire:", "in lines:\n:fire:"])
def test_marks_and_emoji_in_a_text_are_shown_as_they_are_typed(text: str) -> None:
    (payload,) = messages(Message((Line(text, strong=True),), text))
    assert payload["blocks"][0]["text"]["type"] == "plain_text"


def test_what_a_notification_says_is_escaped() -> None:
    (payload,) = messages(manager_reply("Ada", "May I?", "Yes, <!channel> & <@U1>", repeat=False))
    assert payload["text"] == "Ada answers: Yes, &lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_as_nothing_but_words_a_message_is_escaped_and_whole() -> None:
    message = note("<!channel> " + "word " * 3_000)
    posted = in_words(message)
    assert all(len(payload["text"]) <= 4_000 for payload in posted)
    text = " ".join(payload["text"] for payload in posted)
    assert text.startswith("&lt;!channel&gt;")
    assert text.count("word") == 3_000


def test_as_nothing_but_words_a_message_of_marks_is_within_the_limit_too() -> None:
    assert all(len(payload["text"]) <= 4_000 for payload in in_words(note("<&> " * 1_500)))


def test_buttons_say_to_a_screen_reader_which_clause_they_open() -> None:
    view = AnswerView(
        Verdict.NO, "No", Shape.OCTAGON, "", (), (quote("no knitting"),), None, None, None, False, (), ""
    )
    (payload,) = checked_message(answer_message(view, "x1"))
    buttons = [block["accessory"] for block in payload["blocks"] if "accessory" in block]
    assert [button["accessibility_label"] for button in buttons] == ["Open clause: no knitting"]


OVER = Message((Line("No."), Buttons((Button(Verb.SHARE, "x" * 2_001, "Share"),))), "No <b>knitting</b>.")
SPEAKER, THREAD = Speaker("slack", TEAM, SAM), Place(CHANNEL, "1.1", private=False)


def platform(slack: SlackStandIn) -> SlackPlatform:
    client = web_client(slack.url, TOKEN)
    return SlackPlatform(client, client, WhoIsWho(directory()), Streams())


async def test_a_message_over_a_limit_all_the_same_is_posted_as_plain_words(slack: SlackStandIn) -> None:
    await platform(slack).send(THREAD, OVER, "key")
    (posted,) = slack.sent("chat.postMessage")
    assert posted["text"] == "No &lt;b&gt;knitting&lt;/b&gt;."
    assert "blocks" not in posted
    assert posted["metadata"]["event_payload"] == {"key": "key"}


@pytest.mark.parametrize("replying", [True, False])
async def test_a_whisper_over_a_limit_is_whispered_as_plain_words(
    slack: SlackStandIn, replying: bool
) -> None:
    handle = Handle(reply=slack.reply_address(CHANNEL, SAM) if replying else "")
    await platform(slack).whisper(SPEAKER, THREAD, OVER, handle)
    (left,) = slack.messages[CHANNEL]
    assert (left["only"], left["text"]) == (SAM, "No &lt;b&gt;knitting&lt;/b&gt;.")
