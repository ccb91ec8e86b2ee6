"""Reads a policy written in Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers.blocks import Block, BlockKind, Document
from ingest.readers.marks import TERMINAL, piece_of, unmarked

_FRONT_MATTER = re.compile(r"\A---\n(?P<lines>(?:[^\n]*\n){1,60}?)---[ \t]*\n")
_FIELD = re.compile(r"(?P<label>[A-Za-z][\w -]*):\s*[\"']?(?P<text>[^\n]*?)[\"']?\s*")
_COLUMN_NAMES = {"", "detail", "details", "item", "field", "what", "value", "information", "description", "key"}
_LONGEST_BOLD_HEADING = 100


def read_markdown(text: str) -> Document:
    """The blocks of a Markdown policy; a first heading of the highest level is its title."""
    front = _FRONT_MATTER.match(text)
    rows = tuple(_fields(front["lines"])) if front else ()
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text)
    title, blocks = _title(tuple(_blocks(tokens)))
    return Document(title, (*rows, *blocks), (), text)


def _fields(lines: str) -> Iterator[Block]:
    for line in lines.split("\n"):
        if (found := _FIELD.fullmatch(line)) and found["text"]:
            yield Block(BlockKind.ROW, found["text"], label=found["label"].replace("_", " ").strip().capitalize())


def _title(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    tops = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    if blocks and tops == [blocks[0]]:
        below = (replace(b, level=b.level - 1) if b.kind is BlockKind.HEADING else b for b in blocks[1:])
        return blocks[0].text, tuple(below)
    return "", blocks


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Walks the tokens once; lists and tables know their depth by what is open around them."""
    item: Block | None = None
    numbers: list[str | None] = []
    level = 1
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "table_open":
            end = next(i for i in range(place, len(tokens)) if tokens[i].type == "table_close")
            yield from _rows(tokens[place:end])
            place = end
        elif token.type == "list_item_open":
            numbers.append(token.info or None)
            item = None
        elif token.type == "list_item_close":
            if item is not None:
                yield item
            item = None
            numbers.pop()
        elif token.type in ("bullet_list_open", "ordered_list_open") and item is not None:
            yield item
            item = None
        elif token.type in ("fence", "code_block"):
            yield from (Block(BlockKind.PARAGRAPH, unmarked(line)) for line in token.content.split("\n\n") if line.strip())
        elif token.type == "inline":
            text = _words(token)
            if tokens[place - 1].type == "heading_open":
                level = int(tokens[place - 1].tag[1])
                yield Block(BlockKind.HEADING, text, level)
            elif numbers:
                item = _more(item, text, numbers)
            else:
                yield from _paragraph(token, text, level)
        place += 1


def _more(item: Block | None, text: str, numbers: list[str | None]) -> Block:
    if item is not None:
        return replace(item, text=f"{item.text} {text}")
    return Block(BlockKind.ITEM, text, len(numbers), numbers[-1])


def _paragraph(token: Token, text: str, level: int) -> Iterator[Block]:
    """A paragraph; a short one all in bold is a heading, and lines that are numbered are a list."""
    if not text:
        return
    children = [child for child in token.children or () if child.content.strip() or child.type.endswith("_open")]
    all_bold = len(children) == 2 and children[0].type == "strong_open"
    if all_bold and len(text) <= _LONGEST_BOLD_HEADING and not TERMINAL.search(text):
        yield Block(BlockKind.HEADING, text, level + 1)
        return
    pieces = [piece_of(line) for line in token.content.split("\n")]
    if len(pieces) > 1 and all(piece.kind is BlockKind.ITEM for piece in pieces):
        yield from (Block(BlockKind.ITEM, piece.text, 1, piece.number) for piece in pieces)
    else:
        yield Block(BlockKind.PARAGRAPH, text)


def _words(token: Token) -> str:
    """The words of an inline token: marks, tags and link addresses left out."""
    breaks = ("softbreak", "hardbreak")
    words = "".join(
        " " if child.type in breaks else "" if child.type == "html_inline" else child.content
        for child in token.children or ()
    )
    return unmarked(words)


def _rows(tokens: Sequence[Token]) -> Iterator[Block]:
    """A table's rows: label and value of a table of two columns, else each cell under its column's name."""
    cells: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            cells.append([])
        elif token.type == "inline":
            cells[-1].append(_words(token))
    header, *body = cells
    if len(header) == 2:
        named = {cell.lower() for cell in header} <= _COLUMN_NAMES
        for row in body if named else cells:
            yield Block(BlockKind.ROW, row[1], label=row[0])
        return
    for row in body:
        pairs = (f"{name}: {cell}" if name else cell for name, cell in zip(header[1:], row[1:], strict=False) if cell)
        yield Block(BlockKind.ROW, "; ".join(pairs), label=row[0])
