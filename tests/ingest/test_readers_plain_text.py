"""Plain-text policies: wrapped lines, details, tags and entities, and whole printed policies."""

import textwrap
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.clauses import clauses_of
from ingest.readers import read_document
from ingest.readers.blocks import Document
from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_plain_text

ADDRESS = "Moor House, 4 Ferry Lane, Upton, UP1 2AB"
Outline = Callable[[Document], list[str]]


def lines(*written: str) -> str:
    """A text of these lines with a blank line between each two."""
    return "\n\n".join(written)


WRAPPED = """\
Lone working policy

Purpose

This policy sets out how we keep people safe who work on their own and
who may be at risk because nobody is near. It was written together with
Mary Jones, who leads on safety. It applies to everyone whose job takes
them out alone.

Rules

Staff must not:

1. go into a home where they feel unsafe, even when the person asks them
   to come in
2. switch off their phone while they are out alone or give it to another
   person to carry for them
3. work late without a call
- a bullet that is long enough to be wrapped onto the next line of a text
file and so goes on here without an indent
"""


def test_lines_wrapped_at_72_columns_are_whole_paragraphs_and_rules(outline: Outline) -> None:
    assert outline(read_plain_text(WRAPPED)) == [
        "# Purpose",
        "This policy sets out how we keep people safe who work on their own and who may be at risk because "
        "nobody is near. It was written together with Mary Jones, who leads on safety. It applies to "
        "everyone whose job takes them out alone.",
        "# Rules",
        "Staff must not:",
        "1 go into a home where they feel unsafe, even when the person asks them to come in",
        "2 switch off their phone while they are out alone or give it to another person to carry for them",
        "3 work late without a call",
        "  - a bullet that is long enough to be wrapped onto the next line of a text file and so goes on "
        "here without an indent",
    ]


def test_one_long_line_does_not_keep_the_others_apart(outline: Outline) -> None:
    long = "Summary\t" + "This is said in the table of details and was not wrapped by anybody. " * 3
    document = read_plain_text(f"{long.strip()}\n\n{WRAPPED}")
    assert "Mary Jones, who leads on safety. It applies" in "\n".join(outline(document))


def test_headings_and_sentences_without_blank_lines_stay_apart(outline: Outline) -> None:
    document = read_plain_text(
        "Records Policy\nPurpose\nWe keep records safe.\nWe lend none.\nRules\nStaff must not:\n"
        "1. burn records\n2. copy records\nHelp\nAsk us."
    )
    assert document.title == "Records Policy"
    assert outline(document) == [
        *("# Purpose", "We keep records safe.", "We lend none."),
        *("# Rules", "Staff must not:", "1 burn records", "2 copy records"),
        *("# Help", "Ask us."),
    ]


def test_rows_with_tabs_lose_their_tags_and_keep_their_words(outline: Outline) -> None:
    document = read_plain_text(
        "Summary:\t<p>One policy</p> <p>for all</p>\nRef\tSM&amp;P\u00a07\n\nPurpose\n\nWe say why."
    )
    assert outline(document)[:2] == ["Summary | One policy for all", "Ref | SM&P 7"]


def test_emphasis_tags_and_entities_go_and_the_rest_stays(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            "Dress",
            "**Staff** must&nbsp;not wear <b>rings</b> at Moor&#8217;s H<sub>2</sub>O "
            "<insert name> ****, _____ or [*specify*] &lt;here&gt;.",
            "__Training__",
            "We train con\u00adfi\u200bdently.",
        )
    )
    assert outline(document) == [
        "# Dress",
        "Staff must not wear rings at Moor’s H2O <insert name> ****, _____ or [*specify*] <here>.",
        "# Training",
        "We train confidently.",
    ]


def test_lines_of_details_on_the_cover_are_rows(outline: Outline) -> None:
    document = read_plain_text(
        "Dress Policy\n\nIssued: 1 May 2026\nReview date: 1 May 2027\n\nPurpose\n\nWe say why: to be seen."
    )
    assert document.title == "Dress Policy"
    assert outline(document) == [
        *("Issued | 1 May 2026", "Review date | 1 May 2027"),
        *("# Purpose", "We say why: to be seen."),
    ]


def test_a_sentence_with_a_colon_is_no_detail(outline: Outline) -> None:
    document = read_plain_text(lines("Dress Policy", "Purpose", "We say why: to be seen.", "It is plain."))
    assert outline(document) == ["# Purpose", "We say why: to be seen.", "It is plain."]


def test_a_numbered_section_or_a_rule_is_no_detail(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            "Dress Policy", "Section 1: Rings", "Staff must not: wear them", "Section 2: Shoes", "Wear them."
        )
    )
    assert outline(document) == [
        *("# Section 1: Rings", "Staff must not: wear them"),
        *("# Section 2: Shoes", "Wear them."),
    ]


def as_plain_text(markdown: str) -> str:
    """A Markdown policy of headings, paragraphs, lists and one table of details, without its marks."""
    written = [line.lstrip("# ") if line.startswith("#") else line for line in markdown.split("\n")]
    rows = [line for line in written if line.startswith("|")]
    cells = {row: "\t".join(cell.strip() for cell in row.strip("|").split("|")) for row in rows[2:]}
    return "\n".join(cells.get(line, line) for line in written if line not in rows[:2])


def wrapped(text: str, width: int, indent: str) -> str:
    """A text with its long lines wrapped, the lines of an item after its first indented."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, subsequent_indent=indent if line[:1].isdigit() else ""))
        if len(line) > width and "\t" not in line
        else line
        for line in text.split("\n")
    )


def paged(text: str, height: int) -> str:
    """A text with an address, a page number and a page break after each so many lines."""
    written = text.split("\n")
    starts = range(0, len(written) + height, height)
    pages = ["\n".join(written[start:end]) for start, end in pairwise(starts)]
    return "".join(
        f"{page}\n\n{ADDRESS}\nPage {number} of 99\n\n\f\n" for number, page in enumerate(pages, 1)
    )


@pytest.mark.parametrize("height", [17, 25, 40])
@pytest.mark.parametrize("indent", ["", "   "])
@pytest.mark.parametrize("name", ["mobile-phones", "social-media", "whistleblowing"])
def test_a_policy_printed_as_plain_text_has_the_same_clauses(name: str, indent: str, height: int) -> None:
    source = Path(__file__).parents[2] / "policies" / f"{name}.md"
    markdown = read_document(source)
    printed = paged(wrapped(as_plain_text(source.read_text(encoding="utf-8")), 72, indent), height)
    plain = read_plain_text(printed)
    assert plain.title == markdown.title == read_markdown(source.read_text(encoding="utf-8")).title
    assert [(clause.number, clause.lead_in, clause.text) for clause in clauses_of(plain.blocks, name, 1)] == [
        (clause.number, clause.lead_in, clause.text) for clause in clauses_of(markdown.blocks, name, 1)
    ]
