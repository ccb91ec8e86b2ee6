"""What an admin reads before publishing."""

from datetime import date

from ingest.clauses import clauses_of
from ingest.preview import preview
from ingest.publish import Prepared
from ingest.readers.markdown import read_markdown
from knowledge.policy import Details, PolicyVersion

TEXT = """\
We say why.

# Rings

Staff must not:

1. wear rings
2. wear chains

They may wear a watch.

# Help

## A heading so long that nobody could read it at one glance on a narrow screen

Tell us what you wear.

# Rings

One ring is a ring.
"""


def prepared(details: Details, found: tuple[str, ...] = ()) -> Prepared:
    clauses = clauses_of(read_markdown(TEXT).blocks, "dress", 3)
    return Prepared(PolicyVersion("dress", 3, details, clauses, "0" * 64), found, unchanged=False)


def test_a_preview_says_what_was_understood() -> None:
    details = Details("Dress policy", date(2026, 5, 1), date(2027, 5, 1), "Ada Osei", "All of us")
    assert preview(prepared(details)) == (
        "Dress policy → dress, version 3",
        "  Issued:  1 May 2026",
        "  Review:  1 May 2027",
        "  Owner:   Ada Osei",
        "  Scope:   All of us",
        "",
        "6 clauses:",
        "     1  (before the first heading)",
        "     3  Rings",
        "     1  Help > A heading so long that nobody could read it at one glance on a…",
        "     1  Rings",
        "",
        "Of these, 2 forbid something, 1 allow something, 1 ask for something, 2 inform.",
    )


def test_a_preview_says_what_was_not_found_and_what_is_worth_a_look() -> None:
    lines = preview(prepared(Details("Dress policy"), ("no issue date was found", "numbers are missing")))
    assert lines[1:5] == (
        "  Issued:  not found",
        "  Review:  not found",
        "  Owner:   not found",
        "  Scope:   not found",
    )
    assert lines[-3:] == ("Worth a look:", "  - no issue date was found", "  - numbers are missing")


def test_every_line_of_a_preview_fits_its_line() -> None:
    assert [line for line in preview(prepared(Details("Dress policy"))) if "\n" in line] == []
