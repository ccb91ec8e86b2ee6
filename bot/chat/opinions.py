"""Helpful or not: what people think of an answer, and why if they want to say."""

from bot.chat.desk import Desk, apart
from bot.chat_views import GONE, REASONS, note, reason_form
from bot.parts import Verb
from bot.platform import Filled, Platform, Pressed

THANKS = "Thank you. That helps to make the answers better."
LONGEST_COMMENT = 1_000


async def take_opinion(desk: Desk, platform: Platform, pressed: Pressed) -> None:
    """Keeps the opinion, and asks why where the answer did not help. Raises NotDelivered."""
    helpful = pressed.verb is Verb.HELPFUL
    known = await apart(desk.feedback.give, pressed.about, pressed.speaker.user, helpful, desk.now())
    if not known:
        await platform.whisper(pressed.speaker, pressed.place, note(GONE), pressed.handle)
    elif helpful:
        await platform.whisper(pressed.speaker, pressed.place, note(THANKS), pressed.handle)
    else:
        await platform.open_dialog(pressed.handle, reason_form(pressed.about))


async def take_reason(desk: Desk, filled: Filled) -> None:
    """Keeps why an answer did not help."""
    reason = filled.values.get("reason")
    known = reason if reason in dict(REASONS) else None
    comment = filled.values.get("comment", "").strip()[:LONGEST_COMMENT]
    await apart(desk.feedback.explain, filled.about, filled.speaker.user, known, comment)
