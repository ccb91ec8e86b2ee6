"""Slack's ways in: routes of the one application, or Socket Mode; and the patrol over what was left."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chat.failures import where
from bot.slack.app import SlackApp, web_client
from bot.slack.library_log import library_log
from bot.slack.manifest import EVENTS_PATH, REDIRECT_PATH

log = logging.getLogger(__name__)

INSTALL_PATH = "/slack/install"
RECONNECT = 5.0
FAILED = "Something went wrong here. Try again in a moment; if it goes on, tell whoever runs Handrail."

Handler = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


def routes(slack: SlackApp, flow: AsyncOAuthFlow | None = None) -> list[web.RouteDef]:
    """Where Slack sends everything, and where a workspace installs Handrail if it may."""
    ways = [web.post(EVENTS_PATH, _passed_to(slack.bolt.async_dispatch))]
    if flow is not None:
        ways.append(web.get(INSTALL_PATH, _passed_to(flow.handle_installation)))
        ways.append(web.get(REDIRECT_PATH, _passed_to(flow.handle_callback)))
    return ways


def attach(app: web.Application, slack: SlackApp, app_token: str = "") -> None:
    """Lets the application run the patrol while it runs, and Socket Mode where there is an app token."""

    async def running(_app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(slack.worker.patrol()), asyncio.create_task(slack.check())]
        if app_token:
            tasks.append(asyncio.create_task(_by_socket(slack, app_token)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await slack.close()

    app.cleanup_ctx.append(running)


def _passed_to(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def passed(request: web.Request) -> web.StreamResponse:
        try:
            return await to_aiohttp_response(await handler(await to_bolt_request(request)))
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001  Slack sends events again; a person reads a sentence
            log.error("a request of Slack's failed: %s", where(error))
            return web.Response(status=500, text=FAILED)

    return passed


async def _by_socket(slack: SlackApp, app_token: str) -> None:
    """Listens until cancelled; the handler keeps its own connection up once it stands."""
    client = web_client(slack.bolt.client.base_url, app_token)
    handler = AsyncSocketModeHandler(slack.bolt, app_token, logger=library_log(), web_client=client)
    try:
        while True:
            try:
                await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
                break
            except Exception as error:  # noqa: BLE001  Slack away: tried until it is back
                log.error("Socket Mode does not connect: %s", where(error))
                await asyncio.sleep(RECONNECT)
        await asyncio.Event().wait()
    finally:
        with contextlib.suppress(Exception):
            await handler.close_async()  # type: ignore[no-untyped-call]  # the same
