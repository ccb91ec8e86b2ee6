"""The address book: conversations kept in SQL, what was sent there, and where people were last seen."""

import logging
from collections.abc import Callable
from datetime import datetime

from cachetools import LRUCache, TTLCache
from sqlalchemy import Engine

from bot.chat.desk import apart
from bot.chat.failures import where
from bot.platform import Sent, Speaker
from bot.records.conversations import Conversations, KeptConversation
from bot.records.sent import SentMessages
from bot.teams.conversation import PLATFORM, Kind, TeamsConversation

log = logging.getLogger(__name__)

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
        self._sent_lately: TTLCache[str, Sent] = TTLCache(MOST_REMEMBERED, LATELY)
        self._written: TTLCache[str, TeamsConversation] = TTLCache(MOST_REMEMBERED, LATELY / 2)
        self._seen: TTLCache[Speaker, tuple[TeamsConversation, str]] = TTLCache(MOST_REMEMBERED, LATELY)

    def remember(self, conversation: TeamsConversation) -> None:
        """Knows where a conversation is reached, for as long as the process runs."""
        self._read[conversation.id] = conversation

    async def keep(self, conversation: TeamsConversation) -> None:
        """Keeps where a conversation is reached; what was kept lately is not written down again."""
        self.remember(conversation)
        if self._written.get(conversation.id) != conversation:
            await apart(self._conversations.keep, _as_kept(conversation), self._now())
            self._written[conversation.id] = conversation

    def see(self, speaker: Speaker, conversation: TeamsConversation, account: str) -> None:
        """Remembers where somebody has just been, and what Teams calls them there."""
        self._seen[speaker] = (conversation, account)

    async def find(self, conversation_id: str) -> TeamsConversation | None:
        """The conversation that Handrail calls so, or None."""
        known = self._read.get(conversation_id)
        if known is not None:
            return known
        kept = await apart(self._conversations.find, conversation_id)
        if kept is not None:
            known = self._read[conversation_id] = _from_kept(kept)
        return known

    async def private_with(self, tenant: str, person: str) -> TeamsConversation | None:
        """The private chat with somebody, or None where there was none yet."""
        kept = await apart(self._conversations.private_with, tenant, person)
        return None if kept is None else _from_kept(kept)

    async def any_in(self, tenant: str) -> TeamsConversation | None:
        """Some conversation of the organisation, to reach its service by; or None."""
        kept = await apart(self._conversations.any_in, tenant)
        return None if kept is None else _from_kept(kept)

    async def seen_in(self, speaker: Speaker) -> list[TeamsConversation]:
        """Where somebody was last, and their private chat, as far as either is known."""
        seen = self._seen.get(speaker)
        private = await self.private_with(speaker.workspace, speaker.user)
        return list(dict.fromkeys(one for one in (seen[0] if seen else None, private) if one is not None))

    def account(self, speaker: Speaker) -> str:
        """What Teams calls somebody who was seen lately, or ""."""
        seen = self._seen.get(speaker)
        return seen[1] if seen else ""

    async def remove(self, conversation_id: str) -> None:
        """Forgets a conversation that Handrail was taken out of."""
        self._read.pop(conversation_id, None)
        self._written.pop(conversation_id, None)
        await apart(self._conversations.remove, conversation_id)

    async def note_sent(self, key: str, sent: Sent, about: str | None) -> None:
        """Notes that something was sent under this key. Never fails: it was sent all the same."""
        if not key:
            return
        self._sent_lately[key] = sent
        try:
            await apart(self._sent.note, key, sent, about, self._now())
        except Exception as error:  # noqa: BLE001  until a restart, memory is enough
            log.error("it was not noted what was sent: %s", where(error))

    async def sent(self, key: str) -> Sent | None:
        """What was sent under this key, or None."""
        if not key:
            return None
        return self._sent_lately.get(key) or await apart(self._sent.find, key)

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
