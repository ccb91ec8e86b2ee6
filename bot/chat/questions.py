"""A question in a chat: who asks, after which turns, the answer, and where it goes."""

import logging
import time
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.desk import Desk, apart
from bot.chat.drafts import ask_for_draft
from bot.chat.failures import where
from bot.chat_views import CALM, FILE_ONLY, answer_message, note
from bot.conversation import TURNS_REMEMBERED
from bot.home import help_message
from bot.parts import Message
from bot.platform import Commanded, Handle, Place, Platform, Said, Speaker
from bot.records.exchanges import Exchange
from bot.views import RefusalView, answer_view
from knowledge.answer import Turn

log = logging.getLogger(__name__)

FOLLOWS = timedelta(hours=24)
"""How long after an answer its thread still takes follow-ups without a mention."""

GOES_ON = timedelta(minutes=10)
"""How long a private chat goes on with the turns before, when a question is typed outside their thread."""

CHECK = "check"
"""What the slash command is followed by to check a draft, as the shortcut does."""

BY_MESSAGE = "Write your question here, in your own words."
BY_MENTION = "Mention me with your question, or ask me in private: type /policy and your question."
BY_COMMAND = "Type /policy and your question: only you see the answer. To check a draft: /policy check."


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on its way to an answer. key: the event's, which also names the exchange."""

    speaker: Speaker
    place: Place
    text: str
    key: str
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """An answer ready to be shown, in whole or to everyone without what is meant for the asker alone."""

    message: Message
    for_all: Message
    to_asker: Message | None


def exchange_id(key: str) -> str:
    """The id of the exchange that an event begins: the same after a restart, and another for each event."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"handrail:{key}").hex


async def is_follow_up(desk: Desk, said: Said) -> bool:
    """Whether something said without a mention goes on from what this person asked in the thread."""
    if said.addressed or said.within is None:
        return False
    return bool(await _before(desk, said.speaker, replace(said.place, thread=said.within), FOLLOWS))


async def answer_said(desk: Desk, platform: Platform, said: Said, key: str, again: bool) -> None:
    """Answers a message. again: an earlier attempt may have got through. Raises NotDelivered."""
    if again and await platform.was_sent(said.place, key):
        return
    if not said.text.strip():
        await platform.send(said.place, await _without_words(desk, said), key)
        return
    asked = _Asked(said.speaker, said.place, said.text, key, await _turns(desk, said))
    if said.place.private:
        await platform.answer(said.speaker, said.place, _whole(desk, platform, asked), key)
        return
    made = await _made(desk, platform, asked)
    await platform.send(said.place, made.for_all, key)
    if made.to_asker:
        await platform.whisper(said.speaker, said.place, made.to_asker, Handle())


async def answer_command(desk: Desk, platform: Platform, asked: Commanded, key: str) -> None:
    """Answers the slash command to the asker alone. Raises NotDelivered."""
    if asked.text.strip().lower() == CHECK:
        await ask_for_draft(platform, asked.handle)
        return
    if asked.text.strip().lower() in {"", "help", "?"}:
        message = help_message(await apart(desk.conversation.suggestions), BY_COMMAND)
    else:
        before = await _before(desk, asked.speaker, asked.place, GOES_ON)
        question = _Asked(asked.speaker, asked.place, asked.text, key, _as_turns(before))
        message = (await _made(desk, platform, question, shareable=True)).message
    await platform.whisper(asked.speaker, asked.place, message, asked.handle)


async def _whole(desk: Desk, platform: Platform, asked: _Asked) -> Message:
    return (await _made(desk, platform, asked)).message


async def _made(desk: Desk, platform: Platform, asked: _Asked, *, shareable: bool = False) -> _Made:
    """The answer as it is shown, kept for what may follow. Whatever fails becomes one calm sentence."""
    try:
        return await _answered(desk, platform, asked, shareable)
    except Exception as error:  # noqa: BLE001  a model, an index, a database: the asker is told, the log knows
        log.error("exchange %s was not answered: %s", exchange_id(asked.key), where(error))
        calm = note(CALM)
        return _Made(calm, calm, None)


async def _answered(desk: Desk, platform: Platform, asked: _Asked, shareable: bool) -> _Made:
    began = time.perf_counter()
    met = await platform.who(asked.speaker)
    place = asked.speaker.platform
    answer = await apart(desk.conversation.answered, asked.text, met.asker, asked.history, place)
    if isinstance(answer, RefusalView):
        refusal = note(answer.sentence)
        return _Made(refusal, refusal, None)
    kept = Exchange(exchange_id(asked.key), asked.speaker, asked.place, asked.text, answer, desk.now())
    await apart(desk.exchanges.save, kept)
    view = answer_view(answer)
    manager = met.asker.line_manager
    name = manager.name if manager and met.manager and view.may_ask_manager else None
    log.info(
        "exchange %s: %d characters, %d earlier turns, %d ms",
        kept.id,
        len(asked.text),
        len(asked.history),
        (time.perf_counter() - began) * 1000,
    )
    whole = answer_message(view, kept.id, manager=name, shareable=shareable)
    for_all = answer_message(replace(view, notices=()), kept.id, manager=name)
    return _Made(whole, for_all, note(" ".join(view.notices)) if view.notices else None)


async def _without_words(desk: Desk, said: Said) -> Message:
    if said.file:
        return note(FILE_ONLY)
    questions = await apart(desk.conversation.suggestions)
    return help_message(questions, BY_MESSAGE if said.place.private else BY_MENTION)


async def _turns(desk: Desk, said: Said) -> tuple[Turn, ...]:
    """The turns before: of the thread, or of the last minutes where people go on outside one."""
    before: list[Exchange] = []
    if said.within is not None:
        before = await _before(desk, said.speaker, replace(said.place, thread=said.within), FOLLOWS)
    if not before and (said.flat or (said.place.private and said.within is None)):
        before = await _before(desk, said.speaker, said.place, GOES_ON, anywhere=True)
    return _as_turns(before)


async def _before(
    desk: Desk, speaker: Speaker, place: Place, within: timedelta, *, anywhere: bool = False
) -> list[Exchange]:
    now = desk.now()
    latest = desk.exchanges.latest
    return await apart(latest, speaker, place, now - within, now, TURNS_REMEMBERED, anywhere=anywhere)


def _as_turns(exchanges: list[Exchange]) -> tuple[Turn, ...]:
    return tuple(Turn(one.question, answer_view(one.answer).gist) for one in exchanges)
