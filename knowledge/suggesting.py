"""First questions made from the published policies, in the words that a member of staff would use."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, zip_longest

from knowledge.answer import Answer, Question, Verdict
from knowledge.policy import Clause, ClauseRef, NormKind, PolicyVersion

LONGEST = 75
"""The longest question that is suggested, in characters: what fits on a button."""
FITTING = 60  # one of at most so many is taken before a longer one
SHORTEST = 4  # words of an act: "bully" alone asks about nothing
TRIED = 8  # candidates of each policy that the assistant is asked about, at most

# What stands between the ban and its colon opens each act: "must not wear:" with "rings on shift".
_BANNED_LIST = re.compile(
    r"\b(?:(?:must|may|should|shall|can|do|are)\b[^:]*\b(?:not|never)|don['’]t|can['’]t|cannot)\b(?P<opens>[^:]*):$",
    re.IGNORECASE,
)
_ALLOWED_LIST = re.compile(r"\b(?:may|can|welcome to|free to|fine to)\b\W*$", re.IGNORECASE)
_BANNED = re.compile(r"^(?:Please )?(?:Do not|Don['’]t|Never) ")
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
# An act opens with what is done; these words open something else.
_NO_VERB = re.compile(
    r"^(?:a|an|the|any|no|not|be|have|from|of|with|to|for|where|when|if|there|it|they|in|on|at|by|let|think|expect|forget|worry"
    r"|\w+(?:ing|(?<![su])s))\b",
    re.IGNORECASE,
)
# A list that was cut before its last: "match officials, opponents" asks about too little.
_CUT_LIST = re.compile(r",(?!.* (?:or|and) )")
_TOPICS = tuple(
    (re.compile(heading, re.IGNORECASE), question)
    for heading, question in (
        (r"\bhelp\b|\bquestions?\b|\benquir|who can|stuck", "Who can I ask if I am not sure?"),
        (
            r"breach|broken|break|goes wrong|consequences|disciplin",
            "What happens if somebody breaks these rules?",
        ),
        (r"training|induction|learning", "What training do I get on this?"),
        (r"\bscope\b|who it('s| is) for|who it covers", "Who do these rules apply to?"),
    )
)
"""What a heading lets staff ask, where the acts of a policy give too little."""
_AS_I_SAY = (
    (r"\b(?:their|your|one's) own\b", "my own"),
    (r"\b(?:their|your)\b", "my"),
    (r"\b(to|with|from|for|of|about|by|on) you\b", r"\1 me"),
    (r"\b(?:they|you)['’]re\b", "I'm"),
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
    bans = [clause for clause in version.clauses if _banned_act(clause)]
    leaves = [clause for clause in version.clauses if clause not in bans and _allowed_act(clause)]
    # In turn, so that what is allowed comes up as well as what is not.
    for pair in zip_longest(sorted(bans, key=_stands_alone), leaves):
        for clause in filter(None, pair):
            act = _banned_act(clause) or _allowed_act(clause)
            question = _question(act) if act else None
            if question:
                yield clause.ref, question
    for heading, question in _TOPICS:
        under = (clause for clause in version.clauses if heading.search(" ".join(clause.heading_path[-1:])))
        yield from ((clause.ref, question) for clause in islice(under, 2))


def _stands_alone(clause: Clause) -> bool:
    return clause.lead_in is None


def _verified(version: PolicyVersion, answered: Callable[[Question], Answer]) -> Iterator[str]:
    told = {question for _, question in _TOPICS}
    given: set[str] = set()
    answers: dict[str, Answer] = {}
    for ref, question in _first(candidates(version)):
        answer = answers.setdefault(question, answers.get(question) or answered(Question(question)))
        enough = {Verdict.EXPLAIN} if question in told else {Verdict.YES, Verdict.ONLY_IF, Verdict.NO}
        cited = ref in {citation.ref for citation in answer.citations[:1]}
        if question not in given and answer.verdict in enough and cited:
            given.add(question)
            yield question


def _first(pairs: Iterator[tuple[ClauseRef, str]]) -> Iterator[tuple[ClauseRef, str]]:
    """As many of the acts as are tried, and the topics, which come last."""
    told, tried = {question for _, question in _TOPICS}, 0
    for ref, question in pairs:
        tried += question not in told
        if question in told or tried <= TRIED:
            yield ref, question


def _banned_act(clause: Clause) -> str | None:
    norm, listed = clause.norm, _BANNED_LIST.search(clause.lead_in or "")
    if norm.kind is not NormKind.FORBIDS:
        return None
    if listed:
        opens = re.sub(r" (?:on|at|in|while|when|during)\b.*", "", listed["opens"]).strip()
        return f"{opens} {norm.act}".strip()
    alone = _BANNED.match(norm.words)
    return norm.words[alone.end() :] if alone and not clause.lead_in else None


def _allowed_act(clause: Clause) -> str | None:
    if clause.norm.kind is NormKind.ALLOWS and _ALLOWED_LIST.search((clause.lead_in or "").rstrip(":")):
        return clause.norm.act
    for norm in clause.norms:
        opening = _ALLOWED.match(norm.words)
        if norm.kind is NormKind.ALLOWS and opening and norm.words[opening.end() :].startswith(norm.act[:12]):
            return norm.act
    return None


def _question(act: str) -> str | None:
    """The act as somebody asks about it, cut where it goes on too long; None where that reads badly."""
    made = [question for cut in _cuts(act) if (question := _asked(cut))]
    fitting = (question for question in made if len(question) <= FITTING)
    return max(fitting, key=len, default=min(made, key=len, default=None))


def _asked(cut: str) -> str | None:
    words = cut[:1].lower() + cut[1:]
    for pattern, mine in _AS_I_SAY:
        words = re.sub(pattern, mine, words)
    question = f"Can I {words}?"
    fits = len(question) <= LONGEST and len(words.split()) >= SHORTEST
    bad = (_VAGUE, _LOADED, _NAMES, _NO_VERB, _CUT_LIST)
    return question if fits and not any(one.search(words) for one in bad) else None


def _cuts(act: str) -> Iterator[str]:
    """The act whole, then up to each place where a reader would not miss the rest, the later first."""
    # "They" after "whether" are seldom the staff.
    whole = re.split(r", whether\b", act)[0].strip(" .;,")
    yield whole
    for pattern in (
        r"[;:.(]| (?:save|except|unless|provided|so long|as long|once|only|without asking)\b",
        r", (?:or|and|even|so|for|such|including|because|as|whether|not|no|which|who)\b",
        r", (?:with|to|ours|their|using|by)\b",
        # Only before another thing of the same kind: "derogatory or malicious comments" is one.
        r" (?:or|and) (?=(?:a|an|the|their|your|my|any|use|to)\b)",
        r" (?:even|whenever|where|in which|bearing|by means)\b",
    ):
        ends = [found.start() for found in re.finditer(pattern, whole)]
        yield from (whole[:end].rstrip(" ,;") for end in reversed(ends))
