"""A question handed to the asker's line manager with the asker's consent, and the manager's answer back."""

import logging
from dataclasses import dataclass

from bot.chat.desk import Desk, apart
from bot.chat_views import GONE, NOT_YOURS, consent_dialog, handed_over, manager_reply, note, reply_form
from bot.platform import Acquaintance, Filled, Handle, NotDelivered, Place, Platform, Pressed, Said, Speaker
from bot.records.audit import Deed
from bot.records.exchanges import Exchange
from bot.records.handovers import ExchangeGone, HandOver
from bot.views import AnswerView, answer_view

log = logging.getLogger(__name__)

NOBODY = "I don't know who your line manager is, or can't reach them here. Ask them in person."
ALREADY = "That question is with {manager} already. The answer will come here."
UNREACHED = "I can't reach {manager} here, so nothing was sent. Ask in person or by telephone."
AGREE = "Nothing was sent: tick the box to agree first."
SENT = "Sent to {manager}. The answer will come here."
SENT_PRIVATELY = "Sent to {manager}. The answer will come to you in my messages."
ONLY_THE_MANAGER = "Only the manager who was asked can answer that."
CLOSED = "That question is closed: it was not kept any longer. Answer your colleague in person."
PASSED_ON = "Passed on to {asker}. Reply to me again to add to it."
NOT_PASSED_ON = "{asker} can't be reached where they asked any more. Answer them in person."
NO_WORDS = "Nothing was passed on: type your answer first."
TO_YOU = "The answer comes to you alone."
TO_ALL = "The answer comes into the thread where you asked, where everyone in that channel can read it."
TO_ASKER = "Your answer goes to {asker} alone. Reply to this message, or press Answer."
TO_THREAD = (
    "Your answer goes into the thread where {asker} asked, where everyone in that channel can read it. "
    "Reply to this message, or press Answer."
)


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that a hand-over needs: what was asked and answered, by whom, and whose manager reads it."""

    exchange: Exchange
    view: AnswerView
    asker: str
    manager: str
    manager_name: str


async def ask_for_consent(desk: Desk, platform: Platform, pressed: Pressed) -> None:
    """Shows the asker what would be sent to whom. Raises NotDelivered."""
    case = await _case(desk, platform, pressed.speaker, pressed.about)
    if isinstance(case, str):
        await platform.whisper(pressed.speaker, pressed.place, note(case), pressed.handle)
        return
    begun = await apart(desk.handovers.find, case.exchange.id)
    if begun and begun.sent:
        sentence = ALREADY.format(manager=begun.manager_name)
        await platform.whisper(pressed.speaker, pressed.place, note(sentence), pressed.handle)
        return
    back = TO_YOU if _comes_alone(case.exchange.place) else TO_ALL
    dialog = consent_dialog(
        case.exchange.id, case.manager_name, case.asker, case.exchange.question, case.view, back
    )
    await platform.open_dialog(pressed.handle, dialog)


async def hand_over(desk: Desk, platform: Platform, filled: Filled, key: str, again: bool) -> None:
    """Sends the question to the manager, once. Raises NotDelivered."""
    if not filled.values.get("agreed"):
        await platform.whisper(filled.speaker, None, note(AGREE), filled.handle)
        return
    case = await _case(desk, platform, filled.speaker, filled.about)
    if isinstance(case, str):
        await platform.whisper(filled.speaker, None, note(case), filled.handle)
        return
    now = desk.now()
    try:
        begun = await apart(desk.handovers.begin, case.exchange.id, case.manager, case.manager_name, now)
    except ExchangeGone:
        await platform.whisper(filled.speaker, None, note(GONE), filled.handle)
        return
    if begun.sent:
        sentence = ALREADY.format(manager=begun.manager_name)
        await _tell_asker(platform, case.exchange, sentence, filled.handle)
        return
    message = handed_over(
        begun.id, case.asker, case.exchange.question, case.view, _where(case.exchange, case.asker)
    )
    try:
        sent = await platform.write_to(begun.manager, message, key, again=again)
    except NotDelivered as error:
        if not error.lasting:
            raise
        log.warning("a question was not handed over: %s", error)
        sentence = UNREACHED.format(manager=begun.manager_name)
        await _tell_asker(platform, case.exchange, sentence, filled.handle)
        return
    await apart(desk.handovers.sent, begun.id, sent)
    await apart(desk.exchanges.keep_longer, case.exchange.id, now)
    await apart(desk.audit.note, filled.speaker, Deed.HANDED_OVER, case.exchange.id, now)
    sentence = SENT if _has_thread(case.exchange.place) else SENT_PRIVATELY
    await _tell_asker(platform, case.exchange, sentence.format(manager=begun.manager_name), filled.handle)


async def open_reply(desk: Desk, platform: Platform, pressed: Pressed) -> None:
    """Opens the form for the manager's answer. Raises NotDelivered."""
    found = await _handed(desk, pressed.speaker, pressed.about)
    if isinstance(found, str):
        await platform.whisper(pressed.speaker, pressed.place, note(found), pressed.handle)
        return
    handover, exchange = found
    asker = _name(await platform.who(exchange.asker))
    form = reply_form(handover.id, asker, exchange.question, _where(exchange, asker))
    await platform.open_dialog(pressed.handle, form)


async def pass_on_form(desk: Desk, platform: Platform, filled: Filled, key: str, again: bool) -> None:
    """Brings the manager's answer from the form to the asker. Raises NotDelivered."""
    words = filled.values.get("reply", "")
    found = await _handed(desk, filled.speaker, filled.about)
    if isinstance(found, str):
        await platform.whisper(filled.speaker, None, note(found), filled.handle)
    else:
        await _pass_on(desk, platform, found, words, key, again)


async def pass_on_said(desk: Desk, platform: Platform, said: Said, key: str, again: bool) -> bool:
    """Brings a manager's answer from the hand-over's thread to the asker; False when it is none."""
    if said.within is None or not said.place.private:
        return False
    handover = await apart(desk.handovers.at, said.place.channel, said.within)
    if handover is None:
        return False
    found = await _handed(desk, said.speaker, handover.id)
    if isinstance(found, str):
        await platform.send(said.place, note(found), key)
    else:
        await _pass_on(desk, platform, found, said.text, key, again)
    return True


async def _pass_on(
    desk: Desk, platform: Platform, found: tuple[HandOver, Exchange], words: str, key: str, again: bool
) -> None:
    handover, exchange = found
    assert handover.sent is not None  # noqa: S101  _handed gives only what was sent
    back = Place(handover.sent.channel, handover.sent.message, private=True)
    if not words.strip():
        await platform.send(back, note(NO_WORDS), f"{key}:told")
        return
    asker = _name(await platform.who(exchange.asker))
    try:
        await _bring_back(platform, handover, exchange, words.strip(), key, again)
    except NotDelivered as error:
        if not error.lasting:
            raise
        log.warning("a manager's answer was not passed on: %s", error)
        await platform.send(back, note(NOT_PASSED_ON.format(asker=asker)), f"{key}:told")
        return
    now = desk.now()
    await apart(desk.handovers.answered, handover.id, now)
    speaker = Speaker(exchange.asker.platform, exchange.asker.workspace, handover.manager)
    await apart(desk.audit.note, speaker, Deed.ANSWERED, handover.id, now)
    await platform.send(back, note(PASSED_ON.format(asker=asker)), f"{key}:told")


async def _bring_back(
    platform: Platform, handover: HandOver, exchange: Exchange, words: str, key: str, again: bool
) -> None:
    """Into the thread where it was asked, else to the asker in private."""
    threaded = _has_thread(exchange.place)
    reply = manager_reply(handover.manager_name, exchange.question, words, repeat=not threaded)
    if not threaded:
        await platform.write_to(exchange.asker.user, reply, key, again=again)
    elif not (again and await platform.was_sent(exchange.place, key)):
        await platform.send(exchange.place, reply, key)


async def _case(desk: Desk, platform: Platform, speaker: Speaker, about: str) -> _Case | str:
    """What would be handed over, or the sentence that says why nothing can be."""
    exchange = await apart(desk.exchanges.find, about, desk.now())
    if exchange is None:
        return GONE
    if exchange.asker != speaker:
        await desk.refuse(speaker, about)
        return NOT_YOURS
    met = await platform.who(speaker)
    view = answer_view(exchange.answer)
    manager = met.asker.line_manager
    if manager is None or met.manager is None or not view.may_ask_manager:
        return NOBODY
    return _Case(exchange, view, _name(met), met.manager, manager.name)


async def _handed(desk: Desk, speaker: Speaker, about: str) -> tuple[HandOver, Exchange] | str:
    """A hand-over that this manager may answer, or the sentence that says why they may not."""
    handover = await apart(desk.handovers.find, about)
    if handover is None or handover.sent is None:
        return CLOSED
    exchange = await apart(desk.exchanges.find, handover.exchange, desk.now())
    if exchange is None:
        return CLOSED
    if (exchange.asker.platform, exchange.asker.workspace, handover.manager) != (
        speaker.platform,
        speaker.workspace,
        speaker.user,
    ):
        await desk.refuse(speaker, about)
        return ONLY_THE_MANAGER
    return handover, exchange


async def _tell_asker(platform: Platform, exchange: Exchange, sentence: str, handle: Handle) -> None:
    place = exchange.place if _has_thread(exchange.place) else None
    await platform.whisper(exchange.asker, place, note(sentence), handle)


def _has_thread(place: Place) -> bool:
    """Whether there is a thread to come back to: what a slash command shows has none."""
    return bool(place.thread)


def _comes_alone(place: Place) -> bool:
    """Whether the manager's answer is read by the asker alone."""
    return place.private or not _has_thread(place)


def _where(exchange: Exchange, asker: str) -> str:
    sentence = TO_ASKER if _comes_alone(exchange.place) else TO_THREAD
    return sentence.format(asker=asker)


def _name(met: Acquaintance) -> str:
    return met.asker.name or "A colleague"
