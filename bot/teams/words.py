"""The words in what Teams wraps messages in: mentions, HTML, and the message that a reply quotes."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

Activity = Mapping[str, Any]

HTML = "text/html"
_QUOTED = re.compile(r"<quoted\s([^<>]*)/>", re.IGNORECASE)
_QUOTED_ID = re.compile(r'messageId="([^"<>]{1,128})"', re.IGNORECASE)
_MENTION = re.compile(r"<at(?:\s[^<>]*)?>([^<]*)</at>", re.IGNORECASE)
# What begins like a tag and never ends: the parser would look for its end again and again.
_UNFINISHED = re.compile(r"<(?![^<>]*>)")
_BREAKS = frozenset(
    "br p div li ul ol tr td th table pre blockquote h1 h2 h3 h4 h5 h6".split()  # noqa: SIM905  shorter so
)
_PICTURES = frozenset({"img", "emoji"})
_REPLY = "http://schema.skype.com/Reply"
_MENTIONED = "http://schema.skype.com/Mention"


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody wrote. quoted: the id of the message that it replies to by quoting it, or None."""

    text: str
    quoted: str | None


def wording(activity: Activity) -> Wording:
    """What the message says, without Handrail's own name and without the words that it quotes."""
    for content in _html_contents(activity):
        reader = _read(content, _own_name(activity))
        if reader.is_reply:
            return Wording(_tidied("".join(reader.words)), reader.quoted)
    text = str(activity.get("text") or "")
    quoted = _QUOTED.search(text)
    named = _QUOTED_ID.search(quoted[1]) if quoted else None
    spoken = _without_own_name(_QUOTED.sub(" ", text), activity)
    return Wording(_tidied(html.unescape(spoken)), named[1] if named else None)


def is_addressed(activity: Activity) -> bool:
    """Whether the message mentions Handrail."""
    return any(True for _ in _own_mentions(activity))


def words_of_html(content: str) -> Wording:
    """The words of a message in HTML; those that it quotes are left out."""
    reader = _read(content, "")
    return Wording(_tidied("".join(reader.words)), reader.quoted)


def _read(content: str, own_name: str) -> "_Reader":
    reader = _Reader(own_name)
    reader.feed(_UNFINISHED.sub("&lt;", content))
    reader.close()
    return reader


class _Reader(HTMLParser):
    """Collects words; inside a quotation it only counts how deep it is."""

    def __init__(self, own_name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.quoted: str | None = None
        self.is_reply = False
        self._own_name = own_name
        self._depth = 0
        self._mentions = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "blockquote" and (self._depth or given.get("itemtype") == _REPLY):
            self.words.append("\n")
            self._depth += 1
            self.is_reply = True
            self.quoted = self.quoted or given.get("itemid")
        self._mentions = tag == "at" or given.get("itemtype") == _MENTIONED
        if self._depth:
            return
        if tag in _BREAKS:
            self.words.append("\n")
        if tag in _PICTURES:
            self.words.append(given.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self._mentions = False
        if tag in _BREAKS and not self._depth:
            self.words.append("\n")
        if tag == "blockquote" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        is_own_name = self._mentions and data.strip() == self._own_name
        if not self._depth and not (is_own_name and self._own_name):
            self.words.append(data)


def _html_contents(activity: Activity) -> Iterator[str]:
    for attachment in activity.get("attachments") or ():
        if attachment.get("contentType") == HTML and isinstance(attachment.get("content"), str):
            yield attachment["content"]


def _own_mentions(activity: Activity) -> Iterator[Mapping[str, Any]]:
    own = (activity.get("recipient") or {}).get("id")
    for entity in activity.get("entities") or ():
        if entity.get("type") == "mention" and (entity.get("mentioned") or {}).get("id") == own:
            yield entity


def _own_name(activity: Activity) -> str:
    return str((activity.get("recipient") or {}).get("name") or "")


def _without_own_name(text: str, activity: Activity) -> str:
    """The text without mentions of Handrail; of other people's the name stays."""
    for entity in _own_mentions(activity):
        said = str(entity.get("text") or "")
        name = str((entity.get("mentioned") or {}).get("name") or "")
        for form in filter(None, (said, f"<at>{name}</at>", _bare(said))):
            if form in text:
                text = text.replace(form, " ", 1)
                break
    return _MENTION.sub(r"\1", text)


def _bare(mention: str) -> str:
    """A mention as it reads once its markup is gone."""
    return html.unescape(_MENTION.sub(r"\1", mention))


def _tidied(text: str) -> str:
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
