"""How deep each list item stands, told by its indent and its kind of number."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.readers.blocks import BlockKind
from ingest.readers.marks import Piece


@dataclass(frozen=True, slots=True)
class _Depth:
    kind: str
    indent: int
    last: str


def list_levels(pieces: Iterable[Piece]) -> tuple[int, ...]:
    """For each piece its level: a heading's own, an item's depth from 1, else 0."""
    levels: list[int] = []
    open_lists: tuple[_Depth, ...] = ()
    for piece in pieces:
        if piece.kind is BlockKind.ITEM:
            open_lists = _placed(piece, open_lists)
            levels.append(len(open_lists))
        else:
            open_lists = ()
            levels.append(piece.level if piece.kind is BlockKind.HEADING else 0)
    return tuple(levels)


def _placed(piece: Piece, open_lists: tuple[_Depth, ...]) -> tuple[_Depth, ...]:
    """The lists that are open once this item stands: back to its own list, or one deeper."""
    number = piece.number or ""
    for place in range(len(open_lists) - 1, -1, -1):
        kind = number_kind(number, open_lists[place].last)
        if kind == open_lists[place].kind and piece.indent >= open_lists[place].indent - 1:
            if kind == "bullet" and piece.indent > open_lists[place].indent + 1:
                break
            return (*open_lists[:place], _Depth(kind, open_lists[place].indent, number))
    shallower = tuple(depth for depth in open_lists if depth.indent <= piece.indent)
    return (*shallower, _Depth(number_kind(number, ""), piece.indent, number))


def number_kind(number: str, before: str) -> str:
    """Whether a number is a figure, a letter or a roman number; "i" after "h" is a letter."""
    if not number:
        return "bullet"
    if number[0].isdigit():
        return "figure" if "." not in number else "deep"
    follows_letter = len(number) == 1 and len(before) == 1 and ord(number) == ord(before) + 1
    if set(number.lower()) <= set("ivx") and not follows_letter:
        return "roman"
    return "letter"
