"""What a policy says about itself: title, dates, owner and scope, from its table of details."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from dateutil import parser as dates

from ingest.readers.blocks import Block, BlockKind, Document
from ingest.readers.marks import detail_of
from knowledge.policy import Details

_LABELS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "policy", "policy title", "policy name", "document title", "document name", "name"),
    "issued": (
        "issued", "issue date", "issued date", "date issued", "date of issue", "effective", "effective date",
        "effective from", "version date", "date", "publication date", "published", "date approved",
        "approved on", "approval date",
    ),
    "review": (
        "review", "review date", "next review", "next review date", "date of next review", "review due",
        "due for review", "to be reviewed", "review by", "date for review",
    ),
    "owner": (
        "owner", "policy owner", "document owner", "verified by", "owned by", "policy lead", "author",
        "approved by", "responsible person", "responsible", "lead",
    ),
    "scope": ("scope", "applies to", "who this applies to", "who it applies to", "for"),
}  # fmt: skip
_LONGEST_COVER_LINE = 12
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?|(\d{2})(\d{2}))")
# Two defaults tell a year and a month that the text gives from what the parser fills in.
_DEFAULTS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2004, 2, 1, tzinfo=UTC))


def details_of(document: Document, file_stem: str) -> Details:
    """The details of a policy as read; the title is the file's name where the text gives none."""
    rows = [(_plain(label), text) for label, text in _detail_rows(document.blocks)]
    values = {field: _first(rows, labels) for field, labels in _LABELS.items()}
    return Details(
        title=values["title"] or document.title or title_from(file_stem),
        issued=date_in(values["issued"]),
        review=date_in(values["review"]),
        owner=values["owner"],
        scope=values["scope"],
    )


def _detail_rows(blocks: Iterable[Block]) -> Iterable[tuple[str, str]]:
    """Labels and values above the first text; a table further down is no table of details."""
    for block in blocks:
        if block.kind is BlockKind.ROW:
            yield block.label, block.text
        elif block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH):
            found = detail_of(block.text)
            if found:
                yield found
            elif block.kind is BlockKind.ITEM or len(block.text.split()) > _LONGEST_COVER_LINE:
                return


def _plain(label: str) -> str:
    return re.sub(r"\s+", " ", label.strip().rstrip(":").lower())


def _first(rows: Iterable[tuple[str, str]], labels: tuple[str, ...]) -> str:
    by_label = dict(reversed(list(rows)))
    return next((by_label[label] for label in labels if by_label.get(label)), "")


def title_from(file_stem: str) -> str:
    """A file's name as a title: "social-media-policy" is "Social media policy"."""
    words = re.sub(r"[-_\s]+", " ", file_stem).strip()
    return words[:1].upper() + words[1:]


def date_in(text: str) -> date | None:
    """The date that a detail gives, day before month as in Britain; None when it gives none.

    A month without a day is its first day.
    """
    written = text.strip().rstrip(".")
    try:
        if year_first := _YEAR_FIRST.fullmatch(written):
            year, month, day = (int(part) for part in year_first.groups() if part)
            return date(year, month, day)
        found = {dates.parse(written, dayfirst=True, ignoretz=True, default=d).date() for d in _DEFAULTS}
    except (ValueError, OverflowError, TypeError):
        return None
    return found.pop() if len(found) == 1 else None
