"""A stand-in for Microsoft Graph on this machine: who manages whom, and ways to misbehave."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "a token for Graph"


@dataclass(slots=True)
class GraphStandIn:
    """Graph on this machine. people: what it says of each. managers: whose manager is who.

    status and body: what it answers instead, where they are set. silent, dripping: whose manager it
    says nothing of, or one byte now and then. asked: whose managers it was asked for.
    """

    people: dict[str, dict[str, Any]]
    managers: dict[str, str]
    status: int = 200
    body: bytes | None = None
    silent: str = ""
    dripping: str = ""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["GraphStandIn"]:
        """Listens on a free port of this machine while the block runs."""
        app = web.Application()
        app.router.add_get("/v1.0/users/{person}/manager", self._manager)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}/v1.0".format(*runner.addresses[0][:2])
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _manager(self, request: web.Request) -> web.StreamResponse:
        person = request.match_info["person"]
        self.asked.append(person)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": {"code": "InvalidAuthenticationToken"}}, status=401)
        if person in {self.silent, self.dripping}:
            return await self._in_its_own_time(request, drips=person == self.dripping)
        if self.status != 200 or self.body is not None:
            said = self.body if self.body is not None else b'{"error": {"code": "Oh", "message": "sam"}}'
            headers = {"Location": f"{self.url}/elsewhere"} if self.status == 302 else {"Retry-After": "60"}
            return web.Response(
                body=said, status=self.status, headers=headers, content_type="application/json"
            )
        manager = self.managers.get(person.lower())
        if manager is None:
            return web.json_response({"error": {"code": "Request_ResourceNotFound"}}, status=404)
        wanted = request.query["$select"].split(",")
        told = {name: told for name, told in self.people[manager].items() if name in wanted}
        return web.json_response({"@odata.type": "#microsoft.graph.user", **told})

    async def _in_its_own_time(self, request: web.Request, *, drips: bool) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        for _ in range(60):
            if drips:
                await response.prepare(request)
                await response.write(b" ")
            await asyncio.sleep(1)
        return response


def user(person: str, name: str, mail: str | None = None, principal: str = "") -> dict[str, Any]:
    """What Graph holds of somebody, and a little of what nobody asked for."""
    return {"id": person, "displayName": name, "mail": mail, "userPrincipalName": principal, "jobTitle": "x"}
