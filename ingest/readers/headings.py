"""Headings that carry no mark: found by their shape, ranked by their capitals and numbers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from itertools import pairwise

from ingest.readers.blocks import BlockKind
from ingest.readers.marks import TERMINAL, Piece

_LONGEST_WORDS = 16
_LONGEST = 120
_SMALL = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "or",
    "out",
    "that",
    "the",
    "this",
    "to",
    "with",
    "s",
}


class Style(IntEnum):
    """How a heading is set, outermost first."""

    CAPITALS = 1
    TITLE = 2
    SENTENCE = 3


def style(text: str) -> Style:
    """How a heading is set: ALL CAPITALS, Most Words In Capitals, or as a sentence."""
    words = [word for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text) if word.lower() not in _SMALL]
    if text.isupper():
        return Style.CAPITALS
    rest = words[1:]
    capitals = sum(word[0].isupper() for word in rest)
    return Style.TITLE if not rest or capitals * 2 > len(rest) else Style.SENTENCE


def with_headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, those that are headings marked as such, each with its level."""
    found = [_as_heading(place, pieces) for place in range(len(pieces))]
    nested = any(
        before.level == 0 and after.level == 0 and _both_unranked(before, after)
        for before, after in pairwise(found)
    )
    return tuple(_ranked(place, found, nested) for place in range(len(found)))


def _both_unranked(before: Piece, after: Piece) -> bool:
    headings = before.kind is BlockKind.HEADING and after.kind is BlockKind.HEADING
    return headings and style(before.text) < style(after.text)


def _as_heading(place: int, pieces: Sequence[Piece]) -> Piece:
    """The piece as a heading when it looks like one and something follows it."""
    piece = pieces[place]
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    if after is None or piece.kind in (BlockKind.HEADING, BlockKind.ROW) or not _looks_like_heading(piece):
        return piece
    if piece.kind is BlockKind.ITEM:
        before = pieces[place - 1] if place else None
        return _numbered(piece, before, after)
    return replace(piece, kind=BlockKind.HEADING)


def _looks_like_heading(piece: Piece) -> bool:
    text = piece.text
    short = len(text) <= _LONGEST and len(text.split()) <= _LONGEST_WORDS
    return (
        short
        and not TERMINAL.search(text)
        and (text[:1].isupper() or text[:1].isdigit())
        and not piece.after_break
    )


def _numbered(piece: Piece, before: Piece | None, after: Piece) -> Piece:
    """A numbered line alone among paragraphs is a heading; among its like it is a rule."""
    number = piece.number or ""
    in_list = any(_same_list(piece, other) for other in (before, after) if other is not None)
    if not number[:1].isdigit() or (in_list and "." not in number):
        return piece
    return replace(
        piece,
        kind=BlockKind.HEADING,
        text=f"{number}. {piece.text}" if "." not in number else f"{number} {piece.text}",
        level=number.count(".") + 1,
    )


def _same_list(piece: Piece, other: Piece) -> bool:
    return (
        other.kind is BlockKind.ITEM
        and other.number is not None
        and "." not in other.number
        and (other.number.isdigit() == (piece.number or "").isdigit())
    )


def _ranked(place: int, pieces: Sequence[Piece], nested: bool) -> Piece:
    """An unmarked heading's level: a sentence among titles is a heading below them."""
    piece = pieces[place]
    if piece.kind is not BlockKind.HEADING or piece.level:
        return piece
    below = nested and style(piece.text) is Style.SENTENCE
    return replace(piece, level=2 if below else 1)
