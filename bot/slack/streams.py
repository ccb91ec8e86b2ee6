"""Answers that appear while they are made: a stream, or a status, where a workspace has them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cachetools import TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.parts import Message
from bot.platform import Place, Sent, Speaker
from bot.slack import layout
from bot.slack.errors import NOT_REACHED, code_of
from bot.slack.limits import ViewOverLimit

log = logging.getLogger(__name__)

LOOKING = "Looking through the policies"
LOOKED = "Looked through the policies"
STATUS = "is looking through the policies…"
TASK = "look"
ASKED_AGAIN = 3600.0
"""Seconds until a workspace that lacked a feature is asked for it again."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A message that has begun to appear."""

    client: AsyncWebClient
    channel: str
    message: str

    async def finish(self, message: Message, metadata: dict[str, Any]) -> Sent | None:
        """Ends the stream with the whole message; None when that failed and nothing of it is left to see."""
        pages = _pages(message)
        if len(pages) == 1:
            ended = await _tried(
                self.client.chat_stopStream,
                channel=self.channel,
                ts=self.message,
                chunks=[_task(LOOKED, "complete")],
                blocks=pages[0]["blocks"],
                metadata=metadata,
            )
            if ended is None:
                return Sent(self.channel, self.message)
            log.warning("a stream was not finished: %s", ended)
        # Too long for one message, or refused half-way: taken back, and posted as any other.
        await _tried(self.client.chat_stopStream, channel=self.channel, ts=self.message)
        await _tried(self.client.chat_delete, channel=self.channel, ts=self.message)
        return None


class Streams:
    """Begins streams, and remembers for a while which workspaces have none."""

    def __init__(self) -> None:
        self._without: TTLCache[tuple[str, str], bool] = TTLCache(10_000, ASKED_AGAIN)

    async def begin(self, client: AsyncWebClient, speaker: Speaker, place: Place) -> Stream | None:
        """A stream in the place's thread; else a status there, and None. Never fails."""
        started: list[str] = []

        async def start() -> None:
            answered = await client.chat_startStream(
                channel=place.channel,
                thread_ts=place.thread,
                recipient_team_id=speaker.workspace,
                recipient_user_id=speaker.user,
                chunks=[_task(LOOKING, "in_progress")],
            )
            started.append(str(answered["ts"]))

        await self._use(speaker.workspace, "stream", start)
        if started:
            return Stream(client, place.channel, started[0])

        async def show_status() -> None:
            await client.assistant_threads_setStatus(
                channel_id=place.channel, thread_ts=place.thread, status=STATUS
            )

        await self._use(speaker.workspace, "status", show_status)
        return None

    async def _use(self, workspace: str, feature: str, call: Callable[[], Awaitable[None]]) -> None:
        if (workspace, feature) in self._without:
            return
        failed = await _tried(call)
        # Too many at once says nothing of the workspace: the next may well be taken.
        if failed is not None and failed not in {"ratelimited", "rate_limited"}:
            self._without[workspace, feature] = True
            log.info("the workspace has no %s at present: %s", feature, failed)


async def _tried(call: Callable[..., Awaitable[Any]], **arguments: Any) -> str | None:
    """None when the call succeeded, else why it did not."""
    try:
        await call(**arguments)
    except SlackApiError as error:
        return code_of(error)
    except NOT_REACHED as error:
        return type(error).__name__
    return None


def _pages(message: Message) -> list[dict[str, Any]]:
    """The message as it is posted; none where it can only be posted as plain words."""
    try:
        # Where there are streams there are Slack's own feedback buttons too.
        return layout.messages(message, native_feedback=True)
    except ViewOverLimit:
        return []


def _task(title: str, status: str) -> dict[str, str]:
    return {"type": "task_update", "id": TASK, "title": title, "status": status}
