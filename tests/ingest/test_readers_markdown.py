"""Markdown policies: lists, tables, details, HTML and the marks that people use without knowing Markdown."""

from collections.abc import Callable

import pytest

from ingest.clauses import clauses_of
from ingest.readers.blocks import Document
from ingest.readers.markdown import read_markdown

Outline = Callable[[Document], list[str]]


def test_the_only_heading_of_the_first_level_is_the_title(outline: Outline) -> None:
    document = read_markdown("# Dress\n\n## Rings\n\n### Plain ones\n\nWear one.\n\n## Shoes\n\nWear two.")
    assert document.title == "Dress"
    assert outline(document) == ["# Rings", "## Plain ones", "Wear one.", "# Shoes", "Wear two."]


def test_a_picture_above_the_title_does_not_hide_it(outline: Outline) -> None:
    document = read_markdown("![Moor House logo](logo.png)\n\n# Dress\n\n## Rings\n\nWear one.")
    assert document.title == "Dress"
    assert outline(document) == ["Moor House logo", "# Rings", "Wear one."]


def test_a_title_above_headings_of_its_own_level_is_the_title(outline: Outline) -> None:
    document = read_markdown("# Dress policy\n\n# Rings\n\nWear one.\n\n# Shoes\n\nWear two.")
    assert document.title == "Dress policy"
    assert outline(document) == ["# Rings", "Wear one.", "# Shoes", "Wear two."]


def test_headings_of_one_level_without_a_title_are_headings(outline: Outline) -> None:
    document = read_markdown("# Rings\n\nWear one.\n\n# Shoes\n\nWear two.")
    assert document.title == ""
    assert outline(document) == ["# Rings", "Wear one.", "# Shoes", "Wear two."]


def test_a_text_above_the_first_heading_leaves_it_a_heading(outline: Outline) -> None:
    document = read_markdown("We say why.\n\n# Rings\n\nWear one.")
    assert document.title == ""
    assert outline(document) == ["We say why.", "# Rings", "Wear one."]


def test_lists_inside_lists_keep_their_depth(outline: Outline) -> None:
    document = read_markdown(
        "Staff must:\n\n1. lock up:\n   - the front\n     - both bolts\n   - the back\n2. go home\n"
    )
    assert outline(document) == [
        "Staff must:",
        *("1 lock up:", "  - the front", "    - both bolts", "  - the back"),
        "2 go home",
    ]


def test_a_list_that_starts_at_three_says_so(outline: Outline) -> None:
    assert outline(read_markdown("3. knock\n4. wait\n")) == ["3 knock", "4 wait"]


def test_a_list_that_is_all_ones_counts_by_itself(outline: Outline) -> None:
    assert outline(read_markdown("1. knock\n1. wait\n1. greet\n")) == ["1 knock", "2 wait", "3 greet"]


def test_an_item_of_several_paragraphs_is_one_text(outline: Outline) -> None:
    document = read_markdown(
        "- knock\n\n  Wait for a **yes**.\n\n  > If there is none,\n  >\n  > ring.\n\n"
        "- greet\n\n  - by name\n"
    )
    assert outline(document) == ["- knock Wait for a yes. If there is none, ring.", "- greet", "  - by name"]


def test_a_table_of_two_columns_is_labels_and_values(outline: Outline) -> None:
    table = "| Detail | Value |\n| --- | --- |\n| **Issued:** | 1 May 2026 |\n| | |\n| Owner | Ada |\n"
    assert outline(read_markdown(table)) == ["Issued | 1 May 2026", "Owner | Ada"]


def test_a_first_row_that_names_no_columns_is_a_row(outline: Outline) -> None:
    table = "| Issued | 1 May 2026 |\n| --- | --- |\n| Owner | Ada |\n"
    assert outline(read_markdown(table)) == ["Issued | 1 May 2026", "Owner | Ada"]


def test_a_wide_table_says_each_cell_with_its_column(outline: Outline) -> None:
    table = "| Role | Task | When |\n|---|---|---|\n| Manager | checks | daily |\n| Cook | cooks | |\n"
    assert outline(read_markdown(table)) == ["Manager | Task: checks; When: daily", "Cook | Task: cooks"]


def test_a_table_of_one_column_loses_no_row(outline: Outline) -> None:
    assert outline(read_markdown("| Forms |\n|---|\n| SE1 |\n| SE2 |\n")) == ["Forms | ", "SE1 | ", "SE2 | "]


def test_front_matter_is_details(outline: Outline) -> None:
    document = read_markdown(
        '---\ntitle: "Dress: a policy"\nissue_date: 2026-03-04\ntags:\n  - a\n---\nWear it.\n'
    )
    assert outline(document) == ["Title | Dress: a policy", "Issue date | 2026-03-04", "Wear it."]


def test_text_between_two_rules_is_no_front_matter(outline: Outline) -> None:
    document = read_markdown("---\nWear it at work\nand on the way.\n\n---\n\nWash it.\n")
    assert outline(document) == ["Wear it at work and on the way.", "Wash it."]


def test_lines_of_details_in_bold_are_rows(outline: Outline) -> None:
    document = read_markdown("# Dress\n\n**Issued:** 1 May 2026  \n**Owner:** Ada\n\n## Rings\n\nWear one.\n")
    assert outline(document) == ["Issued | 1 May 2026", "Owner | Ada", "# Rings", "Wear one."]


@pytest.mark.parametrize("below", ["\n\n", "\n", "  \n"])
def test_a_short_line_all_in_bold_is_a_heading(below: str, outline: Outline) -> None:
    document = read_markdown(
        f"# Dress\n\n## Rings\n\n**Plain ones**{below}Wear one.\n\n**Wear them!** At work."
    )
    assert outline(document) == ["# Rings", "## Plain ones", "Wear one.", "Wear them! At work."]


@pytest.mark.parametrize("below", ["\n\n", "\n"])
def test_a_line_in_bold_with_a_colon_over_a_text_is_a_heading(below: str, outline: Outline) -> None:
    document = read_markdown(f"# Dress\n\n## Rings\n\n**Plain ones:**{below}Wear one.")
    assert outline(document) == ["# Rings", "## Plain ones", "Wear one."]


@pytest.mark.parametrize("lead_in", ["Staff must not:", "Examples:"])
@pytest.mark.parametrize("rule", ["- knit", "(a) knit"])
def test_a_lead_in_in_bold_is_no_heading(lead_in: str, rule: str, outline: Outline) -> None:
    document = read_markdown(f"**{lead_in}**\n\n{rule}\n")
    assert outline(document) == [lead_in, rule.replace("(a)", "a")]


def test_links_lose_their_addresses_and_code_its_ticks(outline: Outline) -> None:
    document = read_markdown("Fill in [the *form*](https://example.org/f) or `SE1` at <https://example.org>.")
    assert outline(document) == ["Fill in the form or SE1 at https://example.org."]


def test_html_keeps_its_words_and_loses_its_tags(outline: Outline) -> None:
    document = read_markdown(
        "<h2>Dress</h2>\n<p>Staff must not knit.</p>\n<p>They may sew.</p>\n"
        "<ul><li>by hand</li>\n<li>at home</li></ul>\n\nH<sub>2</sub>O<br>is <b>wet</b>.\n\n"
        "<!-- not yet approved -->\n"
    )
    assert outline(document) == [
        *("## Dress", "Staff must not knit.", "They may sew.", "- by hand", "- at home"),
        "H2O is wet.",
    ]


def test_a_gap_in_pointed_brackets_is_no_tag(outline: Outline) -> None:
    document = read_markdown("Ask <insert name> first.\n\n<insert name>\n\nThen wait.")
    assert outline(document) == ["Ask <insert name> first.", "<insert name>", "Then wait."]


def test_quotes_and_code_keep_their_words(outline: Outline) -> None:
    document = read_markdown("> Wear one.\n>\n> Wash it.\n\n```\nring 999\n\nwait\n```\n\n    stay calm\n")
    assert outline(document) == ["Wear one.", "Wash it.", "ring 999", "wait", "stay calm"]


def test_a_line_of_dashes_below_a_sentence_makes_no_heading(outline: Outline) -> None:
    document = read_markdown("Dress\n=====\n\nRings\n-----\n\nWear one.\n---\nWash it.\n")
    assert document.title == "Dress"
    assert outline(document) == ["# Rings", "Wear one.", "Wash it."]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_with_letters_are_a_list_under_their_lead_in(gap: str, outline: Outline) -> None:
    rules = gap.join(
        ["(a) take [photos](x)", "(b) share them:", "(i) with us", "(ii) with others", "(c) sell them"]
    )
    document = read_markdown(f"Staff must not:{gap}{rules}")
    assert outline(document) == [
        "Staff must not:",
        *("a take photos", "b share them:", "  i with us", "  ii with others", "c sell them"),
    ]
    assert {(clause.lead_in or "")[:15] for clause in clauses_of(document.blocks, "x", 1)} == {
        "Staff must not:"
    }


def test_letters_after_a_numbered_rule_stand_below_it(outline: Outline) -> None:
    document = read_markdown(
        "1. ask:\n   (a) by mail or\n   by post\n   (b) on the form\n2. wait:\n\n(a) here\n"
    )
    assert outline(document) == [
        *("1 ask:", "  a by mail or by post", "  b on the form"),
        *("2 wait:", "  a here"),
    ]


def test_numbers_of_sections_and_typed_bullets_are_a_list(outline: Outline) -> None:
    document = read_markdown("4.1 Keep receipts.\n4.2 Claim soon.\n\nWear:\n\n• shoes\n• a tunic\n")
    assert outline(document) == ["4.1 Keep receipts.", "4.2 Claim soon.", "Wear:", "- shoes", "- a tunic"]


def test_a_bracket_at_the_start_of_a_wrapped_line_is_no_mark(outline: Outline) -> None:
    document = read_markdown("Leave is said in paragraph\n(a) above and in paragraph\n28. Both hold.")
    assert outline(document) == ["Leave is said in paragraph (a) above and in paragraph 28. Both hold."]


def test_a_heading_without_words_is_none(outline: Outline) -> None:
    assert outline(read_markdown("#\n\nWear it.\n\n## \n\nWash it.")) == ["Wear it.", "Wash it."]
