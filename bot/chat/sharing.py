"""An answer that its asker alone has seen, shown to the channel."""

from bot.chat.desk import Desk, apart
from bot.chat_views import GONE, NOT_YOURS, note, shared_answer
from bot.platform import NotDelivered, Platform, Pressed
from bot.records.audit import Deed
from bot.records.exchanges import Exchange
from bot.views import answer_view
from knowledge.personal_details import holds_personal_details

SHARED = "Shared with the channel."
ALREADY = "You have shared that answer already."
NOT_SHARED = (
    "The answer could not be shared here. Copy what you need, or ask in the channel by mentioning me."
)


async def share(desk: Desk, platform: Platform, pressed: Pressed, key: str) -> None:
    """Shows the asker's answer to the channel, once. Raises NotDelivered where trying again may help."""
    exchange = await apart(desk.exchanges.find, pressed.about, desk.now())
    if exchange is None:
        await platform.whisper(pressed.speaker, pressed.place, note(GONE), pressed.handle)
    elif exchange.asker != pressed.speaker:
        await desk.refuse(pressed.speaker, pressed.about)
        await platform.whisper(pressed.speaker, pressed.place, note(NOT_YOURS), pressed.handle)
    elif await apart(desk.exchanges.share, exchange.id, desk.now()):
        await _show(desk, platform, pressed, exchange, key)
    else:
        await platform.whisper(pressed.speaker, pressed.place, note(ALREADY), pressed.handle)


async def _show(desk: Desk, platform: Platform, pressed: Pressed, exchange: Exchange, key: str) -> None:
    met = await platform.who(pressed.speaker)
    # The words of a question that names somebody are not spread further.
    question = None if holds_personal_details(exchange.question) else exchange.question
    message = shared_answer(answer_view(exchange.answer), met.asker.name or "A colleague", question)
    try:
        await platform.open_up(exchange.place, message, pressed.handle, key)
    except NotDelivered as error:
        await apart(desk.exchanges.unshare, exchange.id)
        if not error.lasting:
            raise
        await platform.whisper(pressed.speaker, pressed.place, note(NOT_SHARED), pressed.handle)
        return
    await apart(desk.audit.note, pressed.speaker, Deed.SHARED, exchange.id, desk.now())
    await platform.whisper(pressed.speaker, pressed.place, note(SHARED), pressed.handle)
