"""What a reader makes of a file: blocks of text with their structure, and what it left out."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row.

    level: 1 is the outermost heading or list; 0 for paragraphs and rows. number: an item's
    number as written without its punctuation ("2", "a", "4.2.1"), None for a bullet. label: a
    row's first cell.
    """

    kind: BlockKind
    text: str
    level: int = 0
    number: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its title if it gives one, its blocks in order, and the furniture left out.

    furniture: page headers, footers and page numbers, each with how often it stood there.
    source: the whole text as it was decoded, for the hash.
    """

    title: str
    blocks: tuple[Block, ...]
    furniture: tuple[tuple[str, int], ...]
    source: str


class UnreadableFile(Exception):
    """The file cannot be read as a policy; the message tells the reader what to do."""
