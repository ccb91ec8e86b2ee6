"""A stand-in for Slack's Web API on this machine: it keeps and checks what it is sent, and can misbehave."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from tests.bot.slack.payload_lint import lint_message, lint_view

TEAM = "T1"
BOT = "UBOT"
TOKEN = "xoxb-stand-in"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Web API as it came in."""

    method: str
    arguments: dict[str, Any]
    token: str


@dataclass(slots=True)
class Fault:
    """How a method misbehaves, and how often still."""

    times: int
    answer: Callable[[], web.Response]


@dataclass(slots=True)
class SlackStandIn:
    """Messages, views and users, and every call that was made.

    complaints: what Slack would not have taken. lacking: methods that this workspace has not.
    after: called with each call once it has been carried out, before it is answered.
    """

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    opened_by: dict[str, str] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    replies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)
    faults: dict[str, Fault] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=lambda: {TOKEN: TEAM})
    root: str = ""
    after: Callable[[Call], Any] | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _used: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where the Web API is."""
        return f"{self.root}/api/"

    def sent(self, *methods: str) -> list[dict[str, Any]]:
        """The arguments of each call of these methods, in order."""
        return [call.arguments for call in self.calls if call.method in methods]

    def rate_limit(self, method: str, times: int, retry_after: int) -> None:
        """Lets a method answer that there were too many calls."""
        headers = {"Retry-After": str(retry_after)}
        limited = {"ok": False, "error": "ratelimited"}
        self.faults[method] = Fault(times, lambda: web.json_response(limited, status=429, headers=headers))

    def fail(self, method: str, times: int, error: str) -> None:
        """Lets a method answer with an error."""
        self.faults[method] = Fault(times, lambda: web.json_response({"ok": False, "error": error}))

    def crash(self, method: str, times: int) -> None:
        """Lets a method answer as Slack's own crashes do, without having done anything."""
        self.faults[method] = Fault(times, lambda: web.Response(status=500, text="oh"))

    @asynccontextmanager
    async def open(self) -> AsyncIterator["SlackStandIn"]:
        """Listens on a free port of this machine while the block runs."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._take)
        app.router.add_post("/reply/{channel}/{user}/{id}", self._reply)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.root = "http://{}:{}".format(*runner.addresses[0][:2])
        try:
            yield self
        finally:
            await runner.cleanup()

    def reply_address(self, channel: str, user: str) -> str:
        """A response_url as an interaction carries one."""
        return f"{self.root}/reply/{channel}/{user}/{next(self._numbers)}"

    def trigger(self, user: str) -> str:
        """A trigger_id as an interaction of this user's carries one: good for one dialog."""
        return f"{user}.{next(self._numbers)}"

    async def _reply(self, request: web.Request) -> web.Response:
        payload = await request.json()
        self.complaints += lint_message(payload)
        where = request.match_info
        self.replies.append((where["user"], payload))
        only = where["user"] if payload.get("response_type") != "in_channel" else None
        self._keep({**payload, "channel": where["channel"]}, only)
        return web.Response(text="ok")

    async def _take(self, request: web.Request) -> web.Response:
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.pop("token", "")
        call = Call(method, arguments, token)
        self.calls.append(call)
        fault = self.faults.get(method)
        if fault and fault.times > 0:
            fault.times -= 1
            return fault.answer()
        handler = getattr(self, "do_" + method.replace(".", "_"), None)
        if handler is None or method in self.lacking:
            return web.json_response({"ok": False, "error": "unknown_method"})
        faults = _faults(arguments)
        self.complaints += [f"{method}: {fault}" for fault in faults]
        answer = {"ok": False, "error": "invalid_blocks"} if faults else handler(call)
        if self.after is not None:
            await self.after(call)
        return web.json_response({"ok": "error" not in answer, **answer})

    def do_auth_test(self, call: Call) -> dict[str, Any]:
        if call.token not in self.teams:
            return {"error": "invalid_auth"}
        return {"team_id": self.teams[call.token], "user_id": BOT, "bot_id": "BBOT"}

    def do_chat_postMessage(self, call: Call) -> dict[str, Any]:  # noqa: N802  as Slack calls it
        return {"ts": self._keep(call.arguments, None), "channel": call.arguments["channel"]}

    def do_chat_postEphemeral(self, call: Call) -> dict[str, Any]:  # noqa: N802
        return {"message_ts": self._keep(call.arguments, call.arguments["user"])}

    def do_chat_startStream(self, call: Call) -> dict[str, Any]:  # noqa: N802
        return {"ts": self._keep({**call.arguments, "streaming": True}, None)}

    def do_chat_stopStream(self, call: Call) -> dict[str, Any]:  # noqa: N802
        message = self._message(call)
        if message is None or not message.pop("streaming", False):
            return {"error": "message_not_in_streaming_state"}
        message.update({"blocks": call.arguments.get("blocks"), "metadata": call.arguments.get("metadata")})
        return {"ts": message["ts"]}

    def do_chat_delete(self, call: Call) -> dict[str, Any]:
        message = self._message(call)
        if message is None:
            return {"error": "message_not_found"}
        self.messages[call.arguments["channel"]].remove(message)
        return {}

    def do_chat_update(self, call: Call) -> dict[str, Any]:
        message = self._message(call)
        if message is None:
            return {"error": "message_not_found"}
        message.update(call.arguments)
        return {"ts": message["ts"]}

    def do_conversations_open(self, call: Call) -> dict[str, Any]:
        user = call.arguments["users"]
        return {"channel": {"id": f"D{user}"}} if user in self.users else {"error": "user_not_found"}

    def do_conversations_replies(self, call: Call) -> dict[str, Any]:
        at, first = call.arguments["ts"], int(call.arguments.get("cursor") or 0)
        every = self.messages[call.arguments["channel"]]
        messages = [one for one in every if at in {one["ts"], one.get("thread_ts")}]
        # The oldest first, and fewer at a time than are asked for, as Slack may.
        end = first + 20
        following = str(end) if end < len(messages) else ""
        return {"messages": messages[first:end], "response_metadata": {"next_cursor": following}}

    def do_conversations_history(self, call: Call) -> dict[str, Any]:
        return {
            "messages": [one for one in self.messages[call.arguments["channel"]] if not one.get("thread_ts")]
        }

    def do_users_info(self, call: Call) -> dict[str, Any]:
        user = self.users.get(call.arguments["user"])
        return {"user": user} if user else {"error": "user_not_found"}

    def do_users_lookupByEmail(self, call: Call) -> dict[str, Any]:  # noqa: N802
        wanted = call.arguments["email"]
        found = [user for user in self.users.values() if user["profile"].get("email") == wanted]
        return {"user": found[0]} if found else {"error": "users_not_found"}

    def do_users_profile_get(self, call: Call) -> dict[str, Any]:
        user = self.users.get(call.arguments["user"])
        return {"profile": user["profile"]} if user else {"error": "user_not_found"}

    def do_views_open(self, call: Call) -> dict[str, Any]:
        trigger = call.arguments["trigger_id"]
        if trigger in self._used:
            return {"error": "expired_trigger_id"}
        self._used.add(trigger)
        name = f"V{next(self._numbers)}"
        self.views[name] = {**call.arguments["view"], "id": name}
        self.opened_by[trigger.split(".")[0]] = name
        return {"view": self.views[name]}

    do_views_push = do_views_open

    def do_views_update(self, call: Call) -> dict[str, Any]:
        name = call.arguments["view_id"]
        if name not in self.views:
            return {"error": "not_found"}
        self.views[name] = {**call.arguments["view"], "id": name}
        return {"view": self.views[name]}

    def do_views_publish(self, call: Call) -> dict[str, Any]:
        self.homes[call.arguments["user_id"]] = call.arguments["view"]
        return {"view": {"id": "VHOME"}}

    def do_assistant_threads_setStatus(self, call: Call) -> dict[str, Any]:  # noqa: ARG002, N802
        return {}

    def do_assistant_threads_setSuggestedPrompts(self, call: Call) -> dict[str, Any]:  # noqa: N802
        prompts = call.arguments["prompts"]
        if not 0 < len(prompts) <= 4 or any(set(prompt) != {"title", "message"} for prompt in prompts):
            self.complaints.append(f"{len(prompts)} prompts")
        return {}

    def _keep(self, message: dict[str, Any], only: str | None) -> str:
        ts = f"1800000000.{next(self._numbers):06d}"
        self.messages[message["channel"]].append({**message, "ts": ts, "only": only})
        return ts

    def _message(self, call: Call) -> dict[str, Any] | None:
        messages = self.messages[call.arguments["channel"]]
        return next((one for one in messages if one["ts"] == call.arguments["ts"]), None)


def _faults(arguments: dict[str, Any]) -> list[str]:
    if "view" in arguments:
        return lint_view(arguments["view"])
    if "text" in arguments:
        return lint_message(arguments)
    if "blocks" in arguments:
        return lint_message({**arguments, "text": "a stream has its own"})
    return []


async def _arguments(request: web.Request) -> dict[str, Any]:
    """The arguments, whichever way slack_sdk sent them."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.can_read_body:
        given |= dict(await request.post())
    for name in ("view", "blocks", "metadata", "prompts", "chunks"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given
