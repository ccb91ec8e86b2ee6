"""The address book: conversations kept in SQL, what was sent there, and where people were last seen."""

from collections.abc import Callable
from datetime import datetime

from cachetools import LRUCache, TTLCache
from sqlalchemy import Engine

from bot.chat.desk import apart
from bot.platform import Sent, Speaker
from bot.records.conversations import Conversations, KeptConversation
from bot.records.sent import SentMessages
from bot.teams.conversation import PLATFORM, Kind, TeamsConversation

MOST_REMEMBERED = 20_000
LATELY = 86_400.0  # seconds

Clock = Callable[[], datetime]


class AddressBook:
    """Where Handrail can write in Teams. What was read once is remembered; it changes only here."""

    def __init__(self, engine: Engine, now: Clock) -> None:
        self._conversations = Conversations(engine, PLATFORM)
        self._sent = SentMessages(engine)
        self._now = now
        self._read: LRUCache[str, TeamsConversation] = LRUCache(MOST_REMEMBERED)
        self._written: TTLCache[str, TeamsConversation] = TTLCache(MOST_REMEMBERED, LATELY / 2)
        self._seen: TTLCache[Speaker, tuple[TeamsConversation, str]] = TTLCache(MOST_REMEMBERED, LATELY)

    async def keep(self, conversation: TeamsConversation) -> None:
        """Keeps where a conversation is reached; what was kept lately is not written down again."""
        self._read[conversation.id] = conversation
        if self._written.get(conversation.id) != conversation:
            await apart(self._conversations.keep, _as_kept(conversation), self._now())
            self._written[conversation.id] = conversation

    def see(self, speaker: Speaker, conversation: TeamsConversation, account: str) -> None:
        """Remembers where somebody has just been, and what Teams calls them there."""
        self._seen[speaker] = (conversation, account)

    async def find(self, conversation_id: str) -> TeamsConversation | None:
        """The conversation that Handrail calls so, or None."""
        if conversation_id not in self._read:
            kept = await apart(self._conversations.find, conversation_id)
            if kept is None:
                return None
            self._read[conversation_id] = _from_kept(kept)
        return self._read[conversation_id]

    async def private_with(self, tenant: str, person: str) -> TeamsConversation | None:
        """The private chat with somebody, or None where there was none yet."""
        kept = await apart(self._conversations.private_with, tenant, person)
        return None if kept is None else _from_kept(kept)

    async def any_in(self, tenant: str) -> TeamsConversation | None:
        """Some conversation of the organisation, to reach its service by; or None."""
        kept = await apart(self._conversations.any_in, tenant)
        return None if kept is None else _from_kept(kept)

    async def seen_in(self, speaker: Speaker) -> TeamsConversation | None:
        """Where somebody was last, or their private chat; None where they were never seen."""
        if speaker in self._seen:
            return self._seen[speaker][0]
        return await self.private_with(speaker.workspace, speaker.user)

    def account(self, speaker: Speaker) -> str:
        """What Teams calls somebody who was seen lately, or ""."""
        return self._seen[speaker][1] if speaker in self._seen else ""

    async def remove(self, conversation_id: str) -> None:
        """Forgets a conversation that Handrail was taken out of."""
        self._read.pop(conversation_id, None)
        self._written.pop(conversation_id, None)
        await apart(self._conversations.remove, conversation_id)

    async def note_sent(self, key: str, sent: Sent, about: str | None) -> None:
        """Notes that something was sent under this key."""
        await apart(self._sent.note, key, sent, about, self._now())

    async def sent(self, key: str) -> Sent | None:
        """What was sent under this key, or None."""
        return await apart(self._sent.find, key) if key else None

    async def about(self, sent: Sent) -> str | None:
        """The exchange that an opinion on this message is about, or None."""
        return await apart(self._sent.about, sent)

    async def tidy(self) -> None:
        """Forgets what was sent long ago."""
        await apart(self._sent.forget, self._now())


def _as_kept(conversation: TeamsConversation) -> KeptConversation:
    reached = {
        "address": conversation.address,
        "service": conversation.service,
        "bot": conversation.bot,
        "account": conversation.account,
    }
    return KeptConversation(
        conversation.id, conversation.tenant, conversation.kind.value, conversation.person, reached
    )


def _from_kept(kept: KeptConversation) -> TeamsConversation:
    return TeamsConversation(kept.workspace, Kind(kept.kind), person=kept.person, **kept.reached)
