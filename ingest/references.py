"""References: where a clause stands, as a path for machines and as a place for people."""

import re
import unicodedata
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

    section: 2 when its headings stand over a second section of the same name. outer: the
    numbers of the list items around it, outermost first, a bullet's as "b3". label: a row's
    first cell. count: its place, from 1, among the paragraphs or bullets beside it.
    """

    heading_path: tuple[str, ...]
    section: int
    lead_ins: tuple[str, ...]
    outer: tuple[str, ...]
    kind: BlockKind
    number: str | None
    label: str
    text: str
    count: int


def slug(text: str, longest: int = 40, otherwise: str = "section") -> str:
    """A text as a part of a path: lower-case letters of English, figures and hyphens, cut at a word.

    otherwise: what a text without any such letter or figure becomes.
    """
    apart = re.sub(r"[\W_]+", " ", re.sub(r"['’]s?\b", "", text.lower()))
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    kept = words[:1]
    for word in words[1:]:
        if len("-".join((*kept, word))) > longest:
            break
        kept.append(word)
    return "-".join(kept)[:longest] or otherwise


def _path(standing: Standing) -> str:
    """Where a clause stands, for machines: headings, lead-in and number ("guidelines.must-not.2")."""
    headings = [slug(heading) for heading in standing.heading_path]
    if standing.section > 1:
        headings[-1] = f"{headings[-1]}-{standing.section}"
    elif standing.heading_path[-1:] == standing.lead_ins[:1]:
        headings = headings[:-1]
    if standing.kind is BlockKind.ROW:
        return ".".join((*headings, slug(standing.label or standing.text)))
    if standing.kind is not BlockKind.ITEM:
        return ".".join((*headings, f"p{standing.count}"))
    modal = MODAL.search(standing.lead_ins[0]) if standing.lead_ins else None
    lead = (slug(modal.group()),) if modal else ()
    return ".".join((*headings, *lead, *map(slug, _numbers(standing))))


def _numbers(standing: Standing) -> tuple[str, ...]:
    """An item's number after those of the items around it; "4.2.1" says those itself."""
    numbers = (*standing.outer, own_number(standing))
    whole = [place for place, number in enumerate(numbers) if "." in number]
    return numbers[whole[-1] :] if whole else numbers


def own_number(standing: Standing) -> str:
    """A list item's number, or "b3" for a third bullet."""
    return standing.number or f"b{standing.count}"


def paths(standings: Iterable[Standing]) -> tuple[str, ...]:
    """A path for each clause, none twice."""
    return tuple(_distinct(map(_path, standings)))


def _distinct(wanted: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    seen: Counter[str] = Counter()
    for path in wanted:
        free = path
        while free in taken:
            seen[path] += 1
            free = f"{path}-{seen[path] + 1}"
        taken.add(free)
        yield free


def places(standings: Sequence[Standing]) -> tuple[str, ...]:
    """What people call each clause under its heading, no two alike under headings of the same words.

    Where two would sound alike, the heading above theirs, then their lead-in, then a number is added.
    """
    kinds = [(standing.heading_path[-1:], standing.kind) for standing in standings]
    often = Counter(kinds)
    said = [_said(standing, often[kind] == 1) for standing, kind in zip(standings, kinds, strict=True)]
    return tuple(_numbered(standings, _apart(standings, _apart(standings, said, _under), _led)))


def _under(standing: Standing) -> str:
    return "".join(f"under {heading}" for heading in standing.heading_path[-2:-1])


def _led(standing: Standing) -> str:
    return re.sub(r"[\s:–—-]+$", "", "".join(standing.lead_ins[:1]))


def _heard(standings: Sequence[Standing], said: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    """What is heard of each clause's place: its innermost heading and the place under it."""
    return [(standing.heading_path[-1:], place) for standing, place in zip(standings, said, strict=True)]


def _apart(standings: Sequence[Standing], said: Sequence[str], mark: Callable[[Standing], str]) -> list[str]:
    """The places, those that sound alike told apart by a mark of each where it differs."""
    heard = _heard(standings, said)
    marks = [mark(standing) for standing in standings]
    differ = Counter(key for key, _ in {(key, words): None for key, words in zip(heard, marks, strict=True)})
    return [
        ", ".join(part for part in (place, words if differ[key] > 1 else "") if part)
        for key, place, words in zip(heard, said, marks, strict=True)
    ]


def _numbered(standings: Sequence[Standing], said: Sequence[str]) -> Iterator[str]:
    """The places, those that still sound alike counted."""
    heard = _heard(standings, said)
    often = Counter(heard)
    taken = set(heard)
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    for heading, place in heard:
        counted = place
        while often[(heading, place)] > 1 and (heading, counted) in taken:
            seen[(heading, place)] += 1
            counted = ", ".join(part for part in (place, f"no. {seen[(heading, place)]}") if part)
        taken.add((heading, counted))
        yield counted


def _said(standing: Standing, alone: bool) -> str:
    if standing.kind is BlockKind.ROW:
        return standing.label
    if standing.kind is not BlockKind.ITEM:
        return "" if alone else f"paragraph {standing.count}"
    first, *inner = _numbers(standing)
    return _said_number(first, standing) + "".join(
        f", point {number[1:]}" if _is_bullet(number) else f"({number})" for number in inner
    )


def _is_bullet(number: str) -> bool:
    return bool(re.fullmatch(r"b\d+", number))


def _said_number(number: str, standing: Standing) -> str:
    if "." in number:
        return number
    if _is_bullet(number):
        return f"point {number[1:]}"
    rule = "rule" if standing.lead_ins and _RULING.search(standing.lead_ins[0]) else "point"
    return f"{rule} {number}" if number.isdigit() else f"{rule} ({number})"


def with_kept_paths(clauses: Sequence[Clause], before: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses, each under the path it had in the version before while it kept its words or its place.

    Words weigh more than place: a rule that moved keeps its path, and the one that took its
    place gets a path of its own.
    """
    chosen: dict[str, str] = {}
    # First the words with their lead-in: two lists may say the same under different ones.
    for said in (lambda clause: (clause.lead_in, clause.text), lambda clause: clause.text):
        kept = set(chosen.values())
        old = _paths_by(said, (clause for clause in before if clause.ref.path not in kept))
        new = _paths_by(said, (clause for clause in clauses if clause.ref.path not in chosen))
        chosen |= {new[words]: old[words] for words in new if words in old}
    at_place = {(clause.heading_path, clause.place): clause.ref.path for clause in before}
    stood = {clause.ref.path: at_place.get((clause.heading_path, clause.place)) for clause in clauses}
    taken = set(chosen.values())
    # A clause that kept its place chooses before one that is new, whose path is nobody's yet.
    for clause in sorted(clauses, key=lambda clause: stood[clause.ref.path] is None):
        fresh = clause.ref.path
        if fresh not in chosen:
            chosen[fresh] = _free(replace(clause.ref, path=stood[fresh] or fresh), taken)
            taken.add(chosen[fresh])
    return tuple(replace(clause, ref=replace(clause.ref, path=chosen[clause.ref.path])) for clause in clauses)


def _paths_by(said: Callable[[Clause], object], clauses: Iterable[Clause]) -> dict[object, str]:
    """Paths by what is said, for what is said only once."""
    made = [(said(clause), clause.ref.path) for clause in clauses]
    often = Counter(words for words, _ in made)
    return {words: path for words, path in made if often[words] == 1}


def _free(ref: ClauseRef, taken: set[str]) -> str:
    fresh = ref.path
    count = 1
    while fresh in taken:
        fresh = f"{ref.path}-v{ref.version}" + (f"-{count}" if count > 1 else "")
        count += 1
    return fresh
