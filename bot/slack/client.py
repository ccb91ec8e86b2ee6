"""Slack as a platform: what the chat shows, sent through one workspace's client."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.parts import Dialog, Home, Message
from bot.platform import Acquaintance, Handle, NotDelivered, Place, Sent, Speaker
from bot.slack import layout
from bot.slack.errors import NOT_REACHED, code_of, status_of
from bot.slack.limits import PROMPTS, ViewOverLimit
from bot.slack.replies import post_reply
from bot.slack.streams import Streams
from bot.slack.who import WhoIsWho

log = logging.getLogger(__name__)

EVENT = "handrail_message"
A_PAGE, MOST_PAGES = 200, 10
"""How many messages are asked for at once, and how often, to find one that may have been sent."""

PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
    | {"team_added_to_org", "http_error", "slack_unavailable"}
)
"""The errors after which trying again may help; any other lasts."""

NO_SUCH_FEATURE = frozenset(
    {"unknown_method", "feature_disabled", "not_agent_app", "feature_not_enabled", "missing_scope"}
    | {"not_allowed_token_type", "channel_type_not_supported", "invalid_arguments", "access_denied"}
)


class SlackPlatform:
    """What the chat needs of Slack, for the workspace that the client's token is for.

    hasty: a client for the same that waits for nothing, for what may as well be left out.
    """

    def __init__(
        self, client: AsyncWebClient, hasty: AsyncWebClient, who: WhoIsWho, streams: Streams
    ) -> None:
        self._client = client
        self._hasty = hasty
        self._who = who
        self._streams = streams

    async def who(self, speaker: Speaker) -> Acquaintance:
        """Who that is, from the directory and the Slack profile."""
        return await self._who.met(self._client, speaker.user)

    async def send(self, place: Place, message: Message, key: str) -> Sent:
        """Posts in the place's thread."""
        return await self._post(place.channel, place.thread, message, key)

    async def answer(self, speaker: Speaker, place: Place, coming: Awaitable[Message], key: str) -> Sent:
        """Streams the answer where the workspace has that, else posts it; either way shows it is coming."""
        made = asyncio.ensure_future(coming)
        stream = await self._streams.begin(self._hasty, speaker, place)
        message = await made
        if stream is not None:
            sent = await stream.finish(message, _metadata(key))
            if sent is not None:
                return sent
        return await self.send(place, message, key)

    async def was_sent(self, place: Place, key: str) -> bool:
        """Whether a message with this key stands among the last of the thread."""
        return await self._found(place.channel, place.thread, key) is not None

    async def whisper(self, speaker: Speaker, place: Place | None, message: Message, handle: Handle) -> None:
        """By the interaction's own reply where there is one, else in the thread for one person's eyes."""
        if handle.reply and await self._replied(handle, place, message, {"response_type": "ephemeral"}):
            return
        if place is None or (place.private and not place.thread):
            await self.write_to(speaker.user, message, "")
        elif place.private:
            await self._post(place.channel, place.thread, message, "")
        else:
            for payload in _payloads(message):
                thread = {"thread_ts": place.thread} if place.thread else {}
                await _called(
                    self._client.chat_postEphemeral,
                    channel=place.channel,
                    user=speaker.user,
                    **thread,
                    **payload,
                )

    async def open_up(self, place: Place | None, message: Message, handle: Handle, key: str) -> None:
        """By the interaction's own reply, which works where Handrail is no member, else as a message."""
        if handle.reply and await self._replied(handle, None, message, {"response_type": "in_channel"}):
            return
        if place is None:
            raise NotDelivered("nowhere to share to", lasting=True)
        await self._post(place.channel, place.thread, message, key)

    async def write_to(self, user: str, message: Message, key: str, *, again: bool = False) -> Sent:
        """Opens the private chat with somebody and posts there."""
        opened = await _called(self._client.conversations_open, users=user)
        channel = opened["channel"]["id"]
        if again:
            found = await self._found(channel, "", key)
            if found is not None:
                return Sent(channel, found)
        return await self._post(channel, "", message, key)

    async def change(self, sent: Sent, message: Message) -> None:
        """Replaces a message."""
        payload = _payloads(message)[0]
        await _called(self._client.chat_update, channel=sent.channel, ts=sent.message, **payload)

    async def open_dialog(self, handle: Handle, dialog: Dialog) -> str:
        """Opens a modal, over the one that is open if there is one."""
        method = self._client.views_push if handle.dialog else self._client.views_open
        opened = await _called(method, trigger_id=handle.trigger, view=layout.modal(dialog))
        return str(opened["view"]["id"])

    async def change_dialog(self, dialog_id: str, dialog: Dialog) -> None:
        """Replaces an open modal."""
        await _called(self._client.views_update, view_id=dialog_id, view=layout.modal(dialog))

    async def show_home(self, speaker: Speaker, home: Home) -> None:
        """Publishes somebody's App Home."""
        await _called(self._client.views_publish, user_id=speaker.user, view=layout.home_tab(home))

    async def suggest(self, channel: str, questions: tuple[str, ...]) -> None:
        """Offers first questions in the agent's pane; a workspace without one is left as it is."""
        if not questions:
            return
        prompts = [{"title": question, "message": question} for question in questions[:PROMPTS]]
        try:
            await self._hasty.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
        except SlackApiError as error:
            if code_of(error) not in NO_SUCH_FEATURE:
                raise _not_delivered(error) from error

    async def _post(self, channel: str, thread: str, message: Message, key: str) -> Sent:
        payloads = _payloads(message)
        sent = None
        for payload in payloads:
            last = payload is payloads[-1]
            sent = await self._post_one(channel, thread, payload, key if last else "")
        assert sent is not None  # noqa: S101  there is at least one
        return sent

    async def _post_one(self, channel: str, thread: str, payload: dict[str, Any], key: str) -> Sent:
        rest = {**({"thread_ts": thread} if thread else {}), **({"metadata": _metadata(key)} if key else {})}
        posted = await _called(
            self._client.chat_postMessage,
            channel=channel,
            unfurl_links=False,
            unfurl_media=False,
            **rest,
            **payload,
        )
        return Sent(channel, str(posted["ts"]))

    async def _found(self, channel: str, thread: str, key: str) -> str | None:
        asked: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": A_PAGE}
        if not thread:
            # The newest first, and what may have been sent was sent lately.
            return _with_key(await _called(self._client.conversations_history, **asked), key)
        for _ in range(MOST_PAGES):
            page = await _called(self._client.conversations_replies, ts=thread, **asked)
            asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            found = _with_key(page, key)
            if found or not asked["cursor"]:
                return found
        return None

    async def _replied(
        self, handle: Handle, place: Place | None, message: Message, how: dict[str, Any]
    ) -> bool:
        thread = {"thread_ts": place.thread} if place and place.thread else {}
        payloads = _payloads(message)
        return await post_reply(
            handle.reply, [{**payload, **how, **thread, "replace_original": False} for payload in payloads]
        )


def _payloads(message: Message) -> list[dict[str, Any]]:
    """What is posted for a message: its blocks, or its words where Slack would not take those."""
    try:
        return layout.messages(message)
    except ViewOverLimit as error:
        log.error("a message was sent as text, because Slack would not take %s", error)
        return layout.in_words(message)


def _with_key(answer: Any, key: str) -> str | None:
    """The message among these that carries the key."""
    for message in answer.get("messages") or ():
        if (message.get("metadata") or {}).get("event_payload", {}).get("key") == key:
            return str(message["ts"])
    return None


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": EVENT, "event_payload": {"key": key}}


async def _called(method: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
    """What Slack answers. Raises NotDelivered for whatever it does not take."""
    try:
        return await method(**arguments)
    except SlackApiError as error:
        raise _not_delivered(error) from error
    except NOT_REACHED as error:
        raise NotDelivered(f"Slack is not reached ({type(error).__name__})") from error


def _not_delivered(error: SlackApiError) -> NotDelivered:
    code, status = code_of(error), status_of(error)
    passing = code in PASSING or status >= 500 or status == 429
    return NotDelivered(f"Slack said {code}", lasting=not passing)
