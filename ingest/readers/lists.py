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
    if "." in number:
        return _placed_by_parts(piece, open_lists)
    for place in range(len(open_lists) - 1, -1, -1):
        own = open_lists[place]
        kind = number_kind(number, own.last)
        if kind == own.kind and piece.indent >= own.indent - 1:
            if piece.indent > own.indent + 1 and not follows(number, own.last):
                break
            return (*open_lists[:place], _Depth(kind, own.indent, number))
    shallower = tuple(depth for depth in open_lists if depth.indent <= piece.indent)
    return (*shallower, _Depth(number_kind(number, ""), piece.indent, number))


def _placed_by_parts(piece: Piece, open_lists: tuple[_Depth, ...]) -> tuple[_Depth, ...]:
    """The same for a number such as "4.2.1", which stands below 4 and 4.2 where they are open."""
    number = piece.number or ""
    above = [place for place, own in enumerate(open_lists) if own.last and number.startswith(f"{own.last}.")]
    kept = open_lists[: above[-1] + 1] if above else ()
    return (*kept, _Depth(number_kind(number, ""), piece.indent, number))


def number_kind(number: str, before: str) -> str:
    """Whether a number is a figure, a letter or a roman number; "i" after "h" is a letter."""
    if not number:
        return "bullet"
    if number[0].isdigit():
        return "figure" if "." not in number else "deep"
    case = "capital " if number.isupper() else ""
    if set(number.lower()) <= set("ivx") and not (number.isalpha() and follows(number, before)):
        return f"{case}roman"
    return f"{case}letter"


def follows(number: str, before: str) -> bool:
    """Whether a number is the next after another: 3 after 2, b after a."""
    if number.isdigit() and before.isdigit():
        return int(number) == int(before) + 1
    return len(number) == len(before) == 1 and number.isalpha() and ord(number) == ord(before) + 1
