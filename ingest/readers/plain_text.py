"""Reads a policy exported as plain text, headings and lists guessed from how they stand."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.readers.blocks import Block, BlockKind, Document
from ingest.readers.furniture import without_furniture
from ingest.readers.headings import with_headings
from ingest.readers.lists import list_levels
from ingest.readers.marks import LONE_MARK, Piece, detail_of, ends_open, piece_of

_WRAPPED_FROM, _WRAPPED_TO = 40, 120
_LONGEST_COVER, _LONGEST_COVER_LINE, _LONGEST_COVER_PIECES = 4, 120, 40
_NAMES_A_DETAIL = re.compile(
    r"\b(?:dated?|issued?|review|version|owner|author|title|policy|document|ref|reference|approved|verified|scope"
    r"|applies|effective|status|department|prepared)\b",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"\s*(=|-|_|\*|~){3,}\s*")


def read_plain_text(text: str) -> Document:
    """The blocks of a plain-text policy: page furniture left out, cut sentences whole again."""
    pieces, furniture = without_furniture(_pieces(text))
    title, pieces = with_headings(_with_unmarked_items(_with_details(pieces)))
    levels = list_levels(pieces)
    blocks = tuple(_block(piece, level) for piece, level in zip(pieces, levels, strict=True))
    return Document(title, blocks, furniture, text)


def _block(piece: Piece, level: int) -> Block:
    return Block(piece.kind or BlockKind.PARAGRAPH, piece.text, level, piece.number, piece.label)


def _pieces(text: str) -> tuple[Piece, ...]:
    """The lines as pieces, wrapped lines joined to the paragraph that they go on with."""
    lines = _with_marks_before_words(text.replace("\f", "\n\f\n").split("\n"))
    width = _width(lines)
    pieces: list[Piece] = []
    before = ""
    page_break = False
    for line in lines:
        piece = piece_of(line)
        if _UNDERLINE.fullmatch(line):
            before = ""
            continue
        if pieces and before and _goes_on(before, piece, width):
            pieces[-1] = pieces[-1].joined(piece.text)
        elif piece.text or piece.label:
            pieces.append(replace(piece, after_break=page_break))
            page_break = False
        page_break = page_break or "\f" in line
        before = line.rstrip()
    return tuple(pieces)


def _with_marks_before_words(lines: Sequence[str]) -> list[str]:
    """The lines, a number or bullet that stands alone put before the words that it belongs to."""
    joined: list[str] = []
    mark = ""
    for line in lines:
        words = line.strip()
        if LONE_MARK.fullmatch(words):
            mark = words
        elif mark and words and piece_of(line).kind is None:
            joined.append(f"{mark} {words}")
            mark = ""
        else:
            joined.append(line)
            mark = "" if words else mark
    return joined


def _width(lines: Sequence[str]) -> int:
    """How wide the text was wrapped: its longest line that goes on with a small letter; 0 when it was not."""
    return max(
        (
            len(before.rstrip())
            for before, after in pairwise(lines)
            if _WRAPPED_FROM <= len(before.rstrip()) <= _WRAPPED_TO
            and ends_open(before.strip())
            and after.lstrip()[:1].islower()
            and piece_of(after).kind is None
        ),
        default=0,
    )


def _goes_on(before: str, piece: Piece, width: int) -> bool:
    """Whether a line without a mark goes on with the wrapped line just above it.

    A line was wrapped where its next word had no room; texts touched up by hand leave more.
    """
    if not width or not piece.text or piece.kind is not None or piece.bold or before.startswith("#"):
        return False
    needed = len(before) + 1 + len(piece.text.split()[0])
    if not ends_open(before):
        return needed > width
    return needed > (0.5 if piece.text[0].islower() else 0.85) * width


def _with_details(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Lines such as "Review date: 1 May 2027" on the cover are details."""
    found = [detail_of(piece.text) if piece.kind is None else None for piece in pieces]
    cover = range(min(len(pieces), _LONGEST_COVER_PIECES))
    first = next((place for place in cover if _opens_details(place, pieces, found)), len(pieces))
    end = first
    while end < len(pieces) and (found[end] or pieces[end].kind is BlockKind.ROW):
        end += 1
    rows = (
        Piece(BlockKind.ROW, detail[1], label=detail[0]) if detail else piece
        for piece, detail in zip(pieces[first:end], found[first:end], strict=True)
    )
    return (*pieces[:first], *rows, *pieces[end:])


def _opens_details(place: int, pieces: Sequence[Piece], found: Sequence[tuple[str, str] | None]) -> bool:
    """Whether the details begin here: on the cover, and not with a sentence that has a colon."""
    detail = found[place]
    cover = pieces[:place]
    is_text = any(piece.kind is BlockKind.ITEM or len(piece.text) > _LONGEST_COVER_LINE for piece in cover)
    if detail is None or is_text or sum(piece.kind is None for piece in cover) > _LONGEST_COVER:
        return False
    return bool(_NAMES_A_DETAIL.search(detail[0])) or any(found[place + 1 : place + 2])


def _with_unmarked_items(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Paragraphs that begin with a small letter after a lead-in are the points of a list without marks."""
    told: list[Piece] = []
    listing = False
    for piece in pieces:
        is_point = listing and piece.kind is None and piece.text[:1].islower()
        told.append(replace(piece, kind=BlockKind.ITEM) if is_point else piece)
        listing = is_point or (piece.kind is None and bool(re.search(r":\s*[-–—]*$", piece.text)))
    return tuple(told)
