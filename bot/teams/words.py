"""The words in what Teams wraps messages in: mentions, HTML, and the message that a reply quotes."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

Activity = Mapping[str, Any]

HTML = "text/html"
_QUOTED = re.compile(r'<quoted\s[^<>]*messageId="(?P<id>[^"<>]{1,128})"[^<>]*/>', re.IGNORECASE)
_MENTION = re.compile(r"<at(?:\s[^<>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_REPLY = "http://schema.skype.com/Reply"


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody wrote. quoted: the id of the message that it replies to by quoting it, or None."""

    text: str
    quoted: str | None


def wording(activity: Activity) -> Wording:
    """What the message says, without Handrail's own name and without the words that it quotes."""
    for content in _html_contents(activity):
        reply = words_of_html(content)
        if reply.quoted is not None:
            return Wording(_tidied(_without_own_name(reply.text, activity)), reply.quoted)
    text = str(activity.get("text") or "")
    quoted = _QUOTED.search(text)
    spoken = _without_own_name(_QUOTED.sub("", text), activity)
    return Wording(_tidied(html.unescape(spoken)), quoted["id"] if quoted else None)


def is_addressed(activity: Activity) -> bool:
    """Whether the message mentions Handrail."""
    return any(True for _ in _own_mentions(activity))


def words_of_html(content: str) -> Wording:
    """The words of a message in HTML; those that it quotes are left out."""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return Wording(_tidied("".join(reader.words)), reader.quoted)


class _Reader(HTMLParser):
    """Collects words; inside a quotation it only counts how deep it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.quoted: str | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "blockquote" and (self._depth or given.get("itemtype") == _REPLY):
            self._depth += 1
            self.quoted = self.quoted or given.get("itemid")
        if tag in _BREAKS and not self._depth:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if not self._depth:
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
