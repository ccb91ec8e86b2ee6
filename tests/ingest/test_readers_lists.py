"""Lists: their marks, their depth, and lists that have no marks at all."""

from collections.abc import Callable

import pytest

from ingest.clauses import clauses_of
from ingest.readers.blocks import Document
from ingest.readers.plain_text import read_plain_text

Outline = Callable[[Document], list[str]]


def lines(*written: str) -> str:
    """A text of these lines with a blank line between each two."""
    return "\n\n".join(written)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_list_without_marks_has_its_lead_in(gap: str, outline: Outline) -> None:
    rules = gap.join(["Staff must not:", "wear rings", "wear scarves", "wear sandals at any time"])
    document = read_plain_text(lines("Dress", rules, "Monitoring", "We may look."))
    assert [clause.lead_in for clause in clauses_of(document.blocks, "dress", 1)][:3] == [
        "Staff must not:"
    ] * 3
    assert outline(document)[-2:] == ["# Monitoring", "We may look."]


def test_a_list_of_capitals_without_marks_has_its_lead_in(outline: Outline) -> None:
    document = read_plain_text(
        lines("Phones", "Staff must never:", "Take photos", "Share passwords", "Training", "We train you.")
    )
    assert outline(document)[-5:] == [
        "Staff must never:",
        *("- Take photos", "- Share passwords"),
        *("# Training", "We train you."),
    ]


def test_numbered_rules_with_blank_lines_between_them_are_one_list(outline: Outline) -> None:
    document = read_plain_text(lines("Rules", "Staff must:", "1. knock", "2. wait", "3. greet", "Be kind."))
    assert outline(document) == ["# Rules", "Staff must:", "1 knock", "2 wait", "3 greet", "Be kind."]


def test_letters_and_roman_numbers_stand_below_figures(outline: Outline) -> None:
    document = read_plain_text(
        "Leave\n\nStaff must:\n\n1. ask in good time\n(a) by e-mail, or\n(b) on the form\n"
        "(i) signed\n(ii) dated\n(c) by phone\n2. wait for an answer"
    )
    assert outline(document)[2:] == [
        "1 ask in good time",
        *("  a by e-mail, or", "  b on the form", "    i signed", "    ii dated", "  c by phone"),
        "2 wait for an answer",
    ]


def test_i_after_h_is_a_letter(outline: Outline) -> None:
    written = [f"({letter}) word" for letter in "abcdefghijk"]
    document = read_plain_text("Words\n\nUse:\n\n" + "\n".join(written))
    assert outline(document)[2:] == [f"{letter} word" for letter in "abcdefghijk"]


def test_an_indented_list_of_the_same_kind_stands_below(outline: Outline) -> None:
    document = read_plain_text(
        "Doors\n\nStaff must:\n\n1. lock up:\n   1. the front\n   2. the back\n2. go home\n   - quietly\n"
        "     - on foot\n   - soon\n3. sleep"
    )
    assert outline(document)[2:] == [
        *("1 lock up:", "  1 the front", "  2 the back"),
        *("2 go home", "  - quietly", "    - on foot", "  - soon"),
        "3 sleep",
    ]


def test_a_crooked_indent_does_not_start_another_list(outline: Outline) -> None:
    document = read_plain_text("Doors\n\nStaff must:\n\n1. lock up\n    2. go home\n 3. sleep\n10. rise")
    assert outline(document)[2:] == ["1 lock up", "2 go home", "3 sleep", "10 rise"]


def test_a_mark_on_a_line_of_its_own_belongs_to_the_words_below(outline: Outline) -> None:
    document = read_plain_text("Dress\n\nStaff must not:\n\n•\nwear rings\n•\n\nwear scarves\n\n1.\nAsk us.")
    assert outline(document)[2:] == ["- wear rings", "- wear scarves", "  1 Ask us."]


@pytest.mark.parametrize("mark", ["-", "*", "•", "–", "o", "▪", "\uf0b7", "✓"])
def test_bullets_of_every_kind_are_bullets(mark: str, outline: Outline) -> None:
    document = read_plain_text(f"Dress\n\nWear:\n\n{mark} shoes\n{mark}\ta tunic")
    assert outline(document)[2:] == ["- shoes", "- a tunic"]
