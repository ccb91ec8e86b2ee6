"""What holds of every policy: no word is lost or invented, and every clause is found again."""

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clauses import clauses_of
from ingest.readers.blocks import Document
from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_plain_text
from ingest.references import with_kept_paths
from knowledge.policy import Clause, Details, PolicyVersion

ADDRESS = "Moor House, 4 Ferry Lane, Upton, UP1 2AB"
RULING = ("must", "not", "may", "always")
STEMS = ("knit", "sew", "weave", "sing", "march", "polish", "carry", "borrow", "the", "and")
slow = [HealthCheck.too_slow]
repeatable = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=slow)


@dataclass(frozen=True)
class Item:
    """A point of a list with the points below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A paragraph, a row with its label, or a list with its lead-in."""

    text: str
    label: str = ""
    items: tuple[Item, ...] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Section:
    """A heading, how deep it stands, and what stands under it."""

    heading: str
    level: int
    parts: tuple[Part, ...]


Policy = tuple[Section, ...]

counts = st.integers(1, 9)
phrases = st.lists(st.sampled_from(STEMS), min_size=1, max_size=30).map(" ".join)
sentences = phrases.map(lambda words: f"{words.capitalize()}.")
lead_ins = st.builds(
    "{} {}:".format, phrases.map(str.capitalize), st.sampled_from(["must not", "may", "must always"])
)
items = st.builds(
    lambda text, below, opens: Item(text + (":" if opens and below else ""), tuple(below)),
    phrases,
    st.lists(phrases, max_size=2),
    st.booleans(),
)
parts = st.one_of(
    st.builds(Part, st.lists(sentences, min_size=1, max_size=3).map(" ".join)),
    st.builds(Part, phrases, st.sampled_from(STEMS).map(str.capitalize)),
    st.builds(
        Part,
        st.one_of(st.just(""), lead_ins),
        items=st.lists(items, min_size=1, max_size=4).map(tuple),
        numbered=st.booleans(),
    ),
)
headings = st.lists(st.sampled_from(STEMS), min_size=1, max_size=4).map(lambda words: " ".join(words).title())
sections = st.builds(Section, headings, st.integers(1, 2), st.lists(parts, min_size=1, max_size=4).map(tuple))
policies = st.lists(sections, min_size=1, max_size=5).map(tuple)


def with_words_of_its_own(policy: Policy) -> Policy:
    """The policy, each word that is drawn by chance made another than all the rest."""
    seen = iter(range(10_000))

    def own(text: str) -> str:
        return re.sub(rf"\b(?:{'|'.join(STEMS)})\b", _named(seen), text, flags=re.IGNORECASE)

    def part(old: Part) -> Part:
        below = tuple(Item(own(item.text), tuple(map(own, item.below))) for item in old.items)
        return replace(old, label=own(old.label), text=own(old.text), items=below)

    return tuple(
        replace(section, heading=own(section.heading), parts=tuple(map(part, section.parts)))
        for section in policy
    )


def _named(seen: Iterator[int]) -> Callable[[re.Match[str]], str]:
    letters = "abcdefghij"
    return lambda word: word.group() + "".join(letters[int(figure)] for figure in f"{next(seen):04d}")


def as_text(policy: Policy) -> str:
    """The policy as plain text, its title first, without any mark of a heading."""
    written = [part for section in policy for part in (section.heading, *map(_as_text, section.parts))]
    return "\n\n".join(("Weaving Policy", *written)) + "\n"


def _as_text(part: Part) -> str:
    return f"{part.label}\t{part.text}" if part.label else _listed(part, "\n")


def as_markdown(policy: Policy) -> str:
    """The policy as Markdown, its title a heading of the first level."""
    written = [
        text
        for section in policy
        for text in (f"{'#' * (section.level + 1)} {section.heading}", *map(_as_markdown, section.parts))
    ]
    return "\n\n".join(("# Weaving Policy", *written)) + "\n"


def _as_markdown(part: Part) -> str:
    if part.label:
        return f"| Detail | Value |\n| --- | --- |\n| {part.label} | {part.text} |"
    return _listed(part, "\n\n")


def _listed(part: Part, gap: str) -> str:
    lines = []
    for number, item in enumerate(part.items, 1):
        lines.append(f"{number}. {item.text}" if part.numbered else f"- {item.text}")
        lines += [f"{'   ' if part.numbered else '  '}- {text}" for text in item.below]
    return gap.join(text for text in (part.text, "\n".join(lines)) if text)


def printed(text: str, width: int, height: int) -> str:
    """The text with its lines wrapped and, from three pages on, an address and a number at each foot."""
    lines = [
        line
        for long in text.split("\n")
        for line in (textwrap.wrap(long, width) if len(long) > width and "\t" not in long else [long])
    ]
    pages = ["\n".join(lines[start : start + height]) for start in range(0, len(lines), height)]
    feet = [f"\n\n{ADDRESS}\n\nPage {number} of {len(pages)}\n\n\f" for number in range(1, len(pages) + 1)]
    printed_ = (page + foot for page, foot in zip(pages, feet, strict=True))
    return "".join(printed_) if len(pages) > 2 else "\n".join(lines)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def words_of(policy: Policy) -> list[str]:
    """The words of a policy in order, numbers of lists left out."""
    texts = [
        text
        for section in policy
        for part in (Part(section.heading), *section.parts)
        for text in (
            part.label,
            part.text,
            *(said for item in part.items for said in (item.text, *item.below)),
        )
    ]
    return words(" ".join(("Weaving Policy", *texts)))


def words_heard(document: Document) -> list[str]:
    """The words of the clauses in order, each heading and lead-in before the first that it stands over."""
    heard = words(document.title)
    headings_over: tuple[str, ...] = ()
    for clause in clauses_of(document.blocks, "weaving", 1):
        path = tuple(heading for heading in clause.heading_path if heading != "Document details")
        new = [text for place, text in enumerate(path) if headings_over[: place + 1] != path[: place + 1]]
        heard += words(" ".join(new))
        heard += unheard(words(clause.lead_in or ""), heard)
        heard += words(clause.text)
        headings_over = path
    return heard


def unheard(lead_in: Sequence[str], heard: Sequence[str]) -> Sequence[str]:
    """What of a lead-in is new: the words of the lists around its own stand in front."""
    new = [place for place, word in enumerate(lead_in) if word not in {*heard, *RULING}]
    return lead_in[new[0] :] if new else ()


@repeatable
@given(policies.map(with_words_of_its_own))
def test_no_word_of_a_markdown_policy_is_lost_or_invented(policy: Policy) -> None:
    assert words_heard(read_markdown(as_markdown(policy))) == words_of(policy)


@repeatable
@given(policies.map(with_words_of_its_own))
def test_no_word_of_a_plain_text_policy_is_lost_or_invented(policy: Policy) -> None:
    assert words_heard(read_plain_text(as_text(policy))) == words_of(policy)


@repeatable
@given(policies.map(with_words_of_its_own), st.integers(50, 90), st.integers(8, 30))
def test_no_word_of_a_printed_policy_is_lost_or_invented(policy: Policy, width: int, height: int) -> None:
    document = read_plain_text(printed(as_text(policy), width, height))
    assert words_heard(document) == words_of(policy)
    assert all(text == ADDRESS or text.startswith("Page 1 of ") for text, _ in document.furniture)


def both(policy: Policy, version: int = 1) -> list[tuple[Clause, ...]]:
    """The clauses of a policy as Markdown and as plain text."""
    documents = (read_markdown(as_markdown(policy)), read_plain_text(as_text(policy)))
    return [clauses_of(document.blocks, "weaving", version) for document in documents]


@repeatable
@given(policies)
def test_every_path_is_its_own_and_plainly_written(policy: Policy) -> None:
    for clauses in both(policy):
        paths = [clause.ref.path for clause in clauses]
        assert len(set(paths)) == len(paths)
        assert all(re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", path) for path in paths)


@repeatable
@given(policies)
def test_no_two_clauses_are_called_alike(policy: Policy) -> None:
    for clauses in both(policy):
        version = PolicyVersion("weaving", 1, Details("Weaving"), clauses, "0" * 64)
        called = Counter(map(version.reference, clauses))
        assert [said for said, count in called.items() if count > 1] == []


@dataclass(frozen=True)
class Edit:
    """A change to a policy: a part put in, taken out, moved or put in the place of another."""

    kind: str
    at: int
    to: int
    part: Part


edits = st.builds(
    Edit, st.sampled_from(["insert", "delete", "move", "reword", "rename"]), counts, counts, parts
)


def edited(policy: Policy, edit: Edit) -> Policy:
    at, to = edit.at % len(policy), edit.to % len(policy)
    under = [list(section.parts) for section in policy]
    place = edit.at % len(under[at])
    if edit.kind == "insert":
        under[at].insert(place, edit.part)
    elif edit.kind == "reword":
        under[at][place] = edit.part
    elif edit.kind != "rename":
        taken = under[at].pop(place)
        under[to][:0] = [taken] if edit.kind == "move" else []
    anew = {at: f"{policy[at].heading} Anew"} if edit.kind == "rename" else {}
    return tuple(
        replace(section, heading=anew.get(number, section.heading), parts=tuple(under[number]))
        for number, section in enumerate(policy)
        if under[number]
    )


@repeatable
@given(policies)
def test_the_same_policy_again_has_the_same_paths(policy: Policy) -> None:
    for before, after in zip(both(policy), both(policy, 2), strict=True):
        kept = with_kept_paths(after, before)
        assert [clause.ref.path for clause in kept] == [clause.ref.path for clause in before]


@repeatable
@given(policies, st.lists(edits, min_size=1, max_size=5))
def test_a_clause_keeps_its_path_through_every_edit_while_it_keeps_its_words(
    policy: Policy, changes: Sequence[Edit]
) -> None:
    befores = both(policy)
    for number, change in enumerate(changes, 2):
        policy = edited(policy, change) or policy
        for kind, (before, made) in enumerate(zip(befores, both(policy, number), strict=True)):
            after = with_kept_paths(made, before)
            paths = [clause.ref.path for clause in after]
            assert len(set(paths)) == len(paths)
            old, new = once(before), once(after)
            assert {text: new[text] for text in old if text in new} == {
                text: old[text] for text in old if text in new
            }
            befores[kind] = after


def once(clauses: Sequence[Clause]) -> dict[str, str]:
    """The paths of the clauses whose words stand only once."""
    often = Counter(clause.text for clause in clauses)
    return {clause.text: clause.ref.path for clause in clauses if often[clause.text] == 1}
