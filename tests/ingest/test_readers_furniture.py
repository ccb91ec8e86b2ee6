"""Page furniture: what pages repeat is left out, and nothing else is."""

from collections.abc import Callable

import pytest

from ingest.readers.blocks import Document
from ingest.readers.plain_text import read_plain_text

ADDRESS = "Moor House, 4 Ferry Lane, Upton, UP1 2AB"
Outline = Callable[[Document], list[str]]


def lines(*written: str) -> str:
    """A text of these lines with a blank line between each two."""
    return "\n\n".join(written)


def test_an_address_in_mid_sentence_is_left_out_and_the_sentence_is_whole(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            ADDRESS,
            "Keeping records",
            "We keep records of the people we care for so that their care is safe and",
            ADDRESS,
            "well planned.",
        )
    )
    assert outline(document) == [
        "# Keeping records",
        "We keep records of the people we care for so that their care is safe and well planned.",
    ]
    assert document.furniture == ((ADDRESS, 2),)


def test_a_sentence_cut_before_a_name_goes_on(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            "Records",
            "Anyone may ask to see the notes that are kept about them by the",
            ADDRESS,
            "Care Quality Commission.",
            "Requests",
            ADDRESS,
            "Ask the office.",
        )
    )
    assert outline(document)[1] == (
        "Anyone may ask to see the notes that are kept about them by the Care Quality Commission."
    )


def test_an_address_inside_a_list_is_left_out_and_the_list_goes_on(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            "Rules",
            "Staff must not:",
            "1. leave records where others can see them",
            ADDRESS,
            "2. take records home",
            ADDRESS,
            "3. share passwords",
            ADDRESS,
            "Training comes later.",
        )
    )
    assert outline(document)[2:5] == [
        "1 leave records where others can see them",
        "2 take records home",
        "3 share passwords",
    ]
    assert document.furniture == ((ADDRESS, 3),)


def test_a_list_item_cut_by_a_page_is_whole_again(outline: Outline) -> None:
    document = read_plain_text(
        lines("Rules", "- tell the office before you", "Page 3 of 12", "leave the house", "- come back")
    )
    assert outline(document) == ["# Rules", "- tell the office before you leave the house", "- come back"]
    assert document.furniture == (("Page 3 of 12", 1),)


def test_an_address_that_stands_only_between_paragraphs_is_no_heading(outline: Outline) -> None:
    document = read_plain_text(
        lines("Records", "Keep them.", ADDRESS, "Lock them up.", ADDRESS, "Burn none.", ADDRESS, "Ask first.")
    )
    assert outline(document) == ["# Records", "Keep them.", "Lock them up.", "Burn none.", "Ask first."]


def test_a_page_foot_of_two_lines_is_left_out(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            "Records",
            "We keep records of the people we care for so that their care is safe and",
            ADDRESS,
            "Page 1 of 2",
            "well planned. We keep them for eight years after the care has ended, and then",
            ADDRESS,
            "Page 2 of 2",
            "we burn them.",
        )
    )
    assert outline(document) == [
        "# Records",
        "We keep records of the people we care for so that their care is safe and well planned. We keep "
        "them for eight years after the care has ended, and then we burn them.",
    ]
    assert document.furniture == ((ADDRESS, 2), ("Page 1 of 2", 2))


@pytest.mark.parametrize(
    "numbers",
    [
        ("Page 1 of 3", "Page 2 of 3", "Page 3 of 3"),
        ("1", "2", "3"),
        ("- 1 -", "- 2 -", "- 3 -"),
        ("Records | Page 1", "Records | Page 2", "Records | Page 3"),
        ("Records v2\tPage 1 of 3", "Records v2\tPage 2 of 3", "Records v2\tPage 3 of 3"),
    ],
)
def test_page_numbers_are_left_out_however_they_are_written(
    numbers: tuple[str, str, str], outline: Outline
) -> None:
    first, second, third = numbers
    document = read_plain_text(
        lines("Records", "Keep them.", first, "Lock them up.", second, "Burn none.", third)
    )
    assert outline(document) == ["# Records", "Keep them.", "Lock them up.", "Burn none."]
    assert [count for _, count in document.furniture] == [3]


def test_a_sentence_that_speaks_of_pages_is_text(outline: Outline) -> None:
    document = read_plain_text(
        lines("Forms", "For leave see page 4", "Ask for it.", "Pay", "For leave see page 9", "Wait for it.")
    )
    assert "For leave see page 4" in "\n".join(outline(document))
    assert "For leave see page 9" in "\n".join(outline(document))
    assert document.furniture == ()


def test_a_form_feed_does_not_cut_a_sentence(outline: Outline) -> None:
    document = read_plain_text(
        "Records\n\nEach record is kept until eight years have gone by since the\n\fcare came to its end.\n\n"
        "Lock it up.\fBurn none."
    )
    assert outline(document) == [
        "# Records",
        "Each record is kept until eight years have gone by since the care came to its end.",
        "Lock it up.",
        "Burn none.",
    ]


def test_a_heading_below_a_page_break_is_a_heading(outline: Outline) -> None:
    document = read_plain_text(
        lines("Records", "Keep them.", "Page 1 of 2", "Keys", "Lock them up.", "Page 2 of 2")
    )
    assert outline(document) == ["# Records", "Keep them.", "# Keys", "Lock them up."]


def test_a_heading_and_a_lead_in_that_repeat_are_no_furniture(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Driving", "Drive with care.", "Rules", "Staff must:", "- wear belts,"),
            *("Parking", "Park with care.", "Rules", "Staff must:", "- lock the car,"),
            *("Cycling", "Ride with care.", "Rules", "Staff must:", "- wear helmets,", "Walk on."),
        )
    )
    assert outline(document).count("# Rules") == 3
    assert outline(document).count("Staff must:") == 3
    assert document.furniture == ()


def test_a_title_that_every_page_repeats_stays_the_title(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            *("Records Policy", "Keeping", "Keep them safe."),
            *("Records Policy", "Lending", "Lend none."),
            *("Records Policy", "Burning", "Burn none."),
        )
    )
    assert document.title == "Records Policy"
    assert outline(document)[::2] == ["# Keeping", "# Lending", "# Burning"]
    assert document.furniture == (("Records Policy", 2),)


def test_a_table_of_contents_is_left_out(outline: Outline) -> None:
    document = read_plain_text(
        lines(
            "Records Policy",
            "Contents",
            "1. Keeping ........ 2\n2. Lending ........ 3\n3. Burning ........ 4\n4. Help ........ 5",
            *("1. Keeping", "Keep them safe.", "2. Lending", "Lend none."),
        )
    )
    assert outline(document) == ["# 1. Keeping", "Keep them safe.", "# 2. Lending", "Lend none."]
