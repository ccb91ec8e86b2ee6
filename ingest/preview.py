"""What was understood of a policy file, as lines for the person who is about to publish it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from ingest.publish import Prepared
from knowledge.policy import NormKind, PolicyVersion

_LONGEST_HEADING = 70


def preview(prepared: Prepared) -> tuple[str, ...]:
    """Details, sections with their number of clauses, what the clauses do, and what looks wrong."""
    version = prepared.version
    return (
        f"{version.details.title} → {version.slug}, version {version.number}",
        *_details(version),
        "",
        f"{len(version.clauses)} clauses:",
        *_sections(version),
        "",
        _norms(version),
        *_findings(prepared.findings),
    )


def _details(version: PolicyVersion) -> Iterator[str]:
    details = version.details
    rows = {
        "Issued": _day(details.issued),
        "Review": _day(details.review),
        "Owner": details.owner or "not found",
        "Scope": details.scope or "not found",
    }
    yield from (f"  {label + ':':<9}{value}" for label, value in rows.items())


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "not found"


def _sections(version: PolicyVersion) -> Iterator[str]:
    for headings, group in groupby(version.clauses, lambda clause: clause.heading_path):
        heading = " > ".join(headings) or "(before the first heading)"
        short = (
            heading if len(heading) <= _LONGEST_HEADING else heading[: _LONGEST_HEADING - 1].rstrip() + "…"
        )
        yield f"  {len(list(group)):>4}  {short}"


def _norms(version: PolicyVersion) -> str:
    often = Counter(clause.norm.kind for clause in version.clauses)
    said = {
        NormKind.FORBIDS: "forbid something",
        NormKind.ALLOWS: "allow something",
        NormKind.REQUIRES: "ask for something",
        NormKind.INFORMS: "inform",
    }
    return "Of these, " + ", ".join(f"{often[kind]} {words}" for kind, words in said.items()) + "."


def _findings(findings: tuple[str, ...]) -> Iterator[str]:
    if findings:
        yield "Worth a look:"
        yield from (f"  - {finding}" for finding in findings)
