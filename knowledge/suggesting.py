"""First questions made from the published policies, in the words that a member of staff would use."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, zip_longest

from knowledge.answer import Answer, Question, Verdict
from knowledge.policy import Clause, ClauseRef, NormKind, PolicyVersion

LONGEST = 75
"""The longest question that is suggested, in characters: what fits on a button."""
SHORTEST = 4  # words of an act: "bully" alone asks about nothing
TRIED = 8  # candidates of each policy that the assistant is asked about, at most

_BANNED_LIST = re.compile(r"\b(?:must|may|should|can|do|are)\b[^:]*\b(?:not|never)\b[^:]*:$", re.IGNORECASE)
_ALLOWED = re.compile(
    r"^(?:You|Staff(?: members)?|Employees|Workers|Volunteers|Carers) (?:may|can) (?!not\b)"
)
_VAGUE = re.compile(r"^(?:\w+ ){1,2}(?:it|this|that|these|those|so|such|one|ones)\b|\bthem\b|\bthe same\b")
# What nobody asks leave for in these words.
_LOADED = re.compile(
    r"confidential|offensive|derogatory|defamat|insult|bull(?:y|ies)|harass|discriminat|disrepute|damage|infring"
    r"|breach|malicious|unsuitable|inappropriate|illegal|unlawful|untrue|false",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?<![\w-])(?!I\b|Wi-Fi\b)[A-Z]\w+")
_AS_I_SAY = (
    (r"\b(?:their|your|one's) own\b", "my own"),
    (r"\b(?:their|your)\b", "my"),
    (r"\b(to|with|from|for|of|about|by|on) you\b", r"\1 me"),
    (r"\b(?:they|you) (?:have|has)\b", "I have"),
    (r"\b(?:they|you) are\b", "I am"),
    (r"\b(?:they|you)\b", "I"),
    (r"\bthemselves|yourself\b", "myself"),
)


def suggestions(
    versions: Sequence[PolicyVersion], answered: Callable[[Question], Answer], count: int
) -> tuple[str, ...]:
    """At most so many questions, in turn from each policy, whose answers quote the clause they are made from.

    answered: the assistant. Raises what it raises.
    """
    of_each = [_verified(version, answered) for version in versions]
    in_turn = (question for turn in zip_longest(*of_each) for question in turn if question)
    return tuple(islice(in_turn, count))


def candidates(version: PolicyVersion) -> Iterator[tuple[ClauseRef, str]]:
    """The questions that a policy's clauses give, each with its clause, those of a list of bans first."""
    bans = [clause for clause in version.clauses if _BANNED_LIST.search(clause.lead_in or "")]
    others = [clause for clause in version.clauses if clause not in bans]
    # In turn, so that what is allowed comes up as well as what is not.
    for pair in zip_longest(bans, (clause for clause in others if _allowed_act(clause))):
        for clause in filter(None, pair):
            act = _banned_act(clause) or _allowed_act(clause)
            question = _question(act) if act else None
            if question:
                yield clause.ref, question


def _verified(version: PolicyVersion, answered: Callable[[Question], Answer]) -> Iterator[str]:
    seen: set[str] = set()
    for ref, question in islice(candidates(version), TRIED):
        if question in seen:
            continue
        seen.add(question)
        answer = answered(Question(question))
        rules = answer.verdict not in {Verdict.NOT_COVERED, Verdict.EXPLAIN}
        if rules and ref in {citation.ref for citation in answer.citations[:1]}:
            yield question


def _banned_act(clause: Clause) -> str | None:
    norm = clause.norm
    listed = bool(_BANNED_LIST.search(clause.lead_in or ""))
    return norm.act if listed and norm.kind is NormKind.FORBIDS else None


def _allowed_act(clause: Clause) -> str | None:
    for norm in clause.norms:
        opening = _ALLOWED.match(norm.words)
        if norm.kind is NormKind.ALLOWS and opening and norm.words[opening.end() :].startswith(norm.act[:12]):
            return norm.act
    return None


def _question(act: str) -> str | None:
    """The act as somebody asks about it, cut where it goes on too long; None where that reads badly."""
    for cut in _cuts(act):
        words = cut
        for pattern, mine in _AS_I_SAY:
            words = re.sub(pattern, mine, words)
        question = f"Can I {words}?"
        fits = len(question) <= LONGEST and len(words.split()) >= SHORTEST
        if fits and not any(bad.search(words) for bad in (_VAGUE, _LOADED, _NAMES)):
            return question
    return None


def _cuts(act: str) -> Iterator[str]:
    """The act whole, then up to each place where a reader would not miss the rest, the later first."""
    whole = act.strip(" .;,")
    yield whole
    for pattern in (
        r", (?:or|and|even|so|for|such|including|because|as)\b",
        # Only before another thing of the same kind: "derogatory or malicious comments" is one.
        r" (?:or|and) (?=(?:a|an|the|their|your|my|any|use|to)\b)",
        r" (?:even|whenever|unless)\b",
    ):
        ends = [found.start() for found in re.finditer(pattern, whole)]
        yield from (whole[:end] for end in reversed(ends))
