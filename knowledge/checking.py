"""Which clauses a draft touches: what it does is recognised, and the policies are asked about that."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.answer import Question, Verdict
from knowledge.found import Found
from knowledge.personal_details import holds_personal_details
from knowledge.policy import ClauseRef, NormKind
from knowledge.reading import Reading, Readings

MOST_TOUCHED = 6
NEAR_ENOUGH = 0.62
"""Search's score from which a sentence touches a clause by its own words; on the first drafts in
tests/questions, a lower one showed everyday messages a rule and found no draft more."""
BESIDE = 0.2
"""The probability to be the answer from which a clause counts beside the first that is asked about."""

NAMING = "can i give a service user's name or personal details in a message?"
"""What the policies are asked where a draft holds somebody's personal details."""

Searched = Callable[[str], Sequence[Found]]
Read = Callable[[Question, Sequence[Found]], Readings]

_ALREADY_RULED = {NormKind.FORBIDS, NormKind.REQUIRES, NormKind.ALLOWS}
_SERIOUSNESS = {Verdict.NO: 0, Verdict.ONLY_IF: 1, Verdict.EXPLAIN: 2, Verdict.YES: 3}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a draft may do. sign: how it shows. question: what the policies are asked about it."""

    sign: re.Pattern[str]
    question: str


@cache
def _acts() -> tuple[Act, ...]:
    table = tomllib.loads(files(__package__).joinpath("checking.toml").read_text("utf-8"))
    parts: dict[str, str] = table["parts"]

    def whole(sign: str) -> str:
        return re.sub(r"<(\w+)>", lambda named: parts[named.group(1)], sign)

    return tuple(
        Act(re.compile(rf"\b(?:{'|'.join(map(whole, act['signs']))})\b", re.IGNORECASE), act["question"])
        for act in table["acts"]
    )


@dataclass(frozen=True, slots=True)
class Touch:
    """A clause that a draft touches. reading: what it says to what the draft does. words: of the draft."""

    reading: Reading
    words: str

    @property
    def ref(self) -> ClauseRef:
        """The clause."""
        return self.reading.found.clause.ref


def touches(draft: str, searched: Searched, read: Read) -> tuple[Touch, ...]:
    """What the draft touches, the most serious first, each clause once and at most six."""
    best: dict[ClauseRef, Touch] = {}
    for touch in _touches(draft, searched, read):
        best.setdefault(touch.ref, touch)
    ordered = sorted(best.values(), key=lambda touch: _SERIOUSNESS[touch.reading.verdict])
    return tuple(ordered[:MOST_TOUCHED])


def sentences(draft: str) -> list[str]:
    """The draft sentence by sentence, and as a whole where it is one."""
    parts = (part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", draft))
    return [part for part in parts if re.search(r"\w", part)]


def _touches(draft: str, searched: Searched, read: Read) -> Iterator[Touch]:
    """What is asked about first, because that is surer; then what the draft's own words come near."""
    parts = sentences(draft)
    for question, words in _asked(draft, parts):
        readings = read(Question(question), searched(question))
        if readings.answered:
            beside = (one for one in readings.ordered[1:] if one.relevance >= BESIDE)
            yield from (Touch(one, words) for one in (readings.ordered[0], *beside) if _rules(one))
    for part in parts:
        near = [one for one in searched(part) if one.score >= NEAR_ENOUGH]
        if near:
            readings = read(Question(f"can i post this: {part}"), near)
            told = (one for one in readings.ordered[:2] if one.verdict is not Verdict.EXPLAIN)
            yield from (Touch(one, part) for one in told if _rules(one))


def _asked(draft: str, parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The questions that a draft raises, each with the part of it that does."""
    for act in _acts():
        part = next((part for part in parts if act.sign.search(part)), None)
        if part is None and act.sign.search(draft):
            part = draft
        if part is not None:
            yield act.question, part
    naming = next((part for part in parts if holds_personal_details(part)), None)
    if naming is None and holds_personal_details(draft):
        naming = draft
    if naming is not None:
        yield NAMING, naming


def _rules(reading: Reading) -> bool:
    """Whether a clause rules at all: what only informs is not touched by anything."""
    return reading.found.clause.norm.kind in _ALREADY_RULED
