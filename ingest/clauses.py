"""Blocks of text become clauses: one for each numbered rule, bullet, paragraph or table row."""

from collections.abc import Iterator, Sequence

from ingest.norms import norms
from ingest.readers.blocks import Block, BlockKind
from ingest.references import MODAL, Standing, paths, places
from knowledge.policy import Clause, ClauseRef

DETAILS = "Document details"
_LONGEST_LEAD_IN_ALONE = 10


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


def _standings(blocks: Sequence[Block]) -> Iterator[Standing]:
    headings: list[tuple[int, str]] = []
    items: list[Block] = []
    lead_in = ""
    for place, block in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.kind is BlockKind.HEADING:
            headings = [
                *(heading for heading in headings if heading[0] < block.level),
                (block.level, block.text),
            ]
        items = [item for item in items if item.level < block.level] if block.kind is BlockKind.ITEM else []
        if block.kind is not BlockKind.ITEM:
            lead_in = block.text if _introduces(block, after) else ""
        if not _only_introduces(block, after):
            yield _standing(block, items, lead_in, headings)
        if block.kind is BlockKind.ITEM:
            items.append(block)


def _standing(
    block: Block, items: Sequence[Block], lead_in: str, headings: Sequence[tuple[int, str]]
) -> Standing:
    is_item = block.kind is BlockKind.ITEM
    lead_ins = (lead_in, *(item.text for item in items)) if is_item else ()
    row = block.kind is BlockKind.ROW and block.label
    return Standing(
        tuple(text for _, text in headings) or ((DETAILS,) if row else ()),
        tuple(text for text in lead_ins if text),
        tuple(item.number for item in items if item.number) if is_item else (),
        block.kind,
        block.number,
        block.label,
        f"{block.label}: {block.text}" if row and block.text else block.text or block.label,
    )


def _introduces(block: Block, after: Block | None) -> bool:
    if after is None or after.kind is not BlockKind.ITEM:
        return False
    if block.kind is BlockKind.HEADING:
        return bool(MODAL.search(block.text))
    return block.text.endswith((":", "…", "...")) or (block.text[-1:].isalnum() and _is_short(block.text))


def _only_introduces(block: Block, after: Block | None) -> bool:
    """Whether a block is no clause: a heading, or a short lead-in whose words its rules carry."""
    if block.kind is BlockKind.HEADING:
        return True
    deeper = after is not None and after.kind is BlockKind.ITEM and after.level > block.level
    if block.kind is BlockKind.ITEM:
        return deeper and block.text.endswith(":") and _is_short(block.text)
    return _introduces(block, after) and _is_short(block.text)


def _is_short(text: str) -> bool:
    return len(text.split()) <= _LONGEST_LEAD_IN_ALONE
