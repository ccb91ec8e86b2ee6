"""Page furniture: lines that a page repeats, and the sentences that they cut in two."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.blocks import BlockKind
from ingest.readers.marks import Piece, ends_open

_PAGE = r"(?i:page|pg\.?|p\.)\s*#(?:\s*(?:of|/)\s*#)?"
_PAGE_ALONE = re.compile(rf"(?:[-–—|]\s*)?{_PAGE}(?:\s*[-–—|])?")
_PAGE_NUMBER = re.compile(r"(?:[-–—|]\s*)?#(?:\s*(?:of|/)\s*#)?(?:\s*[-–—|])?")
# "For the form see page 4" is text.
_PAGE_WORDS = re.compile(
    rf"^{_PAGE}\s*[-–—|]|[-–—|]\s*{_PAGE}$|\bP(?:age|AGE) #(?: (?:of|OF) #)?$|\bpage # of #$"
)
_CONTENTS_LINE = re.compile(r".*(?:\.{3,}|…|(?:\. ){3,})\s*\d{1,3}")
_CONTENTS_HEADING = re.compile(r"(?:table of )?contents:?", re.IGNORECASE)
_CONTENTS = "contents"
_ADDRESS = re.compile(r"[|©]|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b")
_FIGURES = re.compile(r"\d|[|©@]|www\.")
NAMES_A_POLICY = re.compile(r"\b(?:polic(?:y|ies)|procedures?|handbook|guidance|code)\b", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"\b(?:the|a|an|of|and|or|nor|but|to|in|on|at|by|for|from|into|with|within|without|about|against|between|under"
    r"|during|before|after|that|which|who|whose|than|as|if|when|where|while|because|unless|until|our|your|their|his"
    r"|her|its|this|these|those|any|each|every|is|are|was|be|been|must|may|shall|should|will|can|not)$"
)
_LONGEST = 160
_SHORTEST_SENTENCE = 40
_OFTEN = 3


def without_furniture(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[tuple[str, int], ...]]:
    """The pieces without page furniture, cut sentences whole again, and what was left out how often.

    A line is furniture when it numbers the page or is one of a table of contents, or repeats and
    at least once stands inside a sentence, or repeats three times or more and either has a figure
    in it and stands inside a list, or reads as an address, or is the title. The title stays where
    it stands first.
    """
    keys = tuple(_key(piece) for piece in pieces)
    furniture = _furniture(keys, pieces)
    left_out: dict[str, tuple[str, int]] = {}
    kept: list[Piece] = []
    broken = False
    for place, (piece, key) in enumerate(zip(pieces, keys, strict=True)):
        if key in furniture and not (place == 0 and _is_title(piece, key)):
            example, count = left_out.get(key, (_words(piece), 0))
            left_out[key] = (example, count + 1)
            broken = True
            continue
        _append(kept, replace(piece, after_break=piece.after_break or broken))
        broken = False
    return tuple(kept), tuple(left_out.values())


def _append(kept: list[Piece], piece: Piece) -> None:
    if piece.after_break and kept and cuts_a_sentence(kept[-1], piece):
        kept[-1] = kept[-1].joined(piece.text)
    else:
        kept.append(piece)


def cuts_a_sentence(before: Piece, after: Piece) -> bool:
    """Whether a sentence goes on from one piece to the next across a page break."""
    if before.kind is BlockKind.HEADING or after.kind is not None or not ends_open(before.text):
        return False
    is_item = before.kind is BlockKind.ITEM
    waits = _UNFINISHED.search(before.text) or (before.text.endswith(",") and not is_item)
    goes_on = after.text[:1].islower() or bool(waits)
    return goes_on and (is_item or len(before.text) >= _SHORTEST_SENTENCE)


def _words(piece: Piece) -> str:
    return f"{piece.label} {piece.text}".strip()


def _key(piece: Piece) -> str:
    """What makes two lines the same furniture: the words, page numbers aside; "" for what never is."""
    words = _words(piece)
    if len(words) > _LONGEST:
        return ""
    if _CONTENTS_LINE.fullmatch(words) or _CONTENTS_HEADING.fullmatch(words):
        return _CONTENTS
    hashed = re.sub(r"\d+", "#", words)
    if piece.kind in (BlockKind.ITEM, BlockKind.HEADING):
        return ""
    if _numbers_page(hashed):
        return hashed
    return "" if piece.kind is BlockKind.ROW or words.endswith(":") else words


def _numbers_page(key: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(key) or _PAGE_ALONE.fullmatch(key) or _PAGE_WORDS.search(key))


def _is_title(piece: Piece, key: str) -> bool:
    return bool(NAMES_A_POLICY.search(piece.text)) and not _numbers_page(key)


def _furniture(keys: Sequence[str], pieces: Sequence[Piece]) -> set[str]:
    often = Counter(key for key in keys if key)
    headers = {keys[0]} if pieces and _is_title(pieces[0], keys[0]) else set()
    found = {key for key, count in often.items() if _numbers_enough(key, count)}
    found |= {_CONTENTS} if often[_CONTENTS] > _OFTEN else set()
    found |= {
        key for key, count in often.items() if count >= _OFTEN and (key in headers or _ADDRESS.search(key))
    }
    # What repeats is passed over to find the sentence: a page's foot may have several lines.
    text = [place for place, key in enumerate(keys) if often[key] < 2 and key not in found]
    for place, key in enumerate(keys):
        if often[key] > 1 and key not in found and _breaks(place, text, pieces, often[key]):
            found.add(key)
    return found


def _numbers_enough(key: str, count: int) -> bool:
    if _PAGE_ALONE.fullmatch(key):
        return True
    return bool(_PAGE_WORDS.search(key) and count > 1) or bool(
        _PAGE_NUMBER.fullmatch(key) and count >= _OFTEN
    )


def _breaks(place: int, text: Sequence[int], pieces: Sequence[Piece], count: int) -> bool:
    """Whether the line at this place stands in mid-sentence, or as a foot of the page inside a list."""
    after_at = bisect(text, place)
    if after_at in (0, len(text)):
        return False
    before, after = pieces[text[after_at - 1]], pieces[text[after_at]]
    in_list = before.kind is BlockKind.ITEM and after.kind is BlockKind.ITEM
    inside_list = in_list and count >= _OFTEN and bool(_FIGURES.search(pieces[place].text))
    return inside_list or cuts_a_sentence(before, after)
