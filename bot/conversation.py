"""One turn of a conversation: who asks, after which turns, and what they are shown."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.directory import Directory
from bot.draft_views import CheckView, check_view
from bot.views import (
    AnswerView,
    ClauseView,
    PolicyView,
    QuoteView,
    RefusalView,
    answer_view,
    clause_view,
    policy_view,
    quote_view,
)
from knowledge.answer import LONGEST_QUESTION, Answer, Asker, Check, Citation, Question, Turn
from knowledge.policy import ClauseRef, PolicyVersion

TURNS_REMEMBERED = 3
LONGEST_DRAFT = 3_000


class Assistant(Protocol):
    """What a conversation needs of what knows the policies."""

    def answer(self, question: Question) -> Answer:
        """The grounded answer. May take seconds."""

    def version(self, slug: str, number: int) -> PolicyVersion | None:
        """This version of the policy, whether it is the current one or not; None when there is none."""

    def check(self, draft: str) -> Check:
        """Which clauses a draft touches. May take seconds."""

    def suggestions(self) -> tuple[str, ...]:
        """First questions that the published policies answer."""

    def clauses(self, text: str, most: int) -> tuple[Citation, ...]:
        """The clauses nearest to these words, the nearest first."""

    def current(self) -> Sequence[PolicyVersion]:
        """Every policy in the version that answers are taken from now."""


class Conversation:
    """Takes a question and gives back what to show. It keeps nothing from one question to the next."""

    def __init__(self, assistant: Assistant, directory: Directory) -> None:
        self._assistant = assistant
        self._directory = directory

    def ask(
        self, text: str, *, email: str | None = None, history: Sequence[Turn] = (), place: str = "web page"
    ) -> AnswerView | RefusalView:
        """What to show for what the person with this e-mail wrote: see answered."""
        answer = self.answered(text, self.asker(email), history, place)
        return answer if isinstance(answer, RefusalView) else answer_view(answer)

    def answered(
        self, text: str, asker: Asker, history: Sequence[Turn] = (), place: str = "web page"
    ) -> Answer | RefusalView:
        """The answer to what this person wrote, after earlier turns (oldest first).

        A question without words, or of more than 2,000 characters, gives a refusal, and so does
        any while no policy is loaded. Of the history, the last three turns count.
        """
        words = _writable(text).strip()
        if not words:
            return RefusalView("Type a question first, for example: can I post a photo of a colleague?")
        if len(words) > LONGEST_QUESTION:
            return RefusalView(
                f"That is {len(words):,} characters long, and {LONGEST_QUESTION:,} is the most that can be "
                f"read at once: ask in fewer words."
            )
        if not self._assistant.current():
            return RefusalView("No policy is loaded yet, so there is nothing to answer from.")
        question = Question(
            text=words,
            asker=asker,
            history=tuple(_writable_turn(turn) for turn in history[-TURNS_REMEMBERED:]),
            place=place,
        )
        return self._assistant.answer(question)

    def check(self, draft: str) -> CheckView | RefusalView:
        """Which clauses a draft touches, and how.

        A draft without words, or of more than 3,000 characters, gives a refusal, and so does any
        while no policy is loaded.
        """
        words = _writable(draft).strip()
        if not words:
            return RefusalView("There are no words to check: paste what you want to post or send.")
        if len(words) > LONGEST_DRAFT:
            return RefusalView(
                f"That is {len(words):,} characters long, and {LONGEST_DRAFT:,} is the most that can be "
                f"checked at once: check it in parts."
            )
        if not self._assistant.current():
            return RefusalView("No policy is loaded yet, so there is nothing to check against.")
        return check_view(self._assistant.check(words))

    def suggestions(self) -> tuple[str, ...]:
        """A few first questions that the policies answer; none while nothing is published."""
        return self._assistant.suggestions()

    def clauses(self, text: str, most: int) -> tuple[QuoteView, ...]:
        """The clauses nearest to these words, at most so many; without words, some that people ask about.

        None of either while no policy is loaded.
        """
        words = _writable(text).strip()[:LONGEST_QUESTION]
        if not self._assistant.current():
            return ()
        asked = [words] if words else self._assistant.suggestions()
        found = [self._assistant.clauses(one, most if words else 1) for one in asked]
        nearest = dict.fromkeys(citation for citations in found for citation in citations)
        return tuple(quote_view(citation) for citation in nearest)[:most]

    def asker(self, email: str | None) -> Asker:
        """Who has this e-mail; an Asker without an e-mail when nobody is known by it."""
        return self._directory.asker(email)

    def clause(self, ref: ClauseRef) -> ClauseView | None:
        """The clause with its neighbours, or None when there is no such clause."""
        version = self._assistant.version(ref.policy, ref.version)
        return clause_view(version, ref.path) if version else None

    def policies(self, today: date) -> tuple[PolicyView, ...]:
        """The policies that answers are taken from; today tells which reviews are overdue."""
        return tuple(policy_view(version, today) for version in self._assistant.current())


def _writable(text: str) -> str:
    """The text with a space for each control character and "?" for each half of a character."""
    whole = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", whole)


def _writable_turn(turn: Turn) -> Turn:
    return Turn(_writable(turn.user), _writable(turn.bot_gist))
