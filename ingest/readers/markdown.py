"""Reads a policy written in Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.readers.blocks import Block, BlockKind, Document
from ingest.readers.furniture import NAMES_A_POLICY
from ingest.readers.lists import list_levels
from ingest.readers.marks import BULLETS, TERMINAL, Piece, detail_of, names_a_section, piece_of, unmarked

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<lines>(?:(?:[A-Za-z][\w -]*:[^\n]*|[ \t]+[^\n]*|-[ \t][^\n]*|)\n){1,60}?)"
    r"---[ \t]*(?:\n|\Z)"
)
_FIELD = re.compile(r"(?P<label>[A-Za-z][\w -]*):\s*[\"']?(?P<text>[^\n]*?)[\"']?\s*")
_COLUMN_NAMES = re.compile(r"|details?|item|field|what|value|information|description|key", re.IGNORECASE)
# CommonMark has its own numbers and bullets; a paragraph that begins with "3." is meant to be one.
_OTHER_MARK = re.compile(rf"\(\w{{1,5}}\)\s|[a-z]{{1,5}}[.)]\s|\d+(?:\.\d+)+[.)]?\s|[{BULLETS}]\s")
_HTML_PART = re.compile(r"(?=<(?:p|li|h[1-6]|tr|div|ul|ol|table)\b)|\n\s*\n", re.IGNORECASE)
_HTML_KIND = re.compile(r"<(?:(?P<heading>h[1-6])|(?P<item>li))\b", re.IGNORECASE)
_LISTS = ("bullet_list", "ordered_list")
_WITHIN_A_LINE = ("inline", "strong", "em", "link", "image")
_LONGEST_BOLD_HEADING = 100
_LONGEST_HEADING = 120
_LONGEST_COVER_LINE = 12


def read_markdown(text: str) -> Document:
    """The blocks of a Markdown policy; a first heading of the highest level is its title."""
    front = _FRONT_MATTER.match(text)
    rows = tuple(_fields(front["lines"])) if front else ()
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text)
    title, blocks = _title(_levelled(_blocks(SyntaxTreeNode(tokens))))
    return Document(title, (*rows, *blocks), (), text)


def _fields(lines: str) -> Iterator[Block]:
    for line in lines.split("\n"):
        found = _FIELD.fullmatch(line)
        if found and found["text"]:
            label = found["label"].replace("_", " ").strip().capitalize()
            yield Block(BlockKind.ROW, found["text"], label=label)


def _title(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """The title and the other blocks: the only heading of the first level, or one that names the whole."""
    headings = [place for place, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    tops = [place for place in headings if blocks[place].level == 1]
    if not tops or tops[0] != headings[0] or any(_is_text(block) for block in blocks[: tops[0]]):
        return "", blocks
    rest = (*blocks[: tops[0]], *blocks[tops[0] + 1 :])
    if len(tops) == 1:
        below = (replace(b, level=b.level - 1) if b.kind is BlockKind.HEADING else b for b in rest)
        return blocks[tops[0]].text, tuple(below)
    straight = blocks[tops[0] + 1].kind in (BlockKind.HEADING, BlockKind.ROW)
    if straight or NAMES_A_POLICY.search(blocks[tops[0]].text):
        return blocks[tops[0]].text, rest
    return "", blocks


def _is_text(block: Block) -> bool:
    """Whether a block above the first heading is more than a line of the cover, such as a picture's words."""
    long = len(block.text.split()) > _LONGEST_COVER_LINE
    return block.kind is not BlockKind.PARAGRAPH or long or bool(TERMINAL.search(block.text))


def _levelled(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, those that a paragraph's own marks made items with their levels below the list before."""
    placed: list[Block] = []
    for unplaced, group in groupby(blocks, lambda block: block.kind is BlockKind.ITEM and not block.level):
        run = list(group)
        if unplaced:
            levels = list_levels(Piece(block.kind, block.text, number=block.number) for block in run)
            # "(a)" after the list item "2." stands below it; "4.1" does not.
            in_list = placed and placed[-1].kind is BlockKind.ITEM and (run[0].number or "").isalpha()
            below = placed[-1].level if in_list else 0
            run = [replace(block, level=below + level) for block, level in zip(run, levels, strict=True)]
        placed += run
    return tuple(placed)


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    """The blocks below a node, in reading order."""
    level = 1
    for child in node.children:
        if child.type == "heading" and not _is_underlined_text(child):
            level = int(child.tag[1])
            yield from _block(BlockKind.HEADING, _words(child), level)
        elif child.type in ("paragraph", "heading"):
            yield from _paragraph(child, level)
        elif child.type in _LISTS:
            yield from _items(child, 1)
        elif child.type == "table":
            yield from _rows(child)
        elif child.type in ("fence", "code_block", "html_block"):
            yield from _parts(child.content)
        else:
            yield from _blocks(child)


def _block(kind: BlockKind, text: str, level: int = 0, number: str | None = None) -> Iterator[Block]:
    if text:
        yield Block(kind, text, level, number)


def _is_underlined_text(heading: SyntaxTreeNode) -> bool:
    """Dashes right below a sentence were meant to part it from the next, not to make it a heading."""
    words = _words(heading)
    return heading.markup in ("-", "=") and (len(words) > _LONGEST_HEADING or words.endswith((".", ";")))


def _parts(content: str) -> Iterator[Block]:
    """The paragraphs, list items and headings of a stretch of HTML or of verbatim text."""
    for part in _HTML_PART.split(content):
        found = _HTML_KIND.match(part)
        if found and found["heading"]:
            yield from _block(BlockKind.HEADING, unmarked(part), int(found["heading"][1]))
        elif found:
            yield from _block(BlockKind.ITEM, unmarked(part), 1)
        else:
            yield from _block(BlockKind.PARAGRAPH, unmarked(part))


def _items(listed: SyntaxTreeNode, level: int) -> Iterator[Block]:
    """A list's items, each with its own paragraphs as one text, each before the lists inside it."""
    for item, number in zip(listed.children, _item_numbers(listed), strict=True):
        own, inner = _own_text(item)
        yield from _block(BlockKind.ITEM, own, level, number)
        levels = list_levels(inner)
        for piece, below in zip(inner, levels, strict=True):
            yield Block(BlockKind.ITEM, piece.text, level + below, piece.number)
        for child in item.children:
            if child.type in _LISTS:
                yield from _items(child, level + 1)


def _item_numbers(listed: SyntaxTreeNode) -> list[str | None]:
    """The items' numbers as written; a list that is all "1." counts by itself, as Markdown does."""
    written = [item.info or None for item in listed.children]
    first = written[0]
    if first is None or len(written) == 1 or len(set(written)) > 1:
        return written
    return [str(int(first) + place) for place in range(len(written))]


def _own_text(item: SyntaxTreeNode) -> tuple[str, list[Piece]]:
    """An item's own words, and the items that lines such as "(a) …" make inside it."""
    texts: list[str] = []
    inner: list[Piece] = []
    for child in item.children:
        if child.type == "paragraph":
            text, pieces = _split(_lines(child))
            texts.append(text)
            inner += pieces
        elif child.type not in _LISTS:
            texts.append(_words(child))
    return " ".join(text for text in texts if text), inner


def _paragraph(node: SyntaxTreeNode, level: int) -> Iterator[Block]:
    """A paragraph. A short first line in bold is a heading; lines with marks are a list, or details."""
    lines = _lines(node)
    if lines and _opens_in_bold(node) and _is_heading(lines[0], _text_below(node, lines)):
        yield from _block(BlockKind.HEADING, lines[0].removesuffix(":"), level + 1)
        lines = lines[1:]
    details = [found for line in lines if (found := detail_of(line))]
    if len(lines) > 1 and len(details) == len(lines):
        yield from (Block(BlockKind.ROW, text, label=label) for label, text in details)
        return
    text, items = _split(lines)
    yield from _block(BlockKind.PARAGRAPH, text)
    yield from (Block(BlockKind.ITEM, piece.text, 0, piece.number) for piece in items)


def _opens_in_bold(paragraph: SyntaxTreeNode) -> bool:
    """Whether the first line is all bold."""
    inline = paragraph.children[0].children
    types = [child.type for child in inline if child.type != "text" or child.content.strip()]
    return types == ["strong"] or (types[:1] == ["strong"] and types[1] in ("softbreak", "hardbreak"))


def _is_heading(line: str, below: str) -> bool:
    """Whether a line in bold is a heading; with a colon, only over a text and not over a list."""
    if names_a_section(line):
        return bool(below) and not _OTHER_MARK.match(below)
    return len(line) <= _LONGEST_BOLD_HEADING and not TERMINAL.search(line)


def _text_below(paragraph: SyntaxTreeNode, lines: Sequence[str]) -> str:
    """What stands right below a paragraph's first line; "" when that is no paragraph."""
    if len(lines) > 1:
        return lines[1]
    below = paragraph.next_sibling
    return _words(below) if below is not None and below.type == "paragraph" else ""


def _split(lines: Sequence[str]) -> tuple[str, list[Piece]]:
    """A paragraph's text, and the items that its lines with marks of their own make after it."""
    text: list[str] = []
    items: list[Piece] = []
    for line in lines:
        piece = piece_of(line) if _OTHER_MARK.match(line) else None
        ready = items or not text or TERMINAL.search(text[-1])
        if ready and piece is not None and piece.kind is BlockKind.ITEM:
            items.append(piece)
        elif items:
            items[-1] = items[-1].joined(line)
        else:
            text.append(line)
    return " ".join(text), items


def _lines(paragraph: SyntaxTreeNode) -> list[str]:
    """The words of each line of a paragraph."""
    lines: list[list[str]] = [[]]
    for child in paragraph.children[0].children:
        if child.type in ("softbreak", "hardbreak"):
            lines.append([])
        else:
            lines[-1] += _pieces_of_words(child)
    return [words for words in (unmarked("".join(line)) for line in lines) if words]


def _words(node: SyntaxTreeNode) -> str:
    """The words below a node: marks, tags and link addresses left out."""
    return unmarked("".join(_pieces_of_words(node)))


def _pieces_of_words(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("softbreak", "hardbreak"):
        yield " "
    elif node.type in ("text", "code_inline", "html_inline"):
        yield node.content
    elif node.type in ("html_block", "fence", "code_block"):
        yield f" {node.content} "
    else:
        for child in node.children:
            yield from _pieces_of_words(child)
        if node.type not in _WITHIN_A_LINE:
            yield " "


def _rows(table: SyntaxTreeNode) -> Iterator[Block]:
    """A table's rows: label and value of a table of two columns, else each cell under its column's name."""
    header, *body = (
        [_words(cell) for cell in row.children] for part in table.children for row in part.children
    )
    if len(header) <= 2:
        named = len(header) == 2 and all(_COLUMN_NAMES.fullmatch(cell) for cell in header)
        rows = [(row[0], " ".join(row[1:])) for row in (body if named else (header, *body))]
    else:
        rows = [(row[0], _under_names(header[1:], row[1:])) for row in body]
    for label, text in rows:
        if label or text:
            yield Block(BlockKind.ROW, text, label=label.rstrip(":"))


def _under_names(names: Sequence[str], cells: Sequence[str]) -> str:
    named = zip(names, cells, strict=True)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
