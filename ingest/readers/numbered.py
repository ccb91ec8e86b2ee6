"""Numbered lines that are headings: those that stand over a text of their own, not among their like."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.blocks import BlockKind
from ingest.readers.marks import Piece, shaped_like_heading

_BARE = re.compile(r"(?P<number>\d{1,2}) +(?=[A-Z])")
PART = re.compile(r"(?:part|section|chapter|schedule|appendix|annex) [A-Z\d]{1,4}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number's parts, from outermost; a capital letter counts as its place in the alphabet."""

    of_letters: bool
    parts: tuple[int, ...]

    def precedes(self, other: "_Number") -> bool:
        """Whether the other comes later and not below this one."""
        below = other.parts[: len(self.parts)] == self.parts
        return self.of_letters == other.of_letters and self.parts < other.parts and not below


def with_numbered_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a numbered line that stands over its own text marked as a heading with its level."""
    numbers = _numbers(pieces)
    found = [_told(place, pieces, numbers) for place in range(len(pieces))]
    parts = {place for place, piece in enumerate(found) if _is_part(place, found)}
    if not parts:
        return found
    return [
        replace(piece, kind=BlockKind.HEADING, level=1) if place in parts else _lower(piece)
        for place, piece in enumerate(found)
    ]


def _is_part(place: int, pieces: Sequence[Piece]) -> bool:
    """Whether a line such as "PART B" stands over numbered headings."""
    piece, after = pieces[place], pieces[place + 1 : place + 2]
    named = piece.kind is None and PART.match(piece.text) and shaped_like_heading(piece.text)
    return bool(named and after and after[0].kind is BlockKind.HEADING)


def _lower(piece: Piece) -> Piece:
    return replace(piece, level=piece.level + 1) if piece.kind is BlockKind.HEADING else piece


def _numbers(pieces: Sequence[Piece]) -> list[_Number | None]:
    """Each piece's number; one without a stop ("2 Scope") only in a series of such numbers."""
    bare = {place: found for place, piece in enumerate(pieces) if (found := _bare(piece))}
    series = {int(found) for found in bare.values()}
    return [
        _number(bare[place] if place in bare and _beside(bare[place], series) else piece.number)
        for place, piece in enumerate(pieces)
    ]


def _beside(number: str, series: set[int]) -> bool:
    return bool(series & {int(number) - 1, int(number) + 1})


def _bare(piece: Piece) -> str:
    found = _BARE.match(piece.text) if piece.kind is None and shaped_like_heading(piece.text) else None
    return found["number"] if found else ""


def _number(written: str | None) -> _Number | None:
    if written and re.fullmatch(r"[A-Z]", written):
        return _Number(True, (ord(written),))
    if not written or not re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", written):
        return None
    return _Number(False, tuple(int(part) for part in re.sub(r"(?:\.0)+$", "", written).split(".")))


def _told(place: int, pieces: Sequence[Piece], numbers: Sequence[_Number | None]) -> Piece:
    piece, number = pieces[place], numbers[place]
    if number is None or place + 1 == len(pieces) or not shaped_like_heading(piece.text):
        return piece
    after = numbers[place + 1]
    if (after and number.precedes(after)) or (place and _goes_on_list(place, pieces, numbers)):
        return piece
    mark = ""
    if piece.number:
        mark = f"{piece.number} " if "." in piece.number else f"{piece.number}. "
    return replace(piece, kind=BlockKind.HEADING, text=f"{mark}{piece.text}", level=len(number.parts))


def _goes_on_list(place: int, pieces: Sequence[Piece], numbers: Sequence[_Number | None]) -> bool:
    """Whether the rule just before has the number before; "5.2 Rest" after the sentence of 5.1 is none."""
    before, number = numbers[place - 1], numbers[place]
    if before is None or number is None or not before.precedes(number):
        return False
    sentence = pieces[place - 1].text.endswith((".", "!", "?"))
    return len(before.parts) == len(number.parts) and not (len(number.parts) > 1 and sentence)
