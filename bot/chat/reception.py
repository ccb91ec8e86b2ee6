"""Everything that happens in a chat comes in here, and goes to the one that deals with it."""

import logging

from bot.chat.clauses import open_clause
from bot.chat.desk import Desk, apart
from bot.chat.drafts import ask_for_draft, check_draft, check_picked
from bot.chat.failures import where
from bot.chat.handing_over import ask_for_consent, hand_over, open_reply, pass_on_form, pass_on_said
from bot.chat.opinions import take_opinion, take_reason
from bot.chat.questions import answer_command, answer_said, is_follow_up
from bot.chat.sharing import share
from bot.chat.welcome import welcome
from bot.chat_views import CALM, note
from bot.home import home
from bot.parts import Form, Verb
from bot.platform import (
    Arrived,
    ChatOpened,
    Commanded,
    Filled,
    Happening,
    HomeOpened,
    NotDelivered,
    Picked,
    Platform,
    Pressed,
    Said,
)

log = logging.getLogger(__name__)

MOST_SUGGESTIONS = 4
PRESS_AGAIN = "That took too long, and nothing was done. Please try it once more."


async def is_for_us(desk: Desk, happening: Happening) -> bool:
    """Whether this is any business of Handrail's: what colleagues say to each other is not."""
    if isinstance(happening, Said):
        return happening.addressed or await is_follow_up(desk, happening)
    return True


def lasts(happening: Happening) -> bool:
    """Whether this can still be dealt with after a restart: a dialog is opened at once or not at all."""
    if isinstance(happening, Pressed):
        return happening.verb is Verb.SHARE
    if isinstance(happening, Filled):
        return happening.form is not Form.DRAFT
    return isinstance(happening, Said | Commanded | Arrived)


async def deal_with(
    desk: Desk, platform: Platform, happening: Happening, key: str, *, again: bool = False
) -> None:
    """Does what is to be done. key: the event's. again: an earlier attempt may have got through in part.

    Raises NotDelivered when the platform does not take what is to be shown, so that it can be
    tried again. Whatever else fails is told to the person in a sentence and to the log.
    """
    try:
        await _deal_with(desk, platform, happening, key, again)
    except NotDelivered as error:
        if not (error.lasting and isinstance(happening, Pressed | Picked)):
            raise
        # What opens a dialog is good for seconds: somebody who sees nothing happen should know what to do.
        log.warning("%s was not dealt with: %s", type(happening).__name__, error)
        place = happening.place if isinstance(happening, Pressed) else None
        await platform.whisper(happening.speaker, place, note(PRESS_AGAIN), happening.handle)
    except Exception as error:  # noqa: BLE001  a database, for one: the person is told, the log knows
        log.error("%s was not dealt with: %s", type(happening).__name__, where(error))
        await _say_so(platform, happening, key)


async def _deal_with(desk: Desk, platform: Platform, happening: Happening, key: str, again: bool) -> None:
    match happening:
        case Said():
            if not await pass_on_said(desk, platform, happening, key, again):
                await answer_said(desk, platform, happening, key, again)
        case Commanded():
            await answer_command(desk, platform, happening, key)
        case Pressed():
            await _press(desk, platform, happening, key)
        case Filled():
            await _fill(desk, platform, happening, key, again)
        case Picked():
            await check_picked(desk, platform, happening)
        case HomeOpened() | ChatOpened() | Arrived():
            await _show(desk, platform, happening, key)


async def _press(desk: Desk, platform: Platform, pressed: Pressed, key: str) -> None:
    match pressed.verb:
        case Verb.OPEN_CLAUSE:
            await open_clause(desk, platform, pressed)
        case Verb.ASK_MANAGER:
            await ask_for_consent(desk, platform, pressed)
        case Verb.SHARE:
            await share(desk, platform, pressed, key)
        case Verb.HELPFUL | Verb.NOT_HELPFUL:
            await take_opinion(desk, platform, pressed)
        case Verb.REPLY:
            await open_reply(desk, platform, pressed)
        case Verb.CHECK_DRAFT:
            await ask_for_draft(platform, pressed.handle)


async def _fill(desk: Desk, platform: Platform, filled: Filled, key: str, again: bool) -> None:
    match filled.form:
        case Form.HAND_OVER:
            await hand_over(desk, platform, filled, key, again)
        case Form.REPLY:
            await pass_on_form(desk, platform, filled, key, again)
        case Form.REASON:
            await take_reason(desk, filled)
        case Form.DRAFT:
            await check_draft(desk, platform, filled)


async def _show(desk: Desk, platform: Platform, opened: HomeOpened | ChatOpened | Arrived, key: str) -> None:
    if isinstance(opened, Arrived):
        await welcome(desk, platform, opened, key)
        return
    if isinstance(opened, ChatOpened):
        questions = await apart(desk.conversation.suggestions)
        await platform.suggest(opened.channel, tuple(questions)[:MOST_SUGGESTIONS])
        return
    met = await platform.who(opened.speaker)
    policies = await apart(desk.conversation.policies, desk.now().date())
    await platform.show_home(opened.speaker, home(met.asker.name, met.role, policies))


async def _say_so(platform: Platform, happening: Happening, key: str) -> None:
    match happening:
        case Said():
            await platform.send(happening.place, note(CALM), key)
        case Commanded() | Pressed() | Filled():
            place = None if isinstance(happening, Filled) else happening.place
            await platform.whisper(happening.speaker, place, note(CALM), happening.handle)
        case _:
            return
