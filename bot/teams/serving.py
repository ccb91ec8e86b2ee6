"""Teams' way in: one route of the one application, and the patrol over what was left."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import AuthenticateRequestResult

from bot.chat.failures import where
from bot.teams.app import RecordsAway, TeamsApp
from bot.teams.gate import Gate, NotFromTeams
from bot.teams.keys import KeysNotReached

log = logging.getLogger(__name__)

MESSAGES_PATH = "/api/messages"
OWN_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
OF_OTHERS = ("Origin", "Sec-Fetch-Site", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""What a browser adds for the page of a site, and a proxy for whom it speaks."""

NO_ACTIVITY = "This is no activity."
TIDYING = 3600.0  # seconds


class Door:
    """Takes requests from Teams. playground: nothing is signed, and only this machine is let in."""

    def __init__(self, teams: TeamsApp, gate: Gate, *, playground: bool = False) -> None:
        self._teams = teams
        self._gate = gate
        self._playground = playground

    def routes(self) -> list[web.RouteDef]:
        """Where Teams sends everything."""
        return [web.post(MESSAGES_PATH, self.messages)]

    async def messages(self, request: web.Request) -> web.Response:
        """Judges, then takes an activity. What is sent here is untrusted until it is judged."""
        raw = await _raw(request)
        if raw is None:
            return web.Response(status=400, text=NO_ACTIVITY)
        admitted = await self._judged(request, raw)
        if isinstance(admitted, web.Response):
            return admitted
        activity = _activity(raw)
        if activity is None:
            return web.Response(status=400, text=NO_ACTIVITY)
        try:
            said = await self._gate.adapter.process_activity(admitted, activity, partial(self._turn, raw))
        except RecordsAway as error:
            log.error("an activity waits: %s", error)
            return web.Response(status=503)  # Teams sends it again
        # Not by the library's own process(), which serialises what is plain already and fails over it.
        return web.json_response(said.body, status=said.status) if said else web.Response(status=200)

    async def _judged(
        self, request: web.Request, raw: Mapping[str, Any]
    ) -> AuthenticateRequestResult | web.Response:
        """What botbuilder needs to go on, or the answer to what is not let in."""
        if self._playground and not _is_own(request, raw):
            return web.Response(status=403, text="The playground is for this machine only.")
        try:
            admitted = await self._gate.admit(raw, request.headers.get("Authorization", ""))
        except NotFromTeams as error:
            log.warning("a request that is not Teams' was refused: %s", error)
            return web.Response(status=401)
        except KeysNotReached as error:
            log.error("a request waits: %s", error)
            return web.Response(status=503)  # Teams sends it again
        if not self._playground and not self._teams.lets_in(raw):
            log.warning("a request from an organisation that is not let in was refused")
            return web.Response(status=403)
        return admitted

    async def _turn(self, raw: Mapping[str, Any], context: TurnContext) -> None:
        """One turn, from the activity as it came: the library's own leaves out what it does not know."""
        body = await self._teams.take(raw)
        if raw.get("type") == ActivityTypes.invoke:
            answer = InvokeResponse(status=200, body=body)
            await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=answer))


def attach(app: web.Application, teams: TeamsApp) -> None:
    """Lets the application run the patrol while it runs."""

    async def running(_app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(teams.worker.patrol()), asyncio.create_task(_tidied(teams))]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await teams.close()

    app.cleanup_ctx.append(running)


async def _tidied(teams: TeamsApp) -> None:
    """Until cancelled: forgets what was sent long ago."""
    while True:
        try:
            await teams.tidy()
        except Exception as error:  # noqa: BLE001  the next hour may go better
            log.error("what was sent long ago was not forgotten: %s", where(error))
        await asyncio.sleep(TIDYING)


async def _raw(request: web.Request) -> dict[str, Any] | None:
    try:
        raw = await request.json()
    except (ValueError, LookupError, RecursionError):
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("type"), str) else None


def _activity(raw: dict[str, Any]) -> Activity | None:
    try:
        return Activity().deserialize(raw)
    except Exception:  # noqa: BLE001  whatever the library finds wrong with it
        return None


def _is_own(request: web.Request, raw: Mapping[str, Any]) -> bool:
    """Whether a program on this machine asks: no browser of another site's, and no proxy for somebody."""
    if any(name in request.headers for name in OF_OTHERS):
        return False
    try:
        service = urlsplit(str(raw.get("serviceUrl"))).hostname
    except ValueError:
        return False
    return request.url.host in OWN_HOSTS and service in OWN_HOSTS
