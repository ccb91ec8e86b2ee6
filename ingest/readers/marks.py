"""The marks of plain text: list numbers, bullets, hashes, tabs, emphasis and stray tags."""

import html
import re
from dataclasses import dataclass, replace

from ingest.readers.blocks import BlockKind

_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|font|a|sup|sub|small|li|ul|ol|table|tbody|tr|td|th|h[1-6])"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,6});")
_BULLET = re.compile(r"(?P<mark>[-*+•·–▪◦‣●○■o])[ \t]+(?P<text>\S.*)")
_NUMBER = re.compile(
    r"(?P<mark>\(?(?P<number>\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|(?P<deep>\d{1,2}(?:\.\d{1,2}){1,4})[.)]?)"
    r"[ \t]+(?P<text>\S.*)"
)
_HASHES = re.compile(r"(?P<mark>#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*$")
TERMINAL = re.compile(r"[.!?;:,][\"'”’)\]]*$")


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
    """The words of a line: no emphasis, tags or entities, single spaces."""
    plain = _ENTITY.sub(lambda found: html.unescape(found.group()), _TAG.sub(" ", text))
    return re.sub(r"\s+", " ", plain.replace("**", "")).strip()


def is_bold(text: str) -> bool:
    """Whether the whole line stands between two emphasis marks."""
    return bool(re.fullmatch(r"\s*(\*\*|__)(?!\s)[^*_]+(?<!\s)\1\s*", text))


def piece_of(line: str) -> Piece:
    """What the marks of one line say it is."""
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    stripped = line.strip()
    if hashes := _HASHES.fullmatch(stripped):
        return Piece(BlockKind.HEADING, unmarked(hashes["text"]), level=len(hashes["mark"]))
    if numbered := _NUMBER.fullmatch(stripped):
        number = numbered["number"] or numbered["deep"]
        return Piece(
            BlockKind.ITEM, unmarked(numbered["text"]), indent, number, bold=is_bold(numbered["text"])
        )
    if bulleted := _BULLET.fullmatch(stripped):
        return Piece(BlockKind.ITEM, unmarked(bulleted["text"]), indent)
    if "\t" in stripped:
        label, _, rest = stripped.partition("\t")
        return Piece(BlockKind.ROW, unmarked(rest), label=unmarked(label))
    return Piece(None, unmarked(line), indent, bold=is_bold(line))


def ends_open(text: str) -> bool:
    """Whether a text stops in mid-sentence, as far as its last character tells."""
    return text.endswith(",") or not TERMINAL.search(text)
