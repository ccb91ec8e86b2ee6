"""A stand-in for Slack's Web API on this machine: takes messages at once and counts what they answer."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from time import perf_counter

from aiohttp import web

TEAM = "T0LOAD"
BOT = "U0HANDRAIL"


class StandIn:
    """What Slack would have seen: which messages were answered, how often and when."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self.when: dict[str, float] = {}
        self.url = ""
        self._numbers = count(1)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["StandIn"]:
        """Listens on a free port of this machine while the block runs."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "auth.test":
            return web.json_response({"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B0HANDRAIL"})
        if method == "chat.postMessage":
            message = await request.json()
            self.answered[message["thread_ts"]] += 1
            self.when.setdefault(message["thread_ts"], perf_counter())
            return web.json_response({"ok": True, "ts": f"1800000000.{next(self._numbers):06d}"})
        return web.json_response({"ok": False, "error": "unknown_method"})
