"""A message is read as it was typed, whatever Teams wraps it in, and at once whatever it holds."""

import html
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.words import Wording, is_addressed, wording, words_of_html
from tests.bot.chat.world import SAM
from tests.bot.teams.activities import mention, message, private, quoting
from tests.bot.teams.stand_in import BOT

SERVICE = "https://smba.example/emea"
CHAT = private(SAM)
REPLY = '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="17">'
LONG = 100_000
TYPED = st.text(alphabet="ab <>&;\"'/=\xa0\n…🙂א", max_size=60)


def of_us(text: str = "<at>Handrail</at>", name: str = "Handrail") -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": BOT, "name": name}}


def of_ada(text: str = "<at>Ada Osei</at>") -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": "29:ada", "name": "Ada Osei"}}


def said(text: str | None, *entities: Any, content: str | None = None, **more: Any) -> Wording:
    """The wording of a message with this text, these mentions, and this HTML beside it."""
    attached = [] if content is None else [{"contentType": "text/html", "content": content}]
    whole = message(SAM, "", SERVICE, CHAT, entities=list(entities), attachments=attached)
    return wording({**whole, "text": text, **more})


@contextmanager
def at_once() -> Iterator[None]:
    """Breaks off what takes longer than a second."""

    def over(*_: object) -> None:
        raise TimeoutError("that took longer than a second")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "text",
    [
        "<at>Handrail</at> can i knit?",
        "<at>Handrail</at>&nbsp;can i knit?",
        "can i <at>Handrail</at> knit?",
        "can i knit? <at>Handrail</at>",
        "\n<at>Handrail</at>\r\ncan i knit?\n",
        "Handrail can i knit?",
    ],
)
def test_a_mention_of_handrail_is_no_part_of_the_question_wherever_it_stands(text: str) -> None:
    assert said(text, of_us()).text == "can i knit?"


def test_every_mention_of_handrail_goes() -> None:
    twice = "<at>Handrail</at> can i knit? <at>Handrail</at>"
    assert said(twice, of_us(), of_us()).text == "can i knit?"


def test_handrail_is_known_by_its_id_under_whatever_name() -> None:
    entity = of_us("<at>Handrail (test) &amp; co</at>", "Handrail (test) & co")
    assert said("<at>Handrail (test) &amp; co</at> hello", entity).text == "hello"
    assert said('<at id="0">Handrail</at> hello', of_us('<at id="0">Handrail</at>')).text == "hello"


def test_other_peoples_names_stay() -> None:
    text = "<at>Handrail</at> can <at>Ada Osei</at> photograph <AT id='2'>Omar</AT>?"
    assert said(text, of_us(), of_ada()).text == "can Ada Osei photograph Omar?"


def test_handrail_in_a_sentence_is_a_word_like_any_other() -> None:
    assert said("is the handrail on the stairs, the Handrail, mine?").text.count("andrail") == 2
    after = "<at>Handrail</at> who cleans the Handrail?"
    assert said(after, of_us()).text == "who cleans the Handrail?"


@pytest.mark.parametrize(
    ("entities", "addressed"),
    [
        ([of_us()], True),
        ([of_ada(), of_us()], True),
        ([of_ada()], False),
        ([{**of_ada(), "text": "<at>Handrail</at>"}], False),
        ([{"type": "clientInfo", "mentioned": {"id": BOT}}], False),
        ([{"type": "mention"}], False),
        ([], False),
        (None, False),
    ],
)
def test_only_a_mention_by_its_own_id_addresses_handrail(entities: Any, addressed: bool) -> None:
    assert is_addressed(message(SAM, "<at>Handrail</at>", SERVICE, CHAT, entities=entities)) is addressed


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("under 5 &lt; 6 &amp; over 7 &gt; 6", "under 5 < 6 & over 7 > 6"),
        ("if a < b & b > c", "if a < b & b > c"),
        (
            "share <on> any \u201cdevice\u201d & at any hour",
            "share <on> any \u201cdevice\u201d & at any hour",
        ),
        ("&lt;at&gt;Ada&lt;/at&gt;", "<at>Ada</at>"),
        ("I typed &amp;lt; myself", "I typed &lt; myself"),
        ("a&nbsp;b\xa0 \tc", "a b c"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("&#x1F642; שלום", "🙂 שלום"),
    ],
)
def test_a_text_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert said(sent) == Wording(typed, None)


@given(TYPED)
def test_whatever_was_typed_comes_through_teams_escaping(typed: str) -> None:
    assert said(html.escape(typed)).text.split() == typed.split()
    assert words_of_html(f"<p>{html.escape(typed)}</p>").text.split() == typed.split()


@given(TYPED, TYPED)
def test_a_reply_says_only_what_is_new_in_it(quoted: str, new: str) -> None:
    content = f"{REPLY}<p>{html.escape(quoted)}</p></blockquote><p>{html.escape(new)}</p>"
    reply = said(f"{quoted} {new}", content=content)
    assert (reply.text.split(), reply.quoted) == (new.split(), "17")


def test_a_reply_as_teams_sends_it_is_read_without_what_it_quotes() -> None:
    reply = wording(message(SAM, "", SERVICE, CHAT) | quoting("42", "and a <b>video</b> &lt;3?"))
    assert reply == Wording("and a video <3?", "42")


def test_a_reply_that_quotes_a_reply_leaves_out_both_and_goes_by_the_outer_one() -> None:
    inner = REPLY.replace("17", "16")
    content = f"{REPLY}old{inner}older</blockquote>old<blockquote>x</blockquote></blockquote><p>new</p>"
    assert said("old older old new", content=content) == Wording("new", "17")


def test_marks_that_somebody_typed_into_a_reply_are_kept() -> None:
    content = f"{REPLY}x</blockquote><p>&lt;at&gt;Ada&lt;/at&gt; &amp;amp; I</p>"
    assert said("x", content=content) == Wording("<at>Ada</at> &amp; I", "17")


def test_what_a_person_quotes_themselves_is_theirs() -> None:
    content = "<blockquote>the rule says: ask</blockquote><p>whom?</p>"
    reply = said("the rule says: ask\nwhom?", content=content)
    assert (reply.text.split(), reply.quoted) == (["the", "rule", "says:", "ask", "whom?"], None)


def test_a_reply_that_mentions_handrail_is_read_without_its_name() -> None:
    name = '<span itemscope itemtype="http://schema.skype.com/Mention" itemid="0">Handrail</span>'
    content = f"{REPLY}<strong>Handrail</strong> no</blockquote><p>{name}&nbsp;and a video?</p>"
    assert said("x", of_us(), content=content) == Wording("and a video?", "17")


@pytest.mark.parametrize(
    "text",
    [
        '<quoted messageId="17"/> and a video?',
        '<quoted messageId="17" /><at>Handrail</at> and a video?',
        '<at>Handrail</at>&nbsp;<quoted messageId="17"/>\nand a video?',
        '<quoted sender="x" messageId="17" preview="a &lt; b"/>and a video?',
        '<quoted messageId="17"/> <quoted messageId="18"/> and a video?',
    ],
)
def test_a_placeholder_for_a_quoted_message_gives_its_id_and_no_words(text: str) -> None:
    assert said(text, of_us()) == Wording("and a video?", "17")


def test_words_on_either_side_of_a_placeholder_stay_apart() -> None:
    assert said('see this<quoted messageId="17"/>and answer').text.split() == ["see", "this", "and", "answer"]


def test_a_placeholder_that_somebody_typed_quotes_nothing() -> None:
    typed = '<quoted messageId="17"/>'
    assert said(html.escape(typed)) == Wording(typed, None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("one<br>two<br/>three", "one two three"),
        ("<div>one</div>two", "one two"),
        ("<ul><li>one</li><li>two</li></ul>three", "one two three"),
        ("<table><tr><td>photos</td><td>never</td></tr></table>after", "photos never after"),
        ("<h3>Photos</h3>never", "Photos never"),
        (f"before{REPLY}quoted</blockquote>after", "before after"),
        ("half<b>way</b>", "halfway"),
    ],
)
def test_words_that_stand_apart_on_the_screen_stay_apart(content: str, words: str) -> None:
    assert words_of_html(content).text.split() == words.split()


@pytest.mark.parametrize("text", [None, "", " ", "&nbsp;", "<at>Handrail</at>", "<at>Handrail</at>&nbsp;\n"])
def test_a_message_of_nothing_says_nothing(text: str | None) -> None:
    assert said(text, of_us()) == Wording("", None)


def test_a_bare_mention_says_nothing() -> None:
    assert wording(mention(SAM, "", SERVICE, CHAT)) == Wording("", None)


@pytest.mark.parametrize(
    "content",
    [
        f"{REPLY}never ended",
        f"</blockquote></p>{REPLY}</blockquote>",
        "<blockquote itemtype=http://schema.skype.com/Reply itemid=17>x</blockquote>new",
        "<p <b>&#xFFFFFFFFF; &unknown; <![CDATA[x]]><!--",
        "<",
        "</",
        "<!",
        "<script>",
        "\x00\ud800",
    ],
)
def test_html_that_is_none_is_read_without_a_fault(content: str) -> None:
    assert isinstance(words_of_html(content).text, str)
    assert isinstance(said("said", content=content).text, str)


@given(
    st.lists(st.sampled_from(["<", ">", "</", REPLY, "</blockquote>", "<p>", "&", "x", '"', "<!--", "\n"]))
)
def test_whatever_html_it_is_no_word_of_a_quotation_comes_through(pieces: list[str]) -> None:
    reply = words_of_html(f"<p>{REPLY}SECRET</blockquote></p>{''.join(pieces)}")
    assert "SECRET" not in reply.text
    assert reply.quoted == "17"


@pytest.mark.parametrize(
    "piece",
    ["<", "&", " ", "\n", "<at>", "<at ", "</at>", "<quoted ", '<quoted messageId="1"', "&nbsp;", "x"],
)
def test_a_very_long_message_is_read_at_once(piece: str) -> None:
    with at_once():
        assert said(piece * (LONG // len(piece)), of_us()).quoted is None


def test_a_placeholder_with_very_many_ids_is_read_at_once() -> None:
    with at_once():
        said("<quoted " + 'messageId="1" ' * (LONG // 14))


@pytest.mark.parametrize(
    "piece",
    ["<", "&", "<p>", REPLY, "<!--", "<a ", "<a b='", "</a ", "<p a=", "<blockquote>", "</blockquote>", "x"],
)
def test_very_long_html_is_read_at_once(piece: str) -> None:
    with at_once():
        words_of_html(piece * (LONG // len(piece)))
