"""Page furniture: lines that a page repeats, and the sentences that they cut in two."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.blocks import BlockKind
from ingest.readers.marks import Piece, ends_open

_PAGE_NUMBER = re.compile(r"(?:[-–—|]\s*)?(?:page\s+)?#+(?:\s*(?:of|/)\s*#+)?(?:\s*[-–—|])?", re.IGNORECASE)
_PAGE_WORDS = re.compile(r"\bpage\s+#+(?:\s+of\s+#+)?\b", re.IGNORECASE)
_LONGEST = 160
_SHORTEST_SENTENCE = 40
_OFTEN = 3


def without_furniture(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[tuple[str, int], ...]]:
    """The pieces without page furniture, cut sentences whole again, and what was left out how often.

    A line is furniture when it repeats and either numbers the page or, at least once, stands
    inside a sentence or (three times or more, with a figure in it) inside a list.
    """
    keys = [_key(piece) for piece in pieces]
    often = Counter(key for key in keys if key)
    furniture = {key for key, count in often.items() if count > 1 and _is_furniture(key, count, keys, pieces)}
    kept: list[Piece] = []
    broken = False
    for piece, key in zip(pieces, keys, strict=True):
        if key in furniture:
            broken = True
            continue
        _append(kept, replace(piece, after_break=piece.after_break or broken))
        broken = False
    return tuple(kept), tuple((_example(key, keys, pieces), often[key]) for key in often if key in furniture)


def _append(kept: list[Piece], piece: Piece) -> None:
    if piece.after_break and kept and cuts_a_sentence(kept[-1], piece):
        kept[-1] = kept[-1].joined(piece.text)
    else:
        kept.append(piece)


def cuts_a_sentence(before: Piece, after: Piece) -> bool:
    """Whether a sentence goes on from one piece to the next across a page break."""
    if before.kind is BlockKind.HEADING or after.kind is not None or not ends_open(before.text):
        return False
    goes_on = before.text.endswith(",") or after.text[:1].islower()
    return goes_on and (before.kind is BlockKind.ITEM or len(before.text) >= _SHORTEST_SENTENCE)


def _key(piece: Piece) -> str:
    """What makes two lines the same furniture: the words, page numbers aside; "" for what never is."""
    if piece.kind is not None or len(piece.text) > _LONGEST or piece.text.endswith(":"):
        return ""
    hashed = re.sub(r"\d+", lambda digits: "#" * len(digits.group()), piece.text)
    numbers_page = _PAGE_NUMBER.fullmatch(hashed) or _PAGE_WORDS.search(hashed)
    return re.sub(r"#+", "#", hashed) if numbers_page else piece.text


def _is_furniture(key: str, count: int, keys: Sequence[str], pieces: Sequence[Piece]) -> bool:
    if _PAGE_WORDS.search(key) or (_PAGE_NUMBER.fullmatch(key) and count >= _OFTEN):
        return True
    places = [place for place, other in enumerate(keys) if other == key]
    inside_list = count >= _OFTEN and bool(re.search(r"\d|[|©@]|www\.", key))
    return any(_breaks(place, keys, pieces, inside_list) for place in places)


def _breaks(place: int, keys: Sequence[str], pieces: Sequence[Piece], inside_list: bool) -> bool:
    before = next((pieces[i] for i in range(place - 1, -1, -1) if keys[i] != keys[place]), None)
    after = next((pieces[i] for i in range(place + 1, len(pieces)) if keys[i] != keys[place]), None)
    if before is None or after is None:
        return False
    in_list = before.kind is BlockKind.ITEM and after.kind is BlockKind.ITEM
    return (inside_list and in_list) or cuts_a_sentence(before, after)


def _example(key: str, keys: Sequence[str], pieces: Sequence[Piece]) -> str:
    return pieces[keys.index(key)].text
