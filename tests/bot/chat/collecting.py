"""A chat platform that collects what it is given and shows it to nobody, for the scenarios."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from itertools import count

from bot.chat.desk import Desk
from bot.chat.reception import is_for_us
from bot.chat.worker import Worker
from bot.directory import Directory, Role
from bot.parts import (
    Buttons,
    Checklist,
    ChoiceField,
    ClausePart,
    Dialog,
    Feedback,
    Form,
    Home,
    Listed,
    Message,
    Part,
    Quote,
    TextField,
    TickField,
    Verb,
)
from bot.platform import (
    Acquaintance,
    Commanded,
    Filled,
    Handle,
    Happening,
    HomeOpened,
    Picked,
    Place,
    Pressed,
    Said,
    Sent,
    Speaker,
)
from bot.records.inbox import Inbox
from tests.bot.chat.world import CHANNEL, Seen

TEAM = "T1"


@dataclass(slots=True)
class Posted:
    """A message with where it stands, and the one person who sees it, or None for everybody."""

    id: str
    channel: str
    thread: str
    message: Message
    only: str | None
    key: str


@dataclass(slots=True)
class Collecting:
    """The platform: everything sent, every dialog open, every home page shown."""

    directory: Directory
    posted: list[Posted] = field(default_factory=list)
    dialogs: dict[str, Dialog] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    # ruff: noqa: ARG002  a platform is given more than this one needs
    async def who(self, speaker: Speaker) -> Acquaintance:
        person = self.directory.on_slack(speaker.user)
        asker = self.directory.asker(person.email if person else None)
        manager = self.directory.person(asker.line_manager.email) if asker.line_manager else None
        role = person.role if person else Role.STAFF
        return Acquaintance(asker, role, manager.slack_id if manager else None)

    async def send(self, place: Place, message: Message, key: str) -> Sent:
        only = place.channel.removeprefix("D") if place.channel.startswith("D") else None
        return self._post(place.channel, place.thread, message, only, key)

    async def answer(self, speaker: Speaker, place: Place, coming: Awaitable[Message], key: str) -> Sent:
        return await self.send(place, await coming, key)

    async def was_sent(self, place: Place, key: str) -> bool:
        return any(one.key == key and one.channel == place.channel for one in self.posted)

    async def whisper(self, speaker: Speaker, place: Place | None, message: Message, handle: Handle) -> None:
        channel = place.channel if place else f"D{speaker.user}"
        self._post(channel, place.thread if place else "", message, speaker.user, "")

    async def open_up(self, place: Place | None, message: Message, handle: Handle, key: str) -> None:
        assert place
        self._post(place.channel, place.thread, message, None, key)

    async def write_to(self, user: str, message: Message, key: str, *, again: bool = False) -> Sent:
        return self._post(f"D{user}", "", message, user, key)

    async def change(self, sent: Sent, message: Message) -> None:
        next(one for one in self.posted if one.id == sent.message).message = message

    async def open_dialog(self, handle: Handle, dialog: Dialog) -> str:
        self.dialogs[handle.trigger] = dialog
        return handle.trigger

    async def change_dialog(self, dialog_id: str, dialog: Dialog) -> None:
        self.dialogs[dialog_id] = dialog

    async def show_home(self, speaker: Speaker, home: Home) -> None:
        self.homes[speaker.user] = home

    async def suggest(self, channel: str, questions: tuple[str, ...]) -> None:
        pass

    def _post(self, channel: str, thread: str, message: Message, only: str | None, key: str) -> Sent:
        posted = Posted(str(next(self.numbers)), channel, thread, message, only, key)
        self.posted.append(posted)
        return Sent(channel, posted.id)


class CollectingChat:
    """The scenarios' chat over it: each user is a trigger, so that each has one dialog."""

    def __init__(self, desk: Desk, inbox: Inbox, people: Directory) -> None:
        self.platform = Collecting(people)
        self._desk = desk
        self._worker = Worker(desk, inbox, _nothing)
        self._numbers = count(1)
        self._last: tuple[Happening, str] | None = None

    async def say(self, who: str, text: str, *, within: str | None = None) -> str:
        return await self._said(who, text, f"D{who}", within, addressed=True)

    async def mention(self, who: str, text: str, *, within: str | None = None) -> str:
        return await self._said(who, text, CHANNEL, within, addressed=True)

    async def talk(self, who: str, text: str, *, within: str | None = None) -> str:
        return await self._said(who, text, CHANNEL, within, addressed=False)

    async def command(self, who: str, text: str) -> None:
        place = Place(CHANNEL, "", private=True)
        await self._happens(Commanded(_speaker(who), place, text, Handle(trigger=who)))

    async def check(self, who: str, text: str | None) -> None:
        await self._happens(Picked(_speaker(who), text, Handle(trigger=who)))

    async def press(self, who: str, label: str, *, on: Seen | None = None) -> None:
        posted = self._with_button(who, label, on)
        verb, about = buttons_of(posted.message.parts)[label]
        place = Place(posted.channel, posted.thread, posted.channel.startswith("D"))
        await self._happens(Pressed(_speaker(who), verb, about, place, Handle(trigger=who)))

    async def fill(self, who: str, **values: str) -> None:
        dialog = self.platform.dialogs[who]
        assert dialog.form
        if dialog.form is not Form.DRAFT:
            del self.platform.dialogs[who]
        handle = Handle(trigger=who, dialog=who)
        await self._happens(Filled(_speaker(who), dialog.form, dialog.about, values, handle))

    async def open_home(self, who: str) -> Seen:
        await self._happens(HomeOpened(_speaker(who)))
        parts = self.platform.homes[who].parts
        return Seen("", texts_of(parts), tuple(buttons_of(parts)))

    async def again(self) -> None:
        assert self._last
        await self._with_key(*self._last)

    def seen(self, who: str) -> list[Seen]:
        return [_seen(one) for one in self.platform.posted if one.only in {None, who}]

    def dialog(self, who: str) -> Seen | None:
        dialog = self.platform.dialogs.get(who)
        if dialog is None:
            return None
        fields = tuple(p.name for p in dialog.parts if isinstance(p, TextField | ChoiceField | TickField))
        return Seen(who, texts_of(dialog.parts), tuple(buttons_of(dialog.parts)), fields)

    async def _said(self, who: str, text: str, channel: str, within: str | None, *, addressed: bool) -> str:
        message = f"m{next(self._numbers)}"
        place = Place(channel, within or message, channel.startswith("D"))
        await self._happens(Said(_speaker(who), place, message, text, addressed, within))
        return message

    async def _happens(self, happening: Happening) -> None:
        await self._with_key(happening, f"collecting:{next(self._numbers)}")

    async def _with_key(self, happening: Happening, key: str) -> None:
        self._last = (happening, key)
        if await is_for_us(self._desk, happening) and await self._worker.keep(key, {}, happening):
            self._worker.start(self.platform, happening, key)
            await self._worker.settled()

    def _with_button(self, who: str, label: str, on: Seen | None) -> Posted:
        return next(
            one
            for one in reversed(self.platform.posted)
            if one.only in {None, who}
            and label in buttons_of(one.message.parts)
            and (on is None or one.id == on.id)
        )


async def _nothing(_body: object) -> None:
    return None


def _speaker(who: str) -> Speaker:
    return Speaker("slack", TEAM, who)


def _seen(one: Posted) -> Seen:
    parts = one.message.parts
    return Seen(
        one.id,
        texts_of(parts),
        tuple(buttons_of(parts)),
        private=one.only is not None,
        channel=one.channel,
        thread=one.thread,
    )


def texts_of(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Every text of these parts, in order."""
    return tuple(text for part in parts for text in _texts(part))


def _texts(part: Part) -> list[str]:
    match part:
        case Quote(view=view, brief=brief):
            return (
                [f"See also: {view.reference}"]
                if brief
                else [view.words, f"{view.reference}. {view.edition}."]
            )
        case ClausePart(label=label, words=words):
            return [f"{label}: {words}"]
        case Checklist(items=items) | Listed(items=items):
            return list(items)
    named = (getattr(part, name, None) for name in ("text", "word", "label", "url"))
    return [text for text in named if isinstance(text, str)]


def buttons_of(parts: tuple[Part, ...]) -> dict[str, tuple[Verb, str]]:
    """What each button does and to what, by its label."""
    found: dict[str, tuple[Verb, str]] = {}
    for part in parts:
        if isinstance(part, Quote) and part.button:
            found.setdefault(part.button.label, (part.button.verb, part.button.about))
        if isinstance(part, Buttons):
            found |= {button.label: (button.verb, button.about) for button in part.buttons}
        if isinstance(part, Feedback):
            found |= {"Helpful": (Verb.HELPFUL, part.about), "Not helpful": (Verb.NOT_HELPFUL, part.about)}
    return found
