"""Headings that carry no mark: titles, sections, parts and numbered headings."""

from collections.abc import Callable

import pytest

from ingest.readers.blocks import Document
from ingest.readers.plain_text import read_plain_text

Outline = Callable[[Document], list[str]]


def lines(*written: str) -> str:
    """A text of these lines with a blank line between each two."""
    return "\n\n".join(written)


def test_a_heading_in_sentence_case_stands_below_one_in_title_case(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Phones Policy", "Use of Phones", "Keeping your own phone away", "Put it in your locker."),
            *("Asking for an exception", "Ask the senior on duty."),
            *("Training", "We train you.", "Getting More Help", "Ask us."),
        )
    )
    assert outline(document) == [
        *("# Use of Phones", "## Keeping your own phone away", "Put it in your locker."),
        *("## Asking for an exception", "Ask the senior on duty."),
        *("# Training", "We train you.", "# Getting More Help", "Ask us."),
    ]


def test_a_title_does_not_make_every_heading_a_lower_one(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Whistleblowing Policy", "What whistleblowing is", "It is telling."),
            *("Protection", "We protect you.", "False allegations", "Tell no lies."),
        )
    )
    assert document.title == "Whistleblowing Policy"
    assert outline(document)[::2] == ["# What whistleblowing is", "# Protection", "# False allegations"]


def test_headings_in_capitals_stand_above_the_others(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("PHONES POLICY", "YOUR OWN PHONE", "On Shift", "Keep it away.", "On Breaks", "Use it."),
            *("OUR PHONES", "Care", "Handle them well.", "GDPR", "Share no data."),
        )
    )
    assert document.title == "PHONES POLICY"
    assert [line for line in outline(document) if line.startswith("#")] == [
        *("# YOUR OWN PHONE", "## On Shift", "## On Breaks"),
        *("# OUR PHONES", "## Care", "## GDPR"),
    ]


def test_a_question_can_be_a_heading(outline: Outline) -> None:
    document = read_plain_text(
        lines("Phones", "What is a phone?", "Anything that rings.", "Stuck?", "Ask us.", "Then wait.")
    )
    assert outline(document) == [
        "# What is a phone?",
        "Anything that rings.",
        "# Stuck?",
        "Ask us.",
        "Then wait.",
    ]


def test_numbered_lines_over_a_text_are_headings(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Expenses Policy", "1. Purpose", "We pay back what you spend.", "2. What we pay"),
            *("2.1 Travel", "We pay for trains.", "2.2 Meals", "We pay for lunch.", "3. Rules"),
            *("3.1 You must keep receipts.", "3.2 You must claim within a month.", "4. Help", "Ask us."),
        )
    )
    assert outline(document) == [
        *("# 1. Purpose", "We pay back what you spend."),
        *("# 2. What we pay", "## 2.1 Travel", "We pay for trains.", "## 2.2 Meals", "We pay for lunch."),
        *("# 3. Rules", "3.1 You must keep receipts.", "3.2 You must claim within a month."),
        *("# 4. Help", "Ask us."),
    ]


def test_a_numbered_heading_over_a_numbered_list_is_no_rule_of_it(outline: Outline) -> None:
    document = read_plain_text(lines("1. Rules", "1. Lock the door", "2. Post the key", "2. Help", "Ask us."))
    assert outline(document) == [
        *("# 1. Rules", "1 Lock the door", "2 Post the key"),
        *("# 2. Help", "Ask us."),
    ]


def test_numbered_rules_without_full_stops_are_no_headings(outline: Outline) -> None:
    document = read_plain_text(
        lines("Rules", "4.1 Lock the door", "4.2 Post the key", "4.3 Ring the bell", "Ask us if in doubt.")
    )
    assert outline(document) == [
        *("# Rules", "4.1 Lock the door", "4.2 Post the key", "4.3 Ring the bell"),
        "Ask us if in doubt.",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1 Purpose", "2 Scope"),
        ("1.0 PURPOSE", "2.0 SCOPE"),
        ("A. Purpose", "B. Scope"),
        ("1. Why", "2. Who"),
    ],
)
def test_numbers_of_headings_are_written_in_many_ways(first: str, second: str, outline: Outline) -> None:
    document = read_plain_text(lines("Pay Policy", first, "To be fair.", second, "All of us."))
    assert outline(document) == [f"# {first}", "To be fair.", f"# {second}", "All of us."]


def test_a_part_stands_over_its_numbered_headings(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Pay Policy", "PART A", "1. Purpose", "To be fair.", "1.1 Scope", "All of us."),
            *("PART B", "2. Claims", "Claim soon.", "We pay soon."),
        )
    )
    assert [line for line in outline(document) if line.startswith("#")] == [
        *("# PART A", "## 1. Purpose", "### 1.1 Scope"),
        *("# PART B", "## 2. Claims"),
    ]


def test_headings_may_end_in_a_colon_where_all_do(outline: Outline) -> None:
    text = lines(
        *("Phones Policy", "Purpose:", "To be safe.", "Use of phones:", "Keep them off."),
        *("Staff must not:", "Lend them to anyone.", "Help:", "Ask us."),
    )
    assert outline(read_plain_text(text)) == [
        *("# Purpose", "To be safe.", "# Use of phones", "Keep them off."),
        *("Staff must not:", "Lend them to anyone.", "# Help", "Ask us."),
    ]


def test_one_line_with_a_colon_is_no_heading(outline: Outline) -> None:
    document = read_plain_text(lines("Phones Policy", "Purpose", "For example:", "Keep them off."))
    assert outline(document) == ["# Purpose", "For example:", "Keep them off."]


def test_an_appendix_stands_beside_numbered_headings_and_not_below(outline: Outline) -> None:
    document = read_plain_text(
        lines("1. Purpose", "To be safe.", "2. Rules", "Keep them off.", "Appendix A", "Ask us.")
    )
    assert outline(document)[-2:] == ["# Appendix A", "Ask us."]


def test_a_line_with_a_telephone_number_is_no_heading(outline: Outline) -> None:
    document = read_plain_text(
        lines("Phones Policy", "Help", "Ask us.", "Office 01632 960274", "We are there.")
    )
    assert outline(document) == ["# Help", "Ask us.", "Office 01632 960274", "We are there."]


def test_lines_like_headings_in_a_row_are_a_list_without_marks(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Phones Policy", "Keep them off.", "Related policies"),
            *("Safeguarding Policy", "Data Protection Policy", "Getting help", "Ask us."),
        )
    )
    assert outline(document) == [
        "Keep them off.",
        *("# Related policies", "Safeguarding Policy", "Data Protection Policy"),
        *("# Getting help", "Ask us."),
    ]


def test_a_cover_gives_the_title_and_keeps_its_other_lines(outline: Outline) -> None:
    document = read_plain_text(
        lines("Moor House Care", "Social Media Policy", "Version 3", "Purpose", "We say why.")
    )
    assert document.title == "Social Media Policy"
    assert outline(document) == ["Moor House Care", "Version 3", "# Purpose", "We say why."]
