"""What looks wrong in a policy before it is published: sentences for the person who loads it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise, zip_longest

from knowledge.policy import Clause, PolicyVersion

_PLACEHOLDER = re.compile(
    r"\[[^\]]*\b(?:specify|insert|enter|name of|delete|add|tbc|xx+)\b[^\]]*\]|\[\s*\]"
    r"|<(?:insert|name)[^>]*>|\bTBC\b|X{3,}",
    re.IGNORECASE,
)
_LONGEST_CLAUSE_WORDS = 200


def findings(version: PolicyVersion, furniture: tuple[tuple[str, int], ...], today: date) -> tuple[str, ...]:
    """One sentence for each thing that an admin should look at; none of them forbids publishing."""
    return tuple(
        (
            *_of_details(version, today),
            *_of_structure(version),
            *_of_lead_ins(version),
            *(f"left out as page furniture: “{text}” ({_times(count)})" for text, count in furniture),
            *(finding for clause in version.clauses for finding in _of_clause(version, clause)),
            *_repeated(version),
        )
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _of_details(version: PolicyVersion, today: date) -> Iterator[str]:
    details = version.details
    if details.issued is None:
        yield "no issue date was found"
    if details.review is None:
        yield "no review date was found"
    elif details.review < today:
        yield f"the review date, {details.review.day} {details.review:%B %Y}, has passed"
    if details.issued and details.review and details.review < details.issued:
        yield "the review date is before the issue date"


def _of_structure(version: PolicyVersion) -> Iterator[str]:
    if len({clause.heading_path for clause in version.clauses if clause.heading_path}) < 2:
        yield "hardly any headings were found: check that the sections below are right"
    numbered = [clause for clause in version.clauses if (clause.number or "").isdigit()]
    lists = groupby(sorted(numbered, key=_list), _list)
    for before, after in (pair for _, rules in lists for pair in pairwise(rules)):
        if int(after.number or 0) - int(before.number or 0) > 1:
            yield f"numbers are missing between {version.reference(before)} and {after.place}"


def _of_lead_ins(version: PolicyVersion) -> Iterator[str]:
    """Rules whose lead-in was not recognised may be read as the opposite of what they say."""
    for clause, after in zip_longest(version.clauses, version.clauses[1:]):
        leads = after is not None and clause.text in (after.lead_in or "")
        if clause.text.endswith((":", ":-")) and not leads:
            yield f"no list was recognised under “{clause.text[:60]}” in {version.reference(clause)}"


def _list(clause: Clause) -> tuple[tuple[str, ...], str]:
    """What the rules of one list have in common, however many points stand between them."""
    return clause.heading_path, clause.lead_in or ""


def _of_clause(version: PolicyVersion, clause: Clause) -> Iterator[str]:
    if found := _PLACEHOLDER.search(clause.text):
        yield f"a placeholder is not filled in: “{found.group()}” in {version.reference(clause)}"
    if (words := len(clause.text.split())) > _LONGEST_CLAUSE_WORDS:
        yield f"{version.reference(clause)} is very long ({words} words)"


def _repeated(version: PolicyVersion) -> Iterator[str]:
    often = Counter((clause.lead_in, clause.text) for clause in version.clauses)
    for (_, text), count in often.items():
        if count > 1:
            yield f"the same words stand {_times(count)}: “{text[:60]}”"
