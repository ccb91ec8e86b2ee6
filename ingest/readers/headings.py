"""Headings that carry no mark: found by their shape, ranked by their capitals and numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from itertools import pairwise

from ingest.readers.blocks import BlockKind
from ingest.readers.furniture import NAMES_A_POLICY
from ingest.readers.marks import Piece, ends_open, names_a_section, shaped_like_heading
from ingest.readers.numbered import PART, with_numbered_headings

_LONGEST_ACRONYM = 5
_CUT_SENTENCE = 40
_COLONS = 3
_SMALL = re.compile(r"a|an|and|as|at|by|for|from|in|into|of|on|or|out|s|that|the|this|to|with")


class Style(IntEnum):
    """How a heading is set, outermost first."""

    CAPITALS = 1
    TITLE = 2
    SENTENCE = 3


def style(text: str) -> Style:
    """How a heading is set: ALL CAPITALS, Most Words In Capitals, or as a sentence."""
    words = _weighty_words(text)
    if text.isupper() and not (len(words) == 1 and len(words[0]) <= _LONGEST_ACRONYM):
        return Style.CAPITALS
    rest = words[1:]
    capitals = sum(word[0].isupper() for word in rest)
    return Style.TITLE if not rest or capitals * 2 > len(rest) else Style.SENTENCE


def _weighty_words(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)
    return [word for word in words if not _SMALL.fullmatch(word.lower())]


def with_headings(pieces: Sequence[Piece]) -> tuple[str, tuple[Piece, ...]]:
    """The title, or "", and the other pieces, headings marked as such with their levels.

    Lines that are shaped like headings and follow one another are told apart by what stands
    around them: a cover, the points of a list without marks, or a heading above another.
    """
    pieces = _without_colons(with_numbered_headings(pieces))
    shaped = [_has_shape(place, pieces) for place in range(len(pieces))]
    title, found, place = _cover(pieces, shaped)
    while place < len(pieces):
        end = _run_end(place, shaped)
        after = pieces[end] if end < len(pieces) else None
        found += _told_apart(pieces[place:end], found[-1] if found else None, after)
        found += pieces[end : end + 1]
        place = end + 1
    return title, _ranked(found)


def _without_colons(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, "Purpose:" read without its colon in a policy that ends its headings so."""
    places = {
        place
        for place, (piece, after) in enumerate(pairwise(pieces))
        if piece.kind is after.kind is None and names_a_section(piece.text) and _is_sentence(after.text)
    }
    often = len(places) >= _COLONS
    return [
        replace(piece, text=piece.text[:-1]) if often and place in places else piece
        for place, piece in enumerate(pieces)
    ]


def _is_sentence(text: str) -> bool:
    return text[:1].isupper() and text.endswith((".", "!", "?"))


def _run_end(place: int, shaped: Sequence[bool]) -> int:
    return next((end for end in range(place, len(shaped)) if not shaped[end]), len(shaped))


def _has_shape(place: int, pieces: Sequence[Piece]) -> bool:
    piece = pieces[place]
    before = pieces[place - 1] if place else None
    cut = piece.after_break and before is not None and before.kind is None
    goes_on = cut and before is not None and ends_open(before.text) and len(before.text) >= _CUT_SENTENCE
    return piece.kind is None and shaped_like_heading(piece.text) and not goes_on


def _cover(pieces: Sequence[Piece], shaped: Sequence[bool]) -> tuple[str, list[Piece], int]:
    """The title, what else stands on the cover, and where the text goes on."""
    marked = bool(pieces) and pieces[0].kind is BlockKind.HEADING
    end = 1 if marked else _run_end(0, shaped)
    if end == 0 or end == len(pieces):
        return "", [], 0
    names = [place for place in range(end) if NAMES_A_POLICY.search(pieces[place].text)]
    after = pieces[end].kind
    followed = end > 1 or after in (BlockKind.HEADING, BlockKind.ROW) or (marked and shaped[1])
    if not followed and not (names and after is None):
        return "", [], 0
    at = names[0] if names else 0
    # "Version 3" and "May 2026" belong to the cover; a heading above the first text or table does not.
    start = at + 1
    while start < end and (_dated(pieces[start]) or (after is BlockKind.ROW and start + 1 < end)):
        start += 1
    return pieces[at].text, [*pieces[:at], *pieces[at + 1 : start]], start


def _dated(piece: Piece) -> bool:
    return bool(re.search(r"\d", piece.text[1:])) and not PART.match(piece.text)


def _told_apart(run: Sequence[Piece], before: Piece | None, after: Piece | None) -> list[Piece]:
    """What each of some lines shaped like headings is, by what stands before and after them."""
    listed = before is not None and before.kind is None and before.text.rstrip(" -–—").endswith(":")
    closed = after is None or after.kind is BlockKind.HEADING
    if listed:
        points = len(run) if closed or len(run) == 1 else len(run) - 1
        items = [replace(piece, kind=BlockKind.ITEM) for piece in run[:points]]
        return [*items, *map(_as_heading, run[points:])]
    if closed:
        return [_as_heading(run[0]), *run[1:]] if len(run) > 1 else list(run)
    nested = all(style(above.text) < style(below.text) for above, below in pairwise(run))
    if len(run) <= 2 or nested:
        return [_as_heading(piece) for piece in run]
    return [_as_heading(run[0]), *run[1:-1], _as_heading(run[-1])]


def _as_heading(piece: Piece) -> Piece:
    return replace(piece, kind=BlockKind.HEADING)


def _ranked(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with the levels of unmarked headings: below the marked one, then by their style.

    A heading straight below another of its own rank is one level lower.
    """
    levels = _levels_of_styles(pieces)
    ranked: list[Piece] = []
    marked = 0
    for piece in pieces:
        before = ranked[-1] if ranked else None
        if piece.kind is not BlockKind.HEADING or piece.level:
            marked = piece.level or marked
            ranked.append(piece)
            continue
        level = 1 if PART.match(piece.text) else marked + levels[style(piece.text)]
        straight = before is not None and before.kind is BlockKind.HEADING and before.level >= level
        ranked.append(replace(piece, level=before.level + 1 if before and straight else level))
    return tuple(ranked)


def _levels_of_styles(pieces: Sequence[Piece]) -> Mapping[Style, int]:
    """How deep each style stands, where headings that follow each other show it.

    One word is in every style, so it shows nothing.
    """
    shown = {
        (style(above.text), style(below.text))
        for above, below in pairwise(pieces)
        if above.kind is below.kind is BlockKind.HEADING
        and not above.level
        and not below.level
        and len(_weighty_words(above.text)) > 1
    }
    under_capitals = any(outer is Style.CAPITALS < inner for outer, inner in shown)
    title = 2 if under_capitals else 1
    sentence = title + ((Style.TITLE, Style.SENTENCE) in shown)
    return {Style.CAPITALS: 1, Style.TITLE: title, Style.SENTENCE: sentence}
