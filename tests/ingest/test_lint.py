"""What looks wrong in a policy: each finding once, and none on a policy that is in order."""

from datetime import date
from pathlib import Path

import pytest

from ingest.clauses import clauses_of
from ingest.details import details_of
from ingest.lint import findings
from ingest.readers import read_document
from ingest.readers.blocks import Document
from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_plain_text
from knowledge.policy import PolicyVersion

TODAY = date(2026, 11, 23)
SAMPLES = sorted((Path(__file__).parents[2] / "policies").glob("*.md"))
IN_ORDER = """\
# Dress policy

| Issued | 1 May 2026 |
| --- | --- |
| Review date | 1 May 2027 |

## Rings

Staff must not:

1. wear rings
2. wear chains
   - of gold
3. wear watches

## Help

Ask us [by phone], as the added note and the day center say.
"""


def found(document: Document) -> tuple[str, ...]:
    clauses = clauses_of(document.blocks, "dress", 1)
    version = PolicyVersion("dress", 1, details_of(document, "dress-policy"), clauses, "0" * 64)
    return findings(version, document.furniture, TODAY)


def changed(old: str, new: str) -> tuple[str, ...]:
    assert old in IN_ORDER
    return found(read_markdown(IN_ORDER.replace(old, new)))


def test_a_policy_in_order_has_no_findings() -> None:
    assert found(read_markdown(IN_ORDER)) == ()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_sample_policies_have_no_findings(path: Path) -> None:
    assert found(read_document(path)) == ()


def test_a_missing_issue_date_is_found() -> None:
    assert changed("Issued | 1 May 2026", "Owner | Ada") == ("no issue date was found",)


def test_a_missing_review_date_is_found() -> None:
    assert changed("1 May 2027", "every year") == ("no review date was found",)


def test_a_review_date_that_has_passed_is_found() -> None:
    assert changed("1 May 2027", "22 November 2026") == ("the review date, 22 November 2026, has passed",)


def test_a_review_date_of_today_has_not_passed() -> None:
    assert changed("1 May 2027", "23 November 2026") == ()


def test_a_review_before_the_issue_is_found() -> None:
    assert changed("1 May 2026", "1 May 2028") == ("the review date is before the issue date",)


def test_a_text_with_hardly_any_headings_is_found() -> None:
    text = "# Dress policy\n\nIssued: 1 May 2026\nReview: 1 May 2027\n\nWear one.\n\nWash it.\n"
    assert found(read_markdown(text)) == (
        "hardly any headings were found: check that the sections below are right",
    )


def test_missing_numbers_are_found_even_around_points() -> None:
    assert changed("3. wear watches", "5. wear watches") == (
        "numbers are missing between Dress policy, Rings, rule 2 and rule 5",
    )


def test_a_lead_in_without_a_list_is_found() -> None:
    assert changed("## Help\n", "## Help\n\nStaff may never:\n\nLend a tunic.\n") == (
        "no list was recognised under “Staff may never:” in Dress policy, Help, paragraph 1",
    )
    assert changed("gold\n3. wear watches\n", "gold\n3. wear any of these:\n") == (
        "no list was recognised under “wear any of these:” in Dress policy, Rings, rule 3",
    )


def test_a_long_lead_in_over_its_list_is_in_order() -> None:
    assert (
        changed("Staff must not:", "At work, on the way there and at every other time staff must not:") == ()
    )


def test_furniture_that_was_left_out_is_said() -> None:
    text = (
        "Dress Policy\n\nIssued: 1 May 2026\nReview: 1 May 2027\n\nRings\n\nWear one.\n\nPage 1 of 3\n\n"
        "Chains\n\nWear none.\n\nPage 2 of 3\n"
    )
    assert found(read_plain_text(text)) == ("left out as page furniture: “Page 1 of 3” (twice)",)
    assert found(read_plain_text(text.replace("Page 2 of 3\n", ""))) == (
        "left out as page furniture: “Page 1 of 3” (once)",
    )
    assert found(read_plain_text(text + "\nPage 3 of 3\n")) == (
        "left out as page furniture: “Page 1 of 3” (3 times)",
    )


@pytest.mark.parametrize(
    "gap",
    [
        "[*specify, e.g. our website*]",
        "[insert name]",
        "[Name of manager]",
        "<insert name>",
        "TBC",
        "[ ]",
        "XXXX",
    ],
)
def test_a_gap_that_nobody_filled_in_is_found(gap: str) -> None:
    (finding,) = changed("[by phone]", gap)
    assert finding.startswith("a placeholder is not filled in: “")
    assert finding.endswith("” in Dress policy, Help")


def test_a_very_long_clause_is_found() -> None:
    assert changed("Ask us", "Ask " * 200 + "us") == ("Dress policy, Help is very long (212 words)",)


def test_the_same_words_twice_are_found() -> None:
    assert changed("3. wear watches", "3. wear rings") == ("the same words stand twice: “wear rings”",)
