"""What a policy says about itself: its title, dates, owner and scope."""

from datetime import date

import pytest

from ingest.details import date_in, details_of, title_from
from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_plain_text
from knowledge.policy import Details


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("30-12-2022", date(2022, 12, 30)),
        ("05/06/2026", date(2026, 6, 5)),
        ("5.6.26", date(2026, 6, 5)),
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/03/04", date(2026, 3, 4)),
        ("2026-3-4", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        ("2026-03-04T09:30", date(2026, 3, 4)),
        ("4th of May, 2025", date(2025, 5, 4)),
        ("Monday 4 May 2026.", date(2026, 5, 4)),
        ("1 May 2026 10:00 BST", date(2026, 5, 1)),
        ("March 2027", date(2027, 3, 1)),
        ("03/2027", date(2027, 3, 1)),
    ],
)
def test_a_date_is_read_day_before_month_and_year_first_only_where_it_stands_first(
    written: str, day: date
) -> None:
    assert date_in(written) == day


@pytest.mark.parametrize(
    "written",
    [
        *("", "TBC", "nonsense", "annually", "4 May", "2027", "12", "Tuesday", "10 days", "12.30", "１２３"),
        *("31/02/2026", "2026-13-01", "99999999999999999999", "1 May 2026 – 3 May 2027"),
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert date_in(written) is None


def test_the_table_of_details_is_read_by_its_labels() -> None:
    document = read_markdown(
        "# Dress\n\n| Detail | Value |\n|---|---|\n| Policy name: | Dress at work |\n"
        "| **Issue date** | 1 May 2026 |\n| Next Review | 1 May 2027 |\n| Verified By | Ada Osei |\n"
        "| Applies to | All of us |\n\n## Rings\n\nOne.\n"
    )
    assert details_of(document, "file") == Details(
        "Dress at work", date(2026, 5, 1), date(2027, 5, 1), "Ada Osei", "All of us"
    )


def test_the_first_label_that_has_a_value_wins() -> None:
    document = read_plain_text(
        "Issued\t\nEffective from\t1 May 2026\nIssue date\t2 May 2026\n\nRings\n\nWear one."
    )
    assert details_of(document, "file").issued == date(2026, 5, 2)


@pytest.mark.parametrize(
    "text",
    [
        "# Dress\n\n- **Issued:** 1 May 2026\n- **Owner:** Ada Osei\n\n## Rings\n\nWear one.\n",
        "# Dress\n\n**Issued:** 1 May 2026  \n**Owner:** Ada Osei\n\n## Rings\n\nWear one.\n",
        "# Dress\n\nIssued: 1 May 2026\n\nOwner: Ada Osei\n\n## Rings\n\nWear one.\n",
        "---\nissued: 2026-05-01\nowner: Ada Osei\n---\n\n# Dress\n\n## Rings\n\nWear one.\n",
    ],
)
def test_details_are_read_however_they_are_written(text: str) -> None:
    details = details_of(read_markdown(text), "file")
    assert (details.title, details.issued, details.owner) == ("Dress", date(2026, 5, 1), "Ada Osei")


def test_a_table_below_the_text_is_no_table_of_details() -> None:
    document = read_markdown(
        "# Dress\n\n## Rings\n\nStaff may wear one plain ring at work, and it must be taken off for care.\n\n"
        "| Owner | Ada Osei |\n|---|---|\n| Issued | 1 May 2026 |\n"
    )
    assert details_of(document, "file") == Details("Dress")


def test_the_title_is_the_heading_where_the_details_give_none() -> None:
    assert (
        details_of(read_plain_text("Dress Policy\n\nOwner\tAda\n\nRings\n\nOne."), "f").title
        == "Dress Policy"
    )


def test_the_title_is_the_file_s_name_where_the_text_gives_none() -> None:
    assert (
        details_of(read_plain_text("Wear one ring."), "social_media--policy").title == "Social media policy"
    )


@pytest.mark.parametrize(("stem", "title"), [("dress-code", "Dress code"), ("GDPR_at work", "GDPR at work")])
def test_a_file_s_name_is_said_as_a_title(stem: str, title: str) -> None:
    assert title_from(stem) == title


def test_where_nothing_is_said_nothing_is_made_up() -> None:
    assert details_of(read_plain_text("Issued\tTBC\nReview\tannually\n\nRings\n\nOne."), "dress") == Details(
        "Dress"
    )
