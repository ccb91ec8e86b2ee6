"""Questions and answers as values, and the rule that every quote stands in its clause."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.policy import Clause, ClauseRef

LONGEST_QUESTION = 2_000
"""The longest question that is read, in characters."""


class Verdict(StrEnum):
    """Is the act allowed? Never the grammar of the question."""

    YES = "yes"
    ONLY_IF = "only_if"
    NO = "no"
    EXPLAIN = "explain"
    NOT_COVERED = "not_covered"


class QuoteNotInClause(Exception):
    """An answer quoted words that its clause does not hold; the answer must not be given."""


@dataclass(frozen=True, slots=True)
class LineManager:
    """Whom to ask: a name and how to reach them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the platform's verified event and the directory say. email is None when unknown.

    senior_manager: the line manager's own, for what is not to go to the line manager.
    """

    email: str | None = None
    name: str | None = None
    line_manager: LineManager | None = None
    senior_manager: LineManager | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn: what the person wrote and, in short, what Handrail answered."""

    user: str
    bot_gist: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom, after which earlier turns (oldest first), and where."""

    text: str
    asker: Asker = field(default_factory=Asker)
    history: tuple[Turn, ...] = ()
    place: str = "command line"


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of a clause, where they stand, and which version and issue they come from.

    reference is how people say the place. lead_in introduces the quote, or None. The quote
    stands in the clause character for character, after white space.
    """

    ref: ClauseRef
    reference: str
    quote: str
    lead_in: str | None = None
    policy_title: str = ""
    issued: date | None = None


class ReferKind(StrEnum):
    """Whom an answer sends its reader to."""

    LINE_MANAGER = "line_manager"
    SENIOR_MANAGER = "senior_manager"


@dataclass(frozen=True, slots=True)
class ReferTo:
    """Whom to ask. name and email are None when the directory does not say who that is."""

    kind: ReferKind
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What Handrail says.

    text opens with the verdict in words. condition is set exactly when the verdict is
    ONLY_IF. citations: best first, empty when not covered. refer_to: whom to ask, or None
    when the question is no business of any policy. notices: things to be told besides the
    answer. version: "social-media 3" of the first citation, or None. closest: where nothing
    answers, the closest thing that the policies say, which is no answer. route: where to report,
    for who tells of harm or of their own manager, in the policies' words; None where none says it.
    by_chat_model: whether a chat model's reading decided it.
    """

    verdict: Verdict
    text: str
    condition: str | None
    citations: tuple[Citation, ...]
    refer_to: ReferTo | None
    notices: tuple[str, ...]
    version: str | None
    closest: Citation | None = None
    route: Citation | None = None
    by_chat_model: bool = False


@dataclass(frozen=True, slots=True)
class Touched:
    """A clause that a draft touches: what it says to what the draft does, and the words that do it.

    verdict: never NOT_COVERED. condition: set exactly when it is ONLY_IF.
    """

    citation: Citation
    verdict: Verdict
    condition: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a draft touches, the most serious first; nothing is no leave. notices: what else to mind."""

    touched: tuple[Touched, ...]
    notices: tuple[str, ...] = ()


def words_only(text: str) -> str:
    """The text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


def quote_stands(quote: str, clause: Clause) -> bool:
    """Whether the quote is whole words of the clause's text, character for character after white space.

    A part of a word does not stand: "lawful" is not a quotation from "unlawful".
    """
    wanted = words_only(quote)
    whole = rf"(?:\b|(?=\W)){re.escape(wanted)}(?:\b|(?<=\W))"
    return bool(wanted) and re.search(whole, words_only(clause.text)) is not None


def grounded(answer: Answer, clauses: Iterable[Clause]) -> Answer:
    """The answer itself, once each quote is found in the stored clause that it names.

    Raises QuoteNotInClause when a citation names no such clause or quotes other words.
    """
    every = (*answer.citations, *filter(None, (answer.closest, answer.route)))
    check_quotes(every, {clause.ref: clause for clause in clauses})
    return answer


def check_quotes(citations: Iterable[Citation], stored: Mapping[ClauseRef, Clause]) -> None:
    """Raises QuoteNotInClause when a citation names no stored clause or quotes other words."""
    for citation in citations:
        clause = stored.get(citation.ref)
        if clause is None or not quote_stands(citation.quote, clause):
            raise QuoteNotInClause(f"The words quoted from {citation.ref} are not in that clause.")
