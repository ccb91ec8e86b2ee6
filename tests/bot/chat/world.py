"""People in a chat with Handrail, as the scenarios know them: what they do, and what each of them sees."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.directory import Directory, Person, Role

SAM = "USAM"
ADA = "UADA"
OMAR = "UOMAR"
STRANGER = "USTRANGER"
CHANNEL = "CGENERAL"

NAMES = {SAM: "Sam Lee", ADA: "Ada Osei", OMAR: "Omar Haddad", STRANGER: "Nobody Known"}
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def directory() -> Directory:
    """Sam's and Omar's line manager is Ada, who has nobody above her; the stranger is in no file."""
    people = (
        Person("ada@example.org", NAMES[ADA], Role.MANAGER, None, ADA, ADA),
        Person("sam@example.org", NAMES[SAM], Role.STAFF, "ada@example.org", SAM, SAM),
        Person("omar@example.org", NAMES[OMAR], Role.ADMIN, "ada@example.org", OMAR, OMAR),
    )
    return Directory({person.email: person for person in people})


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that a person has before their eyes. texts: its words, in order. buttons: their labels.

    fields: what can be typed or chosen, by name. private: nobody else sees it. id: the platform's.
    """

    id: str
    texts: tuple[str, ...]
    buttons: tuple[str, ...]
    fields: tuple[str, ...] = ()
    private: bool = False
    channel: str = ""
    thread: str = ""

    @property
    def text(self) -> str:
        """All of its words."""
        return "\n".join(self.texts)


class Chat(Protocol):
    """A chat platform with Handrail in it. Whatever is done here has had all its effects when it returns."""

    async def say(self, who: str, text: str, *, within: str | None = None) -> str:
        """Writes to Handrail in private, in a thread or not; the id of what was written."""

    async def mention(self, who: str, text: str, *, within: str | None = None) -> str:
        """Writes in the channel and mentions Handrail."""

    async def talk(self, who: str, text: str, *, within: str | None = None) -> str:
        """Writes in the channel without mentioning anybody."""

    async def command(self, who: str, text: str) -> None:
        """Uses the slash command in the channel."""

    async def check(self, who: str, text: str | None) -> None:
        """Uses "Check against policy" on a message with this text, or on none."""

    async def press(self, who: str, label: str, *, on: Seen | None = None) -> None:
        """Presses a button of what this person sees, the newest that has it unless told which."""

    async def fill(self, who: str, **values: str) -> None:
        """Fills in and sends the dialog that is open before this person."""

    async def open_home(self, who: str) -> Seen:
        """Opens Handrail's own page."""

    async def again(self) -> None:
        """What was last done reaches Handrail a second time, as platforms may send it."""

    def seen(self, who: str) -> list[Seen]:
        """The messages of Handrail's before this person, oldest first."""

    def dialog(self, who: str) -> Seen | None:
        """The dialog before this person, or None."""


class Clock:
    """A time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        """Lets this time pass."""
        self.now += time
