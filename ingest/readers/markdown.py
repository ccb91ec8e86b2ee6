"""Reads a policy written in Markdown."""

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.readers.blocks import Block, BlockKind, Document
from ingest.readers.marks import TERMINAL, piece_of, unmarked

_FRONT_MATTER = re.compile(r"\A---\n(?P<lines>(?:[^\n]*\n){1,60}?)---[ \t]*\n")
_FIELD = re.compile(r"(?P<label>[A-Za-z][\w -]*):\s*[\"']?(?P<text>[^\n]*?)[\"']?\s*")
_COLUMN_NAMES = {
    "",
    "detail",
    "details",
    "item",
    "field",
    "what",
    "value",
    "information",
    "description",
    "key",
}
_LONGEST_BOLD_HEADING = 100


def read_markdown(text: str) -> Document:
    """The blocks of a Markdown policy; a first heading of the highest level is its title."""
    front = _FRONT_MATTER.match(text)
    rows = tuple(_fields(front["lines"])) if front else ()
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text)
    title, blocks = _title(tuple(_blocks(SyntaxTreeNode(tokens))))
    return Document(title, (*rows, *blocks), (), text)


def _fields(lines: str) -> Iterator[Block]:
    for line in lines.split("\n"):
        if (found := _FIELD.fullmatch(line)) and found["text"]:
            yield Block(
                BlockKind.ROW, found["text"], label=found["label"].replace("_", " ").strip().capitalize()
            )


def _title(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    tops = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    if blocks and tops == [blocks[0]]:
        below = (replace(b, level=b.level - 1) if b.kind is BlockKind.HEADING else b for b in blocks[1:])
        return blocks[0].text, tuple(below)
    return "", blocks


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    """The blocks below a node, in reading order."""
    level = 1
    for child in node.children:
        if child.type == "heading":
            level = int(child.tag[1])
            yield Block(BlockKind.HEADING, _words(child), level)
        elif child.type == "paragraph":
            yield from _paragraph(child, level)
        elif child.type in ("bullet_list", "ordered_list"):
            yield from _items(child, 1)
        elif child.type == "table":
            yield from _rows(child)
        elif child.type in ("fence", "code_block"):
            yield from (
                Block(BlockKind.PARAGRAPH, part)
                for part in map(unmarked, child.content.split("\n\n"))
                if part
            )
        else:
            yield from _blocks(child)


def _items(listed: SyntaxTreeNode, level: int) -> Iterator[Block]:
    """A list's items, each with its own paragraphs as one text, each before the lists inside it."""
    for item in listed.children:
        own = [child for child in item.children if child.type not in ("bullet_list", "ordered_list")]
        text = " ".join(_words(child) for child in own)
        if text:
            yield Block(BlockKind.ITEM, text, level, item.info or None)
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _items(child, level + 1)


def _paragraph(node: SyntaxTreeNode, level: int) -> Iterator[Block]:
    """A paragraph; a short one all in bold is a heading, and lines that are numbered are a list."""
    text = _words(node)
    inline = node.children[0].children
    all_bold = [child.type for child in inline if child.type != "text" or child.content.strip()] == ["strong"]
    if all_bold and len(text) <= _LONGEST_BOLD_HEADING and not TERMINAL.search(text):
        yield Block(BlockKind.HEADING, text, level + 1)
        return
    pieces = [piece_of(line) for line in node.children[0].content.split("\n")]
    if len(pieces) > 1 and all(piece.kind is BlockKind.ITEM for piece in pieces):
        yield from (Block(BlockKind.ITEM, piece.text, 1, piece.number) for piece in pieces)
    elif text:
        yield Block(BlockKind.PARAGRAPH, text)


def _words(node: SyntaxTreeNode) -> str:
    """The words below a node: marks, tags and link addresses left out."""
    return unmarked("".join(_pieces_of_words(node)))


def _pieces_of_words(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("softbreak", "hardbreak"):
        yield " "
    elif node.type in ("text", "code_inline"):
        yield node.content
    elif node.type in ("html_block", "fence", "code_block"):
        yield f" {node.content} "
    elif node.type != "html_inline":
        for child in node.children:
            yield from _pieces_of_words(child)


def _rows(table: SyntaxTreeNode) -> Iterator[Block]:
    """A table's rows: label and value of a table of two columns, else each cell under its column's name."""
    header, *body = (
        [_words(cell) for cell in row.children] for part in table.children for row in part.children
    )
    if len(header) == 2:
        named = {cell.lower() for cell in header} <= _COLUMN_NAMES
        for label, value in body if named else (header, *body):
            yield Block(BlockKind.ROW, value, label=label)
        return
    for row in body:
        named_cells = zip(header[1:], row[1:], strict=True)
        cells = (f"{name}: {cell}" if name else cell for name, cell in named_cells if cell)
        yield Block(BlockKind.ROW, "; ".join(cells), label=row[0])
