"""The seam between what Handrail does in a chat and the platform that the chat is on."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.directory import Role
from bot.parts import Dialog, Form, Home, Message, Verb
from knowledge.answer import Asker


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody on a platform, as its verified event names them: never as a message or a button says."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said. thread: the one that answers go to. private: only the speaker reads there."""

    channel: str
    thread: str
    private: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the platform has taken."""

    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class Handle:
    """What a platform needs to answer an interaction, opaque to everyone else; "" where there is none.

    trigger: opens a dialog, for seconds only. reply: shows something to the one who acted.
    dialog: the one that was filled in or is open.
    """

    trigger: str = ""
    reply: str = ""
    dialog: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message to Handrail. message: its id. addressed: by mention, or in private.

    within: the thread that it stands in, or None at the top of a channel. file: something is attached.
    flat: the place has no threads, so that what follows can only be told by the time.
    """

    speaker: Speaker
    place: Place
    message: str
    text: str
    addressed: bool
    within: str | None
    file: bool = False
    flat: bool = False


@dataclass(frozen=True, slots=True)
class Commanded:
    """What follows the slash command, typed where everyone may read or not."""

    speaker: Speaker
    place: Place
    text: str
    handle: Handle


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. about: the id that it carries. place: where it stood, or None in a dialog or at home."""

    speaker: Speaker
    verb: Verb
    about: str
    place: Place | None
    handle: Handle


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent. about: the id that it carries. values: what was typed or chosen, by field."""

    speaker: Speaker
    form: Form
    about: str
    values: Mapping[str, str]
    handle: Handle


@dataclass(frozen=True, slots=True)
class Picked:
    """The shortcut "Check against policy": text of the message that it was used on, None for a new draft."""

    speaker: Speaker
    text: str | None
    handle: Handle


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at Handrail's own page on the platform."""

    speaker: Speaker


@dataclass(frozen=True, slots=True)
class ChatOpened:
    """Somebody looks at their private chat with Handrail."""

    speaker: Speaker
    channel: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody has put Handrail into a private chat with them, or into a channel or a group."""

    speaker: Speaker
    place: Place


Happening = Said | Commanded | Pressed | Filled | Picked | HomeOpened | ChatOpened | Arrived


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Who a speaker is: the asker, with whom they can turn to, and what they may do.

    manager: the platform's name for the line manager, or None where nobody can be written to.
    """

    asker: Asker
    role: Role
    manager: str | None = None


class NotDelivered(Exception):
    """The platform has not taken a message, now or ever; the message is for the log.

    lasting: trying again is of no use, such as in a channel that is archived.
    """

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.lasting = lasting


class Platform(Protocol):
    """A chat platform as one workspace's events reach it. Every method may raise NotDelivered.

    key: names what is sent, so that after a crash it can be told whether it was.
    """

    async def who(self, speaker: Speaker) -> Acquaintance:
        """Who that is, from the directory and the platform. Never fails: a stranger is a stranger."""

    async def send(self, place: Place, message: Message, key: str) -> Sent:
        """Shows a message to everyone in a place."""

    async def answer(self, speaker: Speaker, place: Place, coming: Awaitable[Message], key: str) -> Sent:
        """Sends a message that is still being made, and shows until then, where it can, that it is coming."""

    async def was_sent(self, place: Place, key: str) -> bool:
        """Whether a message with this key stands in this place already."""

    async def whisper(self, speaker: Speaker, place: Place | None, message: Message, handle: Handle) -> None:
        """Shows a message to one person only, in this place where the platform can, else in private."""

    async def open_up(self, place: Place | None, message: Message, handle: Handle, key: str) -> None:
        """Shows to everyone what a person was shown alone, even where Handrail is no member."""

    async def write_to(self, user: str, message: Message, key: str, *, again: bool = False) -> Sent:
        """Sends a private message to somebody. again: it may have been sent already; it is not sent twice."""

    async def change(self, sent: Sent, message: Message) -> None:
        """Replaces a message that was sent."""

    async def open_dialog(self, handle: Handle, dialog: Dialog) -> str:
        """Opens a dialog and gives its id."""

    async def change_dialog(self, dialog_id: str, dialog: Dialog) -> None:
        """Replaces an open dialog."""

    async def show_home(self, speaker: Speaker, home: Home) -> None:
        """Shows Handrail's own page to somebody."""

    async def suggest(self, channel: str, questions: tuple[str, ...]) -> None:
        """Offers first questions in a private chat, where the platform can."""
