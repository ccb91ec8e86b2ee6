"""Handrail's Slack app: what it listens to, who may speak to it, and what becomes of what it hears."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.desk import Desk
from bot.chat.drafts import checked
from bot.chat.failures import where
from bot.chat.reception import is_for_us
from bot.chat.worker import Worker
from bot.chat_views import checking_dialog
from bot.directory import Directory
from bot.parts import Form
from bot.platform import Filled, Happening, NotDelivered, Platform
from bot.records.inbox import Inbox
from bot.slack.blocks import ACTION
from bot.slack.client import SlackPlatform
from bot.slack.heard import CHECK_DRAFT, CHECK_MESSAGE, COMMAND, heard, key_of
from bot.slack.layout import modal
from bot.slack.library_log import library_log
from bot.slack.streams import Streams
from bot.slack.who import WhoIsWho
from bot.slack.workspaces import SlackUnreachable, Workspace, Workspaces

log = logging.getLogger(__name__)

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message", "tokens_revoked")
PATIENCE = 20  # seconds for one call of Slack's
ATTEMPTS_IN_PLACE = 3
SHOWN_AT_ONCE = 1.5
"""Seconds that a checked draft may take and still be shown in the acknowledgement, which has three."""

_WORKSPACE = "handrail_workspace"
_HAPPENING = "handrail_happening"
_KEY = "handrail_key"

Next = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class SlackSide:
    """What the app is made of. client: for Slack's Web API, without a token."""

    signing_secret: str
    workspaces: Workspaces
    client: AsyncWebClient
    directory: Directory
    manager_field: str = ""
    streams: Streams = field(default_factory=Streams)


class SlackApp:
    """The Bolt app with everything that it does. Nothing runs until a request comes in or it is resumed."""

    def __init__(self, side: SlackSide, desk: Desk, inbox: Inbox) -> None:
        self._side = side
        self._desk = desk
        self._session: aiohttp.ClientSession | None = None
        self._who = WhoIsWho(side.directory, side.manager_field)
        self.worker = Worker(desk, inbox, self._restored)
        self.bolt = AsyncApp(
            logger=library_log(),
            signing_secret=side.signing_secret,
            client=side.client,
            authorize=_authorize,
            before_authorize=self._find_workspace,
            # Events that go unheard are the manifest's fault, and a test looks at that.
            raise_error_for_unhandled_request=False,
        )
        self.bolt.middleware(self._hear)
        for event in EVENTS:
            self.bolt.event(event)(self._on_event)
        self.bolt.command(COMMAND)(self._on_interaction)
        for shortcut in (CHECK_DRAFT, CHECK_MESSAGE):
            self.bolt.shortcut(shortcut)(self._on_interaction)
        self.bolt.action(re.compile(f"^{ACTION}:"))(self._on_interaction)
        self.bolt.view(re.compile(f"^{ACTION}:"))(self._on_view)

    async def check(self) -> None:
        """Tells the log, once Handrail starts, whether Slack takes the token."""
        try:
            log.info("Slack: %s", await self._side.workspaces.check())
        except SlackUnreachable as error:
            log.error("%s: nothing is answered in Slack until that is mended", error)

    async def close(self) -> None:
        """Finishes what is under way, as far as a few seconds allow."""
        await self.worker.finish()
        if self._session is not None:
            await self._session.close()

    async def _find_workspace(self, req: AsyncBoltRequest, next: Next) -> BoltResponse | None:
        """Turns away what comes from a workspace that Handrail is not installed in, before anything runs."""
        body = req.body
        if body.get("type") == "url_verification" or "ssl_check" in body:
            await next()
            return None
        if _is_farewell(body):
            await self._side.workspaces.remove(req.context.enterprise_id, req.context.team_id)
            return BoltResponse(status=200, body="")
        try:
            found = await self._side.workspaces.find(req.context.enterprise_id, req.context.team_id)
        except SlackUnreachable as error:
            log.error("a request waits: %s", error)
            return BoltResponse(status=503, body="")  # Slack sends events again
        if found is None:
            log.warning("a request from a workspace without Handrail was refused")
            return BoltResponse(status=403, body="")
        req.context[_WORKSPACE] = found
        await next()
        return None

    async def _hear(self, req: AsyncBoltRequest, next: Next) -> BoltResponse | None:
        """Keeps what happened before it is acknowledged; drops what is no business of ours or came before."""
        workspace: Workspace | None = req.context.get(_WORKSPACE)
        if workspace is None:
            await next()
            return None
        happening = await self._happening(req.body, workspace)
        if happening is None:
            return BoltResponse(status=200, body="")
        key = key_of(req.body, happening)
        if key is not None and not await self.worker.keep(key, _kept(req, workspace), happening):
            return BoltResponse(status=200, body="")
        req.context[_HAPPENING] = happening
        req.context[_KEY] = key
        await next()
        return None

    async def _happening(self, body: Mapping[str, Any], workspace: Workspace) -> Happening | None:
        try:
            happening = heard(body, workspace.team, workspace.bot_user)
            if happening is None or not await is_for_us(self._desk, happening):
                return None
        except Exception as error:  # noqa: BLE001  untrusted, whatever its shape; or no database to ask
            log.error("something was not understood: %s", where(error))
            return None
        return happening

    async def _on_event(self, context: Mapping[str, Any]) -> None:
        self._start(context)

    async def _on_interaction(self, ack: AsyncAck, context: Mapping[str, Any]) -> None:
        await ack()
        self._start(context)

    async def _on_view(self, ack: AsyncAck, context: Mapping[str, Any]) -> None:
        happening = context[_HAPPENING]
        if isinstance(happening, Filled) and happening.form is Form.DRAFT:
            await self._on_draft(ack, context, happening)
            return
        await ack()
        self._start(context)

    async def _on_draft(self, ack: AsyncAck, context: Mapping[str, Any], filled: Filled) -> None:
        """Shows the result in place of the form: at once, or where it takes long, after saying so."""
        checking = asyncio.ensure_future(checked(self._desk, filled.values.get("draft", "")))
        done, _ = await asyncio.wait([checking], timeout=SHOWN_AT_ONCE)
        if done:
            await ack(response_action="update", view=modal(checking.result()))
        else:
            await ack(response_action="update", view=modal(checking_dialog()))
            result = await checking
            # Not before Slack has taken the acknowledgement, which would come on top of it.
            await asyncio.sleep(SHOWN_AT_ONCE)
            with contextlib.suppress(NotDelivered):
                await self._platform(context[_WORKSPACE]).change_dialog(filled.handle.dialog, result)
        await self.worker.done(context[_KEY])

    def _start(self, context: Mapping[str, Any]) -> None:
        platform = self._platform(context[_WORKSPACE])
        self.worker.start(platform, context[_HAPPENING], context[_KEY])

    def _platform(self, workspace: Workspace) -> Platform:
        side = self._side
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        given = (side.client.base_url, workspace.token, self._session)
        hasty = web_client(*given, patient=False)
        return SlackPlatform(web_client(*given), hasty, self._who, side.streams)

    async def _restored(self, body: Mapping[str, Any]) -> tuple[Platform, Happening] | None:
        workspace = await self._side.workspaces.find(body["enterprise"], body["team"])
        happening = heard(body["body"], workspace.team, workspace.bot_user) if workspace else None
        return (self._platform(workspace), happening) if workspace and happening else None


def web_client(
    base_url: str,
    token: str | None = None,
    session: aiohttp.ClientSession | None = None,
    *,
    patient: bool = True,
) -> AsyncWebClient:
    """A client of Slack's Web API that waits as long as Slack asks, if it is patient.

    It tries nothing else again by itself: where an answer is lost, Slack may have taken the message
    all the same. The inbox tries again, and looks first.
    """
    waiting: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=ATTEMPTS_IN_PLACE)]
    return AsyncWebClient(
        token=token,
        base_url=base_url,
        timeout=PATIENCE,
        session=session,
        retry_handlers=waiting if patient else [],
        logger=library_log(),
    )


async def _authorize(context: Mapping[str, Any], **_ids: object) -> AuthorizeResult:
    """The workspace that was found before, as Bolt wants it."""
    workspace: Workspace = context[_WORKSPACE]
    return AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.team,
        bot_id=workspace.bot_id,
        bot_user_id=workspace.bot_user,
        bot_token=workspace.token,
    )


def _is_farewell(body: Mapping[str, Any]) -> bool:
    """Whether a workspace says that it has taken Handrail's own token back."""
    event = body.get("event")
    if not isinstance(event, dict):
        return False
    revoked = event.get("type") == "tokens_revoked" and event.get("tokens", {}).get("bot")
    return event.get("type") == "app_uninstalled" or bool(revoked)


def _kept(req: AsyncBoltRequest, workspace: Workspace) -> dict[str, Any]:
    return {"team": workspace.team, "enterprise": req.context.enterprise_id, "body": dict(req.body)}
