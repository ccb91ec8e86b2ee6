"""A stand-in for Teams' Connector on this machine: it keeps and checks what it is sent, and can misbehave."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from tests.bot.teams.card_lint import lint_activity

TOKEN = "a token of the tests"
BOT = "28:handrail"


@dataclass(slots=True)
class Posted:
    """A message in a conversation. only: what Teams calls the one who sees it, or None for everybody."""

    id: str
    number: int
    address: str
    activity: dict[str, Any]
    only: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Connector as it came in."""

    method: str
    path: str
    body: Any


@dataclass(slots=True)
class TeamsStandIn:
    """Conversations and what was said in them, and every call that was made.

    complaints: what Teams would not have taken. members: by the id that Handrail asks with.
    faults: what is answered instead, in order, by the method and the end of the path.
    after: called with each call once it has been carried out, before it is answered.
    cut: how many calls more are carried out and never answered, because the line is cut.
    """

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    faults: list[Callable[[Call], web.Response | None]] = field(default_factory=list)
    after: Callable[[Call], Awaitable[None]] | None = None
    cut: int = 0
    token: str | None = TOKEN
    url: str = ""
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def sent(self) -> list[dict[str, Any]]:
        """Every message, in order."""
        return [one.activity for one in self.posted]

    def refuse(self, method: str, status: int, *, times: int = 1, code: str = "Oh", **headers: str) -> None:
        """Lets calls by this method fail so many times."""
        left = count(times, -1)

        def fault(call: Call) -> web.Response | None:
            if call.method != method or next(left) <= 0:
                return None
            body = {"error": {"code": code, "message": "can i share a photo"}}
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.json_response(body, status=status, headers=named)

        self.faults.append(fault)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["TeamsStandIn"]:
        """Listens on a free port of this machine while the block runs."""
        app = web.Application()
        app.router.add_post("/v3/conversations", self._create)
        app.router.add_post("/v3/conversations/{address}/activities", self._send)
        app.router.add_put("/v3/conversations/{address}/activities/{message}", self._change)
        app.router.add_get("/v3/conversations/{address}/members/{member}", self._member)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}/".format(*runner.addresses[0][:2])
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        (member,) = body["members"]
        known = self.members.get(member["id"])
        if known is None:
            return web.json_response({"error": {"code": "BadArgument"}}, status=400)
        return await self._carry_out(request, body, lambda: {"id": f"a:{known['id'].removeprefix('29:')}"})

    async def _send(self, request: web.Request) -> web.Response:
        body = await request.json()
        return await self._carry_out(request, body, lambda: {"id": self._keep(request, body)})

    async def _change(self, request: web.Request) -> web.Response:
        body = await request.json()
        return await self._carry_out(request, body, lambda: self._replace(request, body))

    async def _member(self, request: web.Request) -> web.Response:
        # Teams knows people by its own name for them and by their object id.
        asked = request.match_info["member"]
        own = (one for one in self.members.values() if one["id"] == asked)
        member = self.members.get(asked) or next(own, None)
        if member is None:
            return web.json_response({"error": {"code": "MemberNotFoundInConversation"}}, status=404)
        return await self._carry_out(request, None, lambda: dict(member))

    async def _carry_out(
        self, request: web.Request, body: Any, act: Callable[[], dict[str, Any]]
    ) -> web.Response:
        call = Call(request.method, request.path, body)
        self.calls.append(call)
        expected = f"Bearer {self.token}" if self.token else None
        if request.headers.get("Authorization") != expected:
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        for fault in self.faults:
            answer = fault(call)
            if answer is not None:
                return answer
        said = act()
        if self.after is not None:
            await self.after(call)
        if self.cut:
            self.cut -= 1
            assert request.transport
            request.transport.abort()
        return web.json_response(said, status=201)

    def _keep(self, request: web.Request, activity: dict[str, Any]) -> str:
        address = request.match_info["address"]
        if activity["type"] == "typing":
            self.typing.append(address)
            return ""
        self.complaints += lint_activity(activity)
        number = next(self.numbers)
        only = activity["recipient"]["id"] if request.query.get("isTargetedActivity") == "true" else None
        self.posted.append(Posted(f"17{number:011d}", number, address, activity, only))
        return self.posted[-1].id

    def _replace(self, request: web.Request, activity: dict[str, Any]) -> dict[str, Any]:
        self.complaints += lint_activity(activity)
        message = next(one for one in self.posted if one.id == request.match_info["message"])
        if (request.query.get("isTargetedActivity") == "true") != (message.only is not None):
            self.complaints.append("a message changed as if others saw it, or did not")
        if "recipient" in activity:
            self.complaints.append("a recipient in a change, which Teams refuses")
        if message.address.split(";")[0] != request.match_info["address"].split(";")[0]:
            self.complaints.append("a message changed in another conversation")
        message.activity = activity
        return {"id": message.id}
