"""Reads a policy exported as plain text, headings and lists guessed from how they stand."""

import re
from collections.abc import Sequence

from ingest.readers.blocks import Block, BlockKind, Document
from ingest.readers.furniture import without_furniture
from ingest.readers.headings import with_headings
from ingest.readers.lists import list_levels
from ingest.readers.marks import Piece, piece_of

_WRAPPED_AT_MOST = 120
_UNDERLINE = re.compile(r"\s*(=|-|_|\*|~){3,}\s*")
_DETAIL_LINE = re.compile(r"(?P<label>[A-Z][\w /&'’-]{2,40}):\s+(?P<text>\S.*)")


def read_plain_text(text: str) -> Document:
    """The blocks of a plain-text policy: page furniture left out, cut sentences whole again."""
    pieces, furniture = without_furniture(_pieces(text))
    pieces = with_headings(_with_details(pieces))
    title, pieces = _title(pieces)
    levels = list_levels(pieces)
    blocks = tuple(_block(piece, level) for piece, level in zip(pieces, levels, strict=True))
    return Document(title, blocks, furniture, text)


def _block(piece: Piece, level: int) -> Block:
    return Block(piece.kind or BlockKind.PARAGRAPH, piece.text, level, piece.number, piece.label)


def _pieces(text: str) -> tuple[Piece, ...]:
    """The lines as pieces, wrapped lines joined to the paragraph that they go on with."""
    lines = text.replace("\f", "\n\f\n").split("\n")
    width = max(len(line) for line in lines)
    pieces: list[Piece] = []
    before = ""
    page_break = False
    for line in lines:
        words = line.strip()
        if words and not _UNDERLINE.fullmatch(line):
            piece = piece_of(line)
            if pieces and before and _goes_on(before, piece, width):
                pieces[-1] = pieces[-1].joined(piece.text)
            elif piece.text or piece.label:
                pieces.append(_after(piece, page_break))
                page_break = False
        page_break = page_break or "\f" in line
        before = words
    return tuple(pieces)


def _after(piece: Piece, page_break: bool) -> Piece:
    if not page_break:
        return piece
    return Piece(
        piece.kind, piece.text, piece.indent, piece.number, piece.label, piece.level, piece.bold, True
    )


def _goes_on(before: str, piece: Piece, width: int) -> bool:
    """Whether a line without a mark goes on with the wrapped line just above it."""
    if piece.kind is not None or piece.bold or width > _WRAPPED_AT_MOST or before.startswith("#"):
        return False
    return piece.text[:1].islower() or len(before) > 0.6 * width


def _with_details(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Lines such as "Review date: 1 May 2027" above the first long paragraph are details."""
    details: list[Piece] = []
    for place, piece in enumerate(pieces):
        found = _DETAIL_LINE.fullmatch(piece.text) if piece.kind is None else None
        if found is None and (piece.kind is not None or len(piece.text) > _WRAPPED_AT_MOST or details[3:]):
            return (*details, *pieces[place:])
        row = Piece(BlockKind.ROW, found["text"], label=found["label"]) if found else piece
        details.append(row)
    return tuple(details)


def _title(pieces: tuple[Piece, ...]) -> tuple[str, tuple[Piece, ...]]:
    """The title, when the text opens with a heading that names the document, and the rest."""
    if len(pieces) > 1 and pieces[0].kind is BlockKind.HEADING:
        opens = pieces[0]
        names_it = re.search(
            r"\b(polic(y|ies)|procedures?|handbook|guidance|code)\b", opens.text, re.IGNORECASE
        )
        if pieces[1].kind in (BlockKind.HEADING, BlockKind.ROW) or (names_it and pieces[1].kind is None):
            return opens.text, pieces[1:]
    return "", pieces
