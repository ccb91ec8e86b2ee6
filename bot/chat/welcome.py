"""The first message: to whoever puts Handrail into their chats, once, and to a channel that it comes to."""

from bot.chat.desk import Desk, apart
from bot.home import channel_welcome, private_welcome
from bot.platform import Arrived, Platform


async def welcome(desk: Desk, platform: Platform, arrived: Arrived, key: str) -> None:
    """Says who Handrail is and what to ask. key: the place's own, so that it is said there once.

    Raises NotDelivered.
    """
    if await platform.was_sent(arrived.place, key):
        return
    questions = await apart(desk.conversation.suggestions)
    if not arrived.place.private:
        await platform.send(arrived.place, channel_welcome(questions), key)
        return
    met = await platform.who(arrived.speaker)
    await platform.send(arrived.place, private_welcome(met.asker.name, met.role, questions), key)
