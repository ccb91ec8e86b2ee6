"""The parts that messages, dialogs and pages in a chat are made of, as meaning: no platform's JSON."""

from dataclasses import dataclass
from enum import StrEnum

from bot.views import QuoteView, Shape


class Verb(StrEnum):
    """What a button does. It carries an id and nothing else; who pressed it, the platform says."""

    OPEN_CLAUSE = "open-clause"
    ASK_MANAGER = "ask-manager"
    SHARE = "share"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not-helpful"
    REPLY = "reply"
    CHECK_DRAFT = "check-draft"


OPEN_CLAUSE = "Open clause"

SYMBOLS = {
    Shape.TICK: "✅",
    Shape.DIAMOND: "🔶",
    Shape.OCTAGON: "🛑",
    Shape.PAGE: "📄",
    Shape.QUESTION_MARK: "❓",
}
"""A verdict's shape in a chat, where there is nothing to draw with."""


class Form(StrEnum):
    """What sending a dialog does."""

    HAND_OVER = "hand-over"
    REPLY = "reply"
    REASON = "reason"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Button:
    """A button. about: the id of what it is about. label: at most 75 characters are shown."""

    verb: Verb
    about: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """The opening line of a message or of a stretch of it."""

    text: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A verdict as a word with a shape, so that nobody needs colour to tell verdicts apart."""

    shape: Shape
    word: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of plain text. strong: what the eye should meet first."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Small:
    """A paragraph that stands back: an edition, a notice, a date."""

    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """What must hold, one by one."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Things of one kind, one by one."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a policy with their reference.

    opens: whether the clause can be opened from here. brief: only where it stands, as one to see also.
    near: it is only the closest that there is, and no answer.
    """

    view: QuoteView
    opens: bool = False
    brief: bool = False
    near: bool = False

    @property
    def button(self) -> Button | None:
        """The button that opens the clause."""
        return Button(Verb.OPEN_CLAUSE, str(self.view.ref), OPEN_CLAUSE) if self.opens else None


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote, as they wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class ClausePart:
    """A clause among its neighbours. label: "rule 2", or ""."""

    label: str
    lead_in: str | None
    words: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Prompts:
    """First questions, each asked with one press where the platform can, else to be read."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """Helpful or not, asked about an exchange."""

    about: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web page to go to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two stretches."""


@dataclass(frozen=True, slots=True)
class TextField:
    """Something to be typed. most: the longest text in characters. typed: what stands there at first."""

    name: str
    label: str
    most: int
    optional: bool = False
    hint: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of several to be chosen: a value and its label each."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class TickField:
    """Something to be agreed to before a form can be sent."""

    name: str
    label: str


Part = (
    Title
    | VerdictLine
    | Line
    | Small
    | Checklist
    | Listed
    | Quote
    | Words
    | ClausePart
    | Buttons
    | Prompts
    | Feedback
    | Link
    | Rule
    | TextField
    | ChoiceField
    | TickField
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message. summary: it in plain words, for notifications and screen readers.

    by_chat_model: a chat model decided what it says, which platforms with a mark for that show.
    cites: what it quotes is what it rests on, which platforms with footnotes show as such.
    """

    parts: tuple[Part, ...]
    summary: str
    by_chat_model: bool = False
    cites: bool = False


@dataclass(frozen=True, slots=True)
class Dialog:
    """A window over the chat. form: what sending it does, None when there is nothing to send.

    about: the id that goes with the form. send: the label of the button that sends it.
    """

    title: str
    parts: tuple[Part, ...]
    form: Form | None = None
    about: str = ""
    send: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Handrail's own page for one person."""

    parts: tuple[Part, ...]
