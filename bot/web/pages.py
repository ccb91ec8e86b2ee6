"""Views laid out as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.views import AnswerView, ClauseView, PolicyView
from bot.web.form import history_field
from knowledge.answer import Asker, Turn

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class AnsweredTurn:
    """A question with its answer. id: unlike that of any other turn on the page."""

    id: str
    question: str
    answer: AnswerView

    @property
    def as_history(self) -> Turn:
        """What later turns need to know of this one."""
        return Turn(self.question, self.answer.gist)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something typed that was not taken, and the sentence that says why."""

    typed: str
    why: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a conversation: who asks, the policies to answer from, and first questions."""

    asker: Asker
    policies: tuple[PolicyView, ...]
    suggestions: tuple[str, ...] = ()


class Pages:
    """The templates, compiled once. Everything put into them is escaped."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def conversation(
        self,
        around: Surroundings,
        *,
        earlier: Sequence[Turn] = (),
        turn: AnsweredTurn | None = None,
        question: NotTaken | None = None,
        email: NotTaken | None = None,
    ) -> str:
        """The whole page: earlier turns in short, the answered turn, and the form for the next.

        question and email: what the person typed in vain, to be corrected.
        """
        return self._laid_out(
            "conversation.html",
            around=around,
            earlier=earlier,
            turn=turn,
            history=_history(earlier, turn),
            question=question,
            email=email,
            suggestions=() if earlier or turn else around.suggestions,
        )

    def turn(self, turn: AnsweredTurn, earlier: Sequence[Turn]) -> str:
        """A turn alone, for a page that is already open."""
        return self._laid_out("turn.html", turn=turn, history=_history(earlier, turn))

    def clause(self, clause: ClauseView) -> str:
        """A clause among its neighbours, on a page of its own."""
        return self._laid_out("clause.html", clause=clause)

    def clause_alone(self, clause: ClauseView) -> str:
        """A clause among its neighbours, for a page that is already open."""
        return self._laid_out("clause-in-place.html", clause=clause)

    def problem(self, sentence: str) -> str:
        """A page that says what went wrong."""
        return self._laid_out("problem.html", sentence=sentence)

    def _laid_out(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(**values)


def _history(earlier: Sequence[Turn], turn: AnsweredTurn | None) -> str:
    return history_field((*earlier, turn.as_history) if turn else earlier)
