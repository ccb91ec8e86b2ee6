"""References: where a clause stands, as a path for machines and as a place for people."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers.blocks import BlockKind
from knowledge.policy import Clause, ClauseRef

MODAL = re.compile(
    r"\b((?:must|may|should|shall|can|do) ?not|can't|don't|never|must|should|shall|may|can)\b",
    re.IGNORECASE,
)
_RULING = re.compile(r"\b(not|never|must|shall|should|don't|can't|cannot|rules?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A clause still without its reference: what it says and where it stands.

    numbers: those of the list items around it, outermost first. label: a row's first cell.
    """

    heading_path: tuple[str, ...]
    lead_ins: tuple[str, ...]
    numbers: tuple[str, ...]
    kind: BlockKind
    number: str | None
    label: str
    text: str


def _counted(standings: Iterable[Standing]) -> Iterator[tuple[Standing, int]]:
    """Each clause with its place, from 1, among those of its kind under its heading and lead-in."""
    seen: Counter[tuple[object, ...]] = Counter()
    for standing in standings:
        key = (
            standing.heading_path,
            standing.lead_ins,
            standing.numbers,
            standing.kind,
            standing.number is None,
        )
        seen[key] += 1
        yield standing, seen[key]


def slug(text: str, longest: int = 40) -> str:
    """A text as a part of a path: lower-case letters, figures and hyphens, cut at a word."""
    words = re.findall(r"\w+", re.sub(r"['’]s?\b", "", text.lower()))
    kept = words[:1]
    for word in words[1:]:
        if len("-".join((*kept, word))) > longest:
            break
        kept.append(word)
    return "-".join(kept)[:longest] or "section"


def _path(standing: Standing, count: int) -> str:
    """Where a clause stands, for machines: headings, lead-in and number ("guidelines.must-not.2")."""
    parts = [slug(heading) for heading in standing.heading_path if heading not in standing.lead_ins[:1]]
    if standing.kind is BlockKind.ROW:
        return ".".join((*parts, slug(standing.label or standing.text)))
    if standing.kind is not BlockKind.ITEM:
        return ".".join((*parts, f"p{count}"))
    modal = MODAL.search(standing.lead_ins[0]) if standing.lead_ins else None
    lead = (slug(modal.group()),) if modal else ()
    numbers = (slug(number) for number in (*standing.numbers, standing.number or f"b{count}"))
    return ".".join((*parts, *lead, *numbers))


def paths(standings: Sequence[Standing]) -> tuple[str, ...]:
    """A path for each clause, none twice."""
    return tuple(_distinct(_path(standing, count) for standing, count in _counted(standings)))


def _distinct(wanted: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for path in wanted:
        free = path
        count = 1
        while free in taken:
            count += 1
            free = f"{path}-{count}"
        taken.add(free)
        yield free


def places(standings: Sequence[Standing]) -> tuple[str, ...]:
    """What people call each clause under its heading, the lead-in added where two would sound alike."""
    alone = Counter((standing.heading_path[-1:], standing.kind) for standing in standings)
    said = [
        _said(standing, count, alone[(standing.heading_path[-1:], standing.kind)] == 1)
        for standing, count in _counted(standings)
    ]
    said = _apart(
        standings, said, lambda standing, _: standing.lead_ins[0].rstrip(":") if standing.lead_ins else ""
    )
    return tuple(_apart(standings, said, lambda _, count: f"no. {count}"))


def _apart(
    standings: Sequence[Standing], said: Sequence[str], mark: Callable[[Standing, int], str]
) -> list[str]:
    """The places, those that sound alike under one heading told apart by a mark of each."""
    alike = Counter((standing.heading_path, place) for standing, place in zip(standings, said, strict=True))
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    apart = []
    for standing, place in zip(standings, said, strict=True):
        key = (standing.heading_path, place)
        seen[key] += 1
        words = mark(standing, seen[key]) if alike[key] > 1 else ""
        apart.append(", ".join(part for part in (place, words) if part))
    return apart


def _said(standing: Standing, count: int, alone: bool) -> str:
    if standing.kind is BlockKind.ROW:
        return standing.label
    if standing.kind is not BlockKind.ITEM:
        return "" if alone else f"paragraph {count}"
    if standing.number is None:
        outer = f"{_said_number(standing.numbers[0], standing)}, " if standing.numbers else ""
        return f"{outer}point {count}"
    first, *inner = (*standing.numbers, standing.number)
    return _said_number(first, standing) + "".join(f"({number})" for number in inner)


def _said_number(number: str, standing: Standing) -> str:
    if "." in number:
        return number
    rule = "rule" if standing.lead_ins and _RULING.search(standing.lead_ins[0]) else "point"
    return f"{rule} {number}" if number.isdigit() else f"{rule} ({number})"


def with_kept_paths(clauses: Sequence[Clause], before: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, each under the path it had in the version before while it kept its words or its place.

    Words weigh more than place: a rule that moved keeps its path, and the one that took its
    place gets a path of its own.
    """
    old, new = _paths_by_words(before), _paths_by_words(clauses)
    kept = {new[words]: old[words] for words in new if words in old}
    at_place = {(clause.heading_path, clause.place): clause.ref.path for clause in before}
    taken = set(kept.values())
    placed: list[Clause] = []
    for clause in clauses:
        stood = at_place.get((clause.heading_path, clause.place), clause.ref.path)
        path = kept.get(clause.ref.path) or _free(replace(clause.ref, path=stood), taken)
        taken.add(path)
        placed.append(replace(clause, ref=replace(clause.ref, path=path)))
    return tuple(placed)


def _paths_by_words(clauses: Sequence[Clause]) -> dict[tuple[str | None, str], str]:
    """Paths by words, for the words that stand only once."""
    said = [(clause.lead_in, " ".join(clause.text.split())) for clause in clauses]
    often = Counter(said)
    return {words: clause.ref.path for words, clause in zip(said, clauses, strict=True) if often[words] == 1}


def _free(ref: ClauseRef, taken: set[str]) -> str:
    fresh = ref.path
    count = 1
    while fresh in taken:
        fresh = f"{ref.path}-v{ref.version}" + (f"-{count}" if count > 1 else "")
        count += 1
    return fresh
