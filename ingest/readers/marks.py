"""The marks of plain text: list numbers, bullets, hashes, tabs, emphasis and stray tags."""

import html
import re
from dataclasses import dataclass, replace

from ingest.readers.blocks import BlockKind

# Each stops at the next mark of its kind, so that a text full of marks is read in one go.
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_INLINE_TAG = re.compile(
    r"</?(?:b|i|u|s|a|em|strong|font|span|sup|sub|small|mark|ins|del|code|strike)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|br|div|li|ul|ol|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|td|th|h[1-6]|hr|img|section|article"
    r"|header|footer|main|details|summary|blockquote|pre|center)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,6});")
# A row of four or more stars is something else, such as a password that is not shown.
_STARS = re.compile(r"(?<!\*)\*{2,3}(?!\*)")
_UNDERSCORED = re.compile(r"(?<!\w)__(?=[^_\s])((?:(?!__).)+)(?<=[^_\s])__(?!\w)")
# Soft hyphens and zero-width spaces show nothing, but a search for the word would miss it.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")

# With those of Word's symbol fonts.
BULLETS = "•·▪◦‣●○■➢►✓✔\uf0a7\uf0b7\uf0d8"
_BULLET = re.compile(rf"(?P<mark>[-*+–o{BULLETS}])[ \t]+(?P<text>\S.*)")
_NUMBER = re.compile(
    r"(?P<mark>\(?(?P<number>\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|(?P<deep>\d{1,2}(?:\.\d{1,2}){1,4})[.)]?)"
    r"[ \t]+(?P<text>\S.*)"
)
_HASHES = re.compile(r"(?P<mark>#{1,6})[ \t]+(?P<text>.*)")
_DASHED_PAGE_NUMBER = re.compile(r"[-–—]\s*\d+\s*[-–—]")
_DETAIL = re.compile(
    r"(?!(?i:section|part|chapter|appendix|annex|schedule|step|stage)\b)"
    r"(?![^:]*\b(?i:must|shall|should|may|can|not|never)\b)"
    r"(?P<label>[A-Z][\w /&'’-]{2,40}):\s+(?P<text>\S.*)"
)
TERMINAL = re.compile(r"[.!?;:,][\"'”’)\]]*\s*[-–—]*$")
_RULES = re.compile(r"\b(?:must|shall|should|may|can|will|do|not|never|always)\b|n['’]t\b", re.IGNORECASE)
_CONTACT = re.compile(r"\d{5}|@")
_LONGEST_HEADING = 120
_LONGEST_HEADING_WORDS = 16
_LONGEST_QUESTION = 10
LONE_MARK = re.compile(rf"[-*{BULLETS}]|\(?(?:\d{{1,3}}|[a-zA-Z]|[ivx]{{1,5}})[.)]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a text file: what its marks say it is, before anything is decided of it.

    kind: None for text without a mark. indent: columns before its mark. level: that of a
    marked heading. after_break: page furniture stood between it and the piece before.
    """

    kind: BlockKind | None
    text: str
    indent: int = 0
    number: str | None = None
    label: str = ""
    level: int = 0
    bold: bool = False
    after_break: bool = False

    def joined(self, more: str) -> "Piece":
        """The piece with more of its sentence."""
        return replace(self, text=f"{self.text} {more}")


def unmarked(text: str) -> str:
    """The words of a line: no emphasis, known tags, comments or entities, single spaces.

    A tag that is none of HTML's stays: "<insert name>" is a gap that somebody has to fill.
    """
    plain = _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", _COMMENT.sub(" ", text)))
    plain = _UNSEEN.sub("", _ENTITY.sub(lambda found: html.unescape(found.group()), plain))
    return re.sub(r"\s+", " ", _UNDERSCORED.sub(r"\1", _STARS.sub("", plain))).strip()


def is_bold(text: str) -> bool:
    """Whether the whole line stands between two emphasis marks."""
    return bool(re.fullmatch(r"\s*(\*\*|__)(?!\s)[^*_]+(?<!\s)\1\s*", text))


def piece_of(line: str) -> Piece:
    """What the marks of one line say it is."""
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    stripped = line.strip()
    if hashes := _HASHES.fullmatch(stripped):
        text = re.sub(r"(?:^|[ \t])#+$", "", hashes["text"])
        return Piece(BlockKind.HEADING, unmarked(text), level=len(hashes["mark"]))
    if numbered := _NUMBER.fullmatch(stripped):
        number = numbered["number"] or numbered["deep"]
        return Piece(
            BlockKind.ITEM, unmarked(numbered["text"]), indent, number, bold=is_bold(numbered["text"])
        )
    bulleted = _BULLET.fullmatch(stripped)
    if bulleted and not _DASHED_PAGE_NUMBER.fullmatch(stripped):
        return Piece(BlockKind.ITEM, unmarked(bulleted["text"]), indent)
    if "\t" in stripped:
        label, _, rest = stripped.partition("\t")
        return Piece(BlockKind.ROW, unmarked(rest), label=unmarked(label).rstrip(":"))
    return Piece(None, unmarked(line), indent, bold=is_bold(line))


def detail_of(text: str) -> tuple[str, str] | None:
    """The label and the value of a line such as "Review date: 1 May 2027"; None when it is none."""
    found = _DETAIL.fullmatch(text)
    return (found["label"], found["text"]) if found else None


def shaped_like_heading(text: str) -> bool:
    """Whether a line is short, begins with a capital or a figure and ends no sentence; it may ask."""
    longest = _LONGEST_QUESTION if text.endswith("?") else _LONGEST_HEADING_WORDS
    short = len(text) <= _LONGEST_HEADING and len(text.split()) <= longest
    ends = TERMINAL.search(text.removesuffix("?")) or _CONTACT.search(text)
    return short and not ends and (text[:1].isupper() or text[:1].isdigit())


def names_a_section(text: str) -> bool:
    """Whether a line that ends in a colon is shaped like a heading and opens no rule ("Purpose:")."""
    return text.endswith(":") and shaped_like_heading(text[:-1]) and not _RULES.search(text)


def ends_open(text: str) -> bool:
    """Whether a text stops in mid-sentence, as far as its last character tells."""
    return text.endswith(",") or not TERMINAL.search(text)
