"""What people are shown, as meaning: each platform lays these out in its own way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.answer import Answer, Citation, ReferKind, ReferTo, Verdict
from knowledge.policy import Clause, ClauseRef, PolicyVersion, policy_name

NEIGHBOURS = 2
LONGEST_GIST = 300
CLOSEST = "The closest thing my policies say, which does not answer this:"
ROUTE = "Where to report it:"


class Shape(StrEnum):
    """A verdict's outline, so that nobody has to tell verdicts apart by colour."""

    TICK = "tick"
    DIAMOND = "diamond"
    OCTAGON = "octagon"
    PAGE = "page"
    QUESTION_MARK = "question-mark"


WORDS = {
    Verdict.YES: "Yes",
    Verdict.ONLY_IF: "Only if …",
    Verdict.NO: "No",
    Verdict.EXPLAIN: "What the policy says",
    Verdict.NOT_COVERED: "Not covered",
}
SHAPES = {
    Verdict.YES: Shape.TICK,
    Verdict.ONLY_IF: Shape.DIAMOND,
    Verdict.NO: Shape.OCTAGON,
    Verdict.EXPLAIN: Shape.PAGE,
    Verdict.NOT_COVERED: Shape.QUESTION_MARK,
}


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of a policy, where they stand, and in which edition. lead_in opens the list they are in."""

    ref: ClauseRef
    lead_in: str | None
    words: str
    reference: str
    edition: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as a person reads it, from top to bottom.

    word and shape give the verdict; text goes on where word and checklist end, and is ""
    when they say it all. checklist: what must hold, empty unless the verdict is ONLY_IF.
    quotes: best first. closest: where nothing answers, the closest words that there are, to be
    shown as no answer. route: where to report what the question tells of, or None. refer_to: a
    sentence that says whom to ask, or None. may_ask_manager: whether the line manager may be sent
    the question, never where the question may be about them. gist: the answer in at most 300
    characters, for the turns that follow. by_chat_model: whether a chat model decided it.
    """

    verdict: Verdict
    word: str
    shape: Shape
    text: str
    checklist: tuple[str, ...]
    quotes: tuple[QuoteView, ...]
    closest: QuoteView | None
    route: QuoteView | None
    refer_to: str | None
    may_ask_manager: bool
    notices: tuple[str, ...]
    gist: str
    by_chat_model: bool = False


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A question that cannot be taken as it is: one sentence that says what to do instead."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause among its neighbours.

    headings (outermost first) and lead_in are empty and None where the line above has already
    given the same. label: what people call the clause under its heading, or "".
    """

    ref: ClauseRef
    headings: tuple[str, ...]
    lead_in: str | None
    label: str
    words: str
    cited: bool


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause in its place: itself, marked as cited, and up to two clauses on either side.

    earlier and later: the clauses just before and after the ones shown, or None at an end.
    """

    policy: str
    edition: str
    reference: str
    lines: tuple[ClauseLine, ...]
    earlier: ClauseRef | None
    later: ClauseRef | None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A published policy on one line. overdue: its review date has passed."""

    name: str
    edition: str
    review: str
    overdue: bool


def answer_view(answer: Answer) -> AnswerView:
    """The answer as it is shown."""
    return AnswerView(
        verdict=answer.verdict,
        word=WORDS[answer.verdict],
        shape=SHAPES[answer.verdict],
        text=_after_opening(answer),
        checklist=checklist_of(answer.condition),
        # Shown as where to report it, and so not a second time.
        quotes=tuple(quote_view(one) for one in answer.citations if one != answer.route),
        closest=quote_view(answer.closest) if answer.closest else None,
        route=quote_view(answer.route) if answer.route else None,
        refer_to=_refer_to(answer.refer_to),
        may_ask_manager=_may_ask_manager(answer),
        notices=answer.notices,
        gist=_shortened(_gist(answer)),
        by_chat_model=answer.by_chat_model,
    )


def clause_view(version: PolicyVersion, path: str) -> ClauseView | None:
    """The clause at this path with its neighbours, or None when the version has no such clause."""
    paths = [clause.ref.path for clause in version.clauses]
    if path not in paths:
        return None
    place = paths.index(path)
    first, end = max(0, place - NEIGHBOURS), place + NEIGHBOURS + 1
    before, after = version.clauses[:first], version.clauses[end:]
    return ClauseView(
        policy=policy_name(version.details.title),
        edition=edition(version.number, version.details.issued),
        reference=version.reference(version.clauses[place]),
        lines=tuple(_lines(version.clauses[first:end], path)),
        earlier=before[-1].ref if before else None,
        later=after[0].ref if after else None,
    )


def policy_view(version: PolicyVersion, today: date) -> PolicyView:
    """The policy as a list of policies names it."""
    review = version.details.review
    overdue = review is not None and review < today
    return PolicyView(
        name=policy_name(version.details.title),
        edition=edition(version.number, version.details.issued),
        review=f"review {'was ' if overdue else ''}due {spoken(review)}" if review else "no review date",
        overdue=overdue,
    )


def edition(number: int, issued: date | None) -> str:
    """Which text of a policy this is: "Version 3, issued 30 December 2022"."""
    return f"Version {number}, {f'issued {spoken(issued)}' if issued else 'no issue date'}"


def spoken(day: date) -> str:
    """A date as people write it: "30 December 2022"."""
    return f"{day.day} {day:%B %Y}"


def quote_view(citation: Citation) -> QuoteView:
    """The words that are cited, with where they stand."""
    return QuoteView(
        ref=citation.ref,
        lead_in=citation.lead_in,
        words=citation.quote,
        reference=citation.reference,
        edition=edition(citation.ref.version, citation.issued),
    )


def _refer_to(refer_to: ReferTo | None) -> str | None:
    if refer_to is None:
        return None
    senior = refer_to.kind is ReferKind.SENIOR_MANAGER
    if refer_to.name is None:
        return "Ask a senior manager." if senior else "Ask your line manager or a senior manager."
    reach = f" ({refer_to.email})" if refer_to.email else ""
    whom = "a senior manager" if senior else "your line manager"
    return f"Ask {whom}, {refer_to.name}{reach}."


def _may_ask_manager(answer: Answer) -> bool:
    whom = answer.refer_to
    known = whom is not None and bool(whom.name and whom.email) and whom.kind is ReferKind.LINE_MANAGER
    return known and answer.route is None


def checklist_of(condition: str | None) -> tuple[str, ...]:
    """The conditions one by one: only a semicolon or a new line parts them, because "and" may not."""
    parts = (re.sub(r"^and\s+", "", part.strip()) for part in re.split(r"[;\n]", condition or ""))
    return tuple(part.rstrip(".") for part in parts if part)


def _after_opening(answer: Answer) -> str:
    """The text without an opening that only repeats the verdict's word, or the word and the condition."""
    word = WORDS[answer.verdict].removesuffix(" …")
    openings = [f"{word} {answer.condition.rstrip('.')}"] if answer.condition else [word]
    text = answer.text.strip()
    for opening in openings:
        # Only before a stop: "No one may…" opens with "No" and says something else.
        match = re.match(rf"{re.escape(opening)}\s*([.,:;!\u2013\u2014]\s*|$)", text, re.IGNORECASE)
        if match:
            rest = text[match.end() :]
            return rest[:1].upper() + rest[1:]
    return text


def _gist(answer: Answer) -> str:
    """What the turns that follow need to know: the verdict and the words that it rests on."""
    return " ".join((answer.text, *(citation.quote for citation in answer.citations[:1])))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_GIST:
        return text
    return text[: LONGEST_GIST - 1].rsplit(None, 1)[0] + "…"


def _lines(clauses: tuple[Clause, ...], cited: str) -> Iterator[ClauseLine]:
    for above, clause in zip((None, *clauses[:-1]), clauses, strict=True):
        moved = above is None or above.heading_path != clause.heading_path
        led_in_above = above is not None and not moved and above.lead_in == clause.lead_in
        yield ClauseLine(
            ref=clause.ref,
            headings=clause.heading_path if moved else (),
            lead_in=None if led_in_above else clause.lead_in,
            label=clause.place,
            words=clause.text,
            cited=clause.ref.path == cited,
        )
