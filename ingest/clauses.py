"""Blocks of text become clauses: one for each numbered rule, bullet, paragraph or table row."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ingest.norms import norms
from ingest.readers.blocks import Block, BlockKind
from ingest.readers.lists import follows
from ingest.references import MODAL, Standing, own_number, paths, places
from knowledge.policy import Clause, ClauseRef

DETAILS = "Document details"
_LONGEST_LEAD_IN_ALONE = 10
_OPENS_A_LIST = re.compile(r"(?:[:…–—-]|\.\.\.)\s*[–—-]*$|\b(?:the|as) follow(?:ing|s)\b.*\.$", re.IGNORECASE)


def clauses_of(blocks: Sequence[Block], policy: str, version: int) -> tuple[Clause, ...]:
    """The clauses of a policy in order, each with a reference of its own.

    A short line that introduces a list ("Staff must not:") is its rules' lead-in and no clause;
    a longer one is both.
    """
    standings = tuple(_standings(blocks))
    return tuple(
        Clause(
            ClauseRef(policy, version, path),
            standing.heading_path,
            standing.number,
            place,
            standing.text,
            " ".join(standing.lead_ins) or None,
            norms(standing.text, " ".join(standing.lead_ins) or None),
        )
        for standing, path, place in zip(standings, paths(standings), places(standings), strict=True)
    )


@dataclass(slots=True)
class _Reading:
    """How far a policy was read: the open headings, list items and lead-in, and what was counted."""

    headings: tuple[tuple[int, str], ...] = ()
    items: tuple[tuple[Block, str], ...] = ()
    lead_in: str = ""
    last_rule: tuple[str, str] = ("", "")
    sections: Counter[tuple[str, ...]] = field(default_factory=Counter)
    counted: Counter[tuple[object, ...]] = field(default_factory=Counter)

    @property
    def heading_path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.headings)


def _standings(blocks: Sequence[Block]) -> Iterator[Standing]:
    reading = _Reading()
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind is BlockKind.HEADING:
            _open_section(reading, block)
        if block.kind is not BlockKind.ITEM:
            reading.items = ()
            reading.lead_in = block.text if _introduces(block, after) else ""
            if not _only_introduces(block, after):
                yield _standing(reading, block)
            continue
        _open_item(reading, block)
        standing = _standing(reading, block)
        reading.items = (*reading.items, (block, own_number(standing)))
        if not _only_introduces(block, after):
            yield standing


def _open_section(reading: _Reading, heading: Block) -> None:
    above = (open_ for open_ in reading.headings if open_[0] < heading.level)
    reading.headings = (*above, (heading.level, heading.text))
    reading.sections[reading.heading_path] += 1
    reading.last_rule = ("", "")


def _open_item(reading: _Reading, item: Block) -> None:
    """Closes the lists that the item is not in; a list that goes on after a paragraph keeps its lead-in."""
    reading.items = tuple(open_ for open_ in reading.items if open_[0].level < item.level)
    if reading.items or not item.number:
        return
    last, lead_in = reading.last_rule
    if not reading.lead_in and follows(item.number, last):
        reading.lead_in = lead_in
    reading.last_rule = (item.number, reading.lead_in)


def _standing(reading: _Reading, block: Block) -> Standing:
    is_item = block.kind is BlockKind.ITEM
    lead_ins = (reading.lead_in, *_led_by(reading, block)) if is_item else ()
    outer = tuple(number for _, number in reading.items)
    row = block.kind is BlockKind.ROW and block.label
    heading_path = reading.heading_path
    section = reading.sections[heading_path]
    beside = (heading_path, section, lead_ins, outer, block.kind, block.number is None)
    reading.counted[beside] += 1
    return Standing(
        heading_path or ((DETAILS,) if row else ()),
        section,
        tuple(text for text in lead_ins if text),
        outer,
        block.kind,
        block.number,
        block.label,
        f"{block.label}: {block.text}" if row and block.text else block.text or block.label,
        reading.counted[beside],
    )


def _led_by(reading: _Reading, block: Block) -> Iterator[str]:
    """The words of the items around one; a sentence does not rule another that stands below it."""
    for item, _ in reading.items:
        ended = item.text.endswith((".", "!", "?")) and not _OPENS_A_LIST.search(item.text)
        if not (ended and block.text[:1].isupper()):
            yield item.text


def _introduces(block: Block, after: Block | None) -> bool:
    if after is None or after.kind is not BlockKind.ITEM:
        return False
    if block.kind is BlockKind.HEADING:
        return bool(MODAL.search(block.text))
    if block.kind is BlockKind.ROW:
        return False
    return bool(_OPENS_A_LIST.search(block.text)) or (block.text[-1:].isalnum() and _is_short(block.text))


def _only_introduces(block: Block, after: Block | None) -> bool:
    """Whether a block is no clause: a heading, or a short lead-in whose words its rules carry."""
    if block.kind is BlockKind.HEADING:
        return True
    deeper = after is not None and after.kind is BlockKind.ITEM and after.level > block.level
    if block.kind is BlockKind.ITEM:
        return deeper and bool(_OPENS_A_LIST.search(block.text)) and _is_short(block.text)
    return _introduces(block, after) and _is_short(block.text)


def _is_short(text: str) -> bool:
    return len(text.split()) <= _LONGEST_LEAD_IN_ALONE
