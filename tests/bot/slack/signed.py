"""Requests as Slack sends them: events, commands, buttons, forms and shortcuts, signed."""

import json
import time
from itertools import count
from typing import Any
from urllib.parse import urlencode

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from tests.bot.slack.stand_in import BOT, TEAM

SECRET = "a signing secret of the tests"
Body = dict[str, Any]

_numbers = count(1)


def event(team: str = TEAM, **told: Any) -> Body:
    """An event of the Events API."""
    number = next(_numbers)
    return {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A1",
        "event_id": f"Ev{number}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": team, "enterprise_id": None, "user_id": BOT, "is_bot": True}],
        "event": told,
    }


def direct(user: str, text: str, ts: str, thread: str | None = None, **more: Any) -> Body:
    """A private message to Handrail."""
    told = {
        "type": "message",
        "channel": f"D{user}",
        "channel_type": "im",
        "user": user,
        "text": text,
        "ts": ts,
    }
    return event(**told, **({"thread_ts": thread} if thread else {}), **more)


def mention(user: str, text: str, ts: str, channel: str, thread: str | None = None) -> Body:
    """A message in a channel that mentions Handrail."""
    told = {"type": "app_mention", "channel": channel, "user": user, "text": f"<@{BOT}> {text}", "ts": ts}
    return event(**told, **({"thread_ts": thread} if thread else {}))


def talk(user: str, text: str, ts: str, channel: str, thread: str | None = None) -> Body:
    """A message in a channel that mentions nobody."""
    told = {"type": "message", "channel": channel, "channel_type": "channel", "user": user, "text": text}
    return event(**told, ts=ts, **({"thread_ts": thread} if thread else {}))


def command(user: str, text: str, channel: str, trigger: str, reply: str, team: str = TEAM) -> Body:
    """A slash command."""
    return {
        "command": "/policy",
        "text": text,
        "team_id": team,
        "user_id": user,
        "channel_id": channel,
        "channel_name": "general",
        "api_app_id": "A1",
        "trigger_id": trigger,
        "response_url": reply,
    }


def interaction(kind: str, user: str, trigger: str, team: str = TEAM, **more: Any) -> Body:
    """A button, a form or a shortcut, as its payload."""
    return {
        "type": kind,
        "team": {"id": team, "domain": "care"},
        "user": {"id": user, "team_id": team, "username": user.lower()},
        "api_app_id": "A1",
        "trigger_id": trigger,
        **more,
    }


def signed(body: Body, *, secret: str = SECRET, age: int = 0, **headers: str) -> tuple[str, dict[str, str]]:
    """The raw body and the headers of a request. age: seconds since it was signed."""
    raw, content_type = json.dumps(body), "application/json"
    if "command" in body:
        raw, content_type = urlencode(body), "application/x-www-form-urlencoded"
    elif body["type"] not in {"event_callback", "url_verification"}:
        raw, content_type = urlencode({"payload": raw}), "application/x-www-form-urlencoded"
    at = str(int(time.time()) - age)
    signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=raw)
    given = {
        "x-slack-request-timestamp": at,
        "x-slack-signature": str(signature),
        "content-type": content_type,
    }
    return raw, {**given, **headers}


def request(body: Body, **how: Any) -> AsyncBoltRequest:
    """The request as Bolt gets it."""
    raw, headers = signed(body, **how)
    return AsyncBoltRequest(body=raw, headers={name: [value] for name, value in headers.items()})
