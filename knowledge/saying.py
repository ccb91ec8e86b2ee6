"""How an answer is said: from readings to an Answer, in plain words that open with the verdict."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from knowledge.answer import Answer, Citation, Question, QuoteNotInClause, ReferKind, ReferTo, Verdict
from knowledge.concerns import about_own_manager
from knowledge.elsewhere import named_elsewhere
from knowledge.harm import tells_of_harm
from knowledge.policy import Clause, ClauseRef, NormKind, PolicyVersion, policy_name
from knowledge.reading import Reading
from knowledge.route import Routes
from knowledge.search import search_text

MOST_CITATIONS = 3
DANGER = "If anyone is in danger now, call 999 before you do anything else."
_ASKS_LEAVE = re.compile(
    r"(?<!what )(?<!who )\b(?:can|could|may|shall|should|must|will|would|cn) (?:i|we|u|they|he|she)\b"
    r"|\b(?:am i|are we) (?:allowed|aloud|ok|obliged)\b|\bis it (?:ok|okay|alright|all right|allowed)\b"
    r"|\bdo (?:i|we) (?:have|need)\b|\bok (?:to|if)\b",
    re.IGNORECASE,
)
_NEAR = 2  # of the closest readings, so many may name the policy that deals with the subject


def answer_from(
    question: Question,
    readings: Sequence[Reading],
    by_ref: Mapping[ClauseRef, tuple[PolicyVersion, Clause]],
) -> Answer:
    """The answer that the best reading gives, with the next best cited after it.

    Raises QuoteNotInClause when a reading is of a clause that by_ref does not hold.
    """
    best = readings[0]
    citations = tuple(cited(reading, by_ref) for reading in readings[:MOST_CITATIONS])
    ref = best.found.clause.ref
    return Answer(
        verdict=best.verdict,
        text=_opening(best),
        condition=best.condition if best.verdict is Verdict.ONLY_IF else None,
        citations=citations,
        refer_to=whom_to_ask(question),
        notices=(),
        version=f"{ref.policy} {ref.version}",
    )


def not_covered(
    question: Question,
    readings: Sequence[Reading],
    by_ref: Mapping[ClauseRef, tuple[PolicyVersion, Clause]],
) -> Answer:
    """The answer to what no clause answers: who may know, and the closest thing that the policies say.

    Where a clause near the subject sends to a policy that is not held, that policy is named. Raises
    QuoteNotInClause when a reading is of a clause that by_ref does not hold.
    """
    near = readings[:_NEAR]
    titles = {version.details.title for version, _ in by_ref.values()}
    named = named_elsewhere(search_text(question), [reading.found.clause for reading in near], titles)
    text = (
        f"Not covered. I have no rule on this. The {named} may deal with it, but I don't hold that one."
        if named
        else "Not covered. No policy that I hold has a rule on this, so I can't say yes or no."
    )
    answer = _uncited(text, whom_to_ask(question))
    return replace(answer, closest=cited(near[0], by_ref)) if near else answer


def no_business(versions: Sequence[PolicyVersion]) -> Answer:
    """The answer to a question far from all work: nobody need be asked."""
    names = _listed([policy_name(version.details.title) for version in versions])
    return _uncited(f"Not covered. I can only answer from the policies I hold: {names}.", None)


def unverified(question: Question) -> Answer:
    """Said instead of an answer whose quote did not stand in its clause."""
    text = "Not covered. I could not check my answer against the policy's own words, so I won't give it."
    return _uncited(text, whom_to_ask(question))


def unanswerable(question: Question) -> Answer:
    """Said to a question without words, or of more words than are read."""
    if not question.text.strip():
        return _uncited("Type a question first, for example: can I post a photo of a colleague?", None)
    return _uncited("That is too long to read as one question: ask it in fewer words.", None)


def with_route(
    answer: Answer,
    question: Question,
    routes: Routes,
    by_ref: Mapping[ClauseRef, tuple[PolicyVersion, Clause]],
) -> Answer:
    """The answer with where to report, if the question tells of harm or of the asker's own manager.

    Whoever tells of harm is told first what to do if anyone is in danger.
    """
    if not tells_of_trouble(question):
        return answer
    clause = routes.of_manager if _of_own_manager(question) else routes.of_harm
    route = _cited(*by_ref[clause.ref]) if clause else None
    danger = (DANGER,) if _of_harm(question) else ()
    routed = replace(answer, route=route, notices=(*danger, *answer.notices))
    return _reported(routed, route) if route and _asks_no_leave(question) else routed


def _reported(answer: Answer, route: Citation) -> Answer:
    """The answer to what was told and not asked: where to report it, and no verdict on anything.

    Nor what is merely closest: "do not harm the company's name" is no reply to who tells of abuse.
    """
    others = [one for one in answer.citations if one.ref.policy == route.ref.policy and one.ref != route.ref]
    return replace(
        answer,
        verdict=Verdict.EXPLAIN,
        text="What the policy says:",
        condition=None,
        citations=(route, *others[: MOST_CITATIONS - 1]),
        closest=None,
        version=f"{route.ref.policy} {route.ref.version}",
    )


def _asks_no_leave(question: Question) -> bool:
    """Whether somebody tells what happened rather than asks what they may or must do."""
    return _ASKS_LEAVE.search(question.text) is None


def tells_of_trouble(question: Question) -> bool:
    """Whether a question, or one that it goes on from, tells of harm or of the asker's own manager."""
    return _of_harm(question) or _of_own_manager(question)


def whom_to_ask(question: Question) -> ReferTo:
    """The asker's line manager by name, or the manager above where harm or that manager is told of.

    Without a name when the directory has none.
    """
    asker = question.asker
    above = tells_of_trouble(question)
    kind, known = (
        (ReferKind.SENIOR_MANAGER, asker.senior_manager)
        if above
        else (ReferKind.LINE_MANAGER, asker.line_manager)
    )
    return ReferTo(kind, known.name if known else None, known.email if known else None)


def _opening(reading: Reading) -> str:
    norm = reading.found.clause.norm
    if reading.verdict is Verdict.ONLY_IF:
        return f"Only if {reading.condition}."
    if reading.verdict is Verdict.YES:
        asked = norm.kind is NormKind.REQUIRES
        return (
            "Yes. The policy asks this of you." if asked else "Yes. The policy allows it as you describe it."
        )
    if reading.verdict is Verdict.NO:
        unmet = norm.kind is not NormKind.FORBIDS or norm.condition or norm.unless
        return (
            "No. The policy does not allow it as you describe it."
            if unmet
            else "No. The policy does not allow this."
        )
    return "What the policy says:"


def cited(reading: Reading, by_ref: Mapping[ClauseRef, tuple[PolicyVersion, Clause]]) -> Citation:
    ref = reading.found.clause.ref
    if ref not in by_ref:
        raise QuoteNotInClause(f"{ref} is no clause of any published policy.")
    return replace(_cited(*by_ref[ref]), quote=reading.quote)


def cited_whole(clause: Clause, by_ref: Mapping[ClauseRef, tuple[PolicyVersion, Clause]]) -> Citation:
    """All the words of a clause, with where they stand."""
    return _cited(*by_ref[clause.ref])


def _cited(version: PolicyVersion, clause: Clause) -> Citation:
    return Citation(
        clause.ref,
        version.reference(clause),
        clause.text,
        clause.lead_in,
        policy_name(version.details.title),
        version.details.issued,
    )


def _of_harm(question: Question) -> bool:
    return any(tells_of_harm(text) for text in _told(question))


def _of_own_manager(question: Question) -> bool:
    return any(about_own_manager(text) for text in _told(question))


def _told(question: Question) -> Iterator[str]:
    """What the asker wrote: "who do i tell?" after a report is still about what was reported."""
    yield from (turn.user for turn in question.history)
    yield question.text


def _uncited(text: str, refer_to: ReferTo | None) -> Answer:
    return Answer(Verdict.NOT_COVERED, text, None, (), refer_to, (), None)


def _listed(names: Sequence[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
