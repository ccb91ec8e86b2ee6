"""What Slack sends, read as untrusted text into what happened; None for what is no business of ours."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.parts import Form, Verb
from bot.platform import (
    ChatOpened,
    Commanded,
    Filled,
    Handle,
    Happening,
    HomeOpened,
    Picked,
    Place,
    Pressed,
    Said,
    Speaker,
)
from bot.slack.blocks import ACTION

Body = Mapping[str, Any]

PLATFORM = "slack"
COMMAND = "/policy"
CHECK_MESSAGE = "handrail_check_message"
CHECK_DRAFT = "handrail_check_draft"
SOMEBODY = "a colleague"

# A message of another subtype is none: joined, renamed, edited, deleted.
_SUBTYPES = frozenset({None, "file_share", "thread_broadcast"})
_MARKUP = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def heard(body: Body, team: str, bot_user: str) -> Happening | None:
    """What happened. team and bot_user: the workspace, verified, and Handrail's own user there."""
    if _from_outside(body, team):
        return None
    if body.get("type") == "event_callback":
        return _event(body.get("event", {}), team, bot_user)
    read = _READERS.get("command" if "command" in body else str(body.get("type")))
    return read(body, team) if read else None


def key_of(body: Body, happening: Happening) -> str | None:
    """What tells this from every other event and stays the same however often it is sent.

    A message goes by its own id, because Slack may tell of one in two events and repeat each.
    None for what is only looked at, such as a home page, and may happen any number of times.
    """
    match happening:
        case Said(speaker=speaker, place=place, message=message):
            return f"{PLATFORM}:{speaker.workspace}:{place.channel}:{message}"
        case HomeOpened() | ChatOpened():
            return None
    return f"{PLATFORM}:{body['trigger_id']}"


def plain_text(text: str, bot_user: str) -> str:
    """A message's text as it was typed: entities resolved, the bot's own name left out, people unnamed."""
    return html.unescape(_MARKUP.sub(lambda found: _typed(found, bot_user), text)).strip()


def _typed(found: re.Match[str], bot_user: str) -> str:
    target, label = found[1], found[2]
    if target.startswith("@"):
        return "" if target[1:] == bot_user else SOMEBODY
    if target.startswith("#"):
        return f"#{label or 'a channel'}"
    if target.startswith("!"):
        return label or f"@{target[1:].split('^')[0]}"
    return label or target


def _from_outside(body: Body, team: str) -> bool:
    """Whether somebody of another organisation speaks, in a channel that two organisations share."""
    event = body.get("event")
    if isinstance(event, dict):
        theirs = event.get("user_team") or event.get("source_team")
        return bool(body.get("is_ext_shared_channel")) and theirs not in {None, team}
    user = body.get("user")
    theirs = user.get("team_id") if isinstance(user, dict) else None
    return theirs not in {None, team} and not body.get("enterprise")


def _event(event: Body, team: str, bot_user: str) -> Happening | None:
    user = event.get("user")
    if not isinstance(user, str) or event.get("bot_id") or user == bot_user:
        return None
    speaker = Speaker(PLATFORM, team, user)
    match event.get("type"):
        case "app_mention":
            return _said(event, speaker, bot_user, addressed=True)
        case "message":
            return _message(event, speaker, bot_user)
        case "app_home_opened":
            if event.get("tab") == "messages":
                return ChatOpened(speaker, event["channel"])
            return HomeOpened(speaker)
    return None


def _message(event: Body, speaker: Speaker, bot_user: str) -> Said | None:
    if event.get("subtype") not in _SUBTYPES:
        return None
    direct = event.get("channel_type") == "im"
    if not direct and f"<@{bot_user}>" in event.get("text", ""):
        return None  # comes as a mention too
    if not direct and not event.get("thread_ts"):
        return None
    return _said(event, speaker, bot_user, addressed=direct)


def _said(event: Body, speaker: Speaker, bot_user: str, *, addressed: bool) -> Said:
    message = event["ts"]
    within = event.get("thread_ts")
    private = event.get("channel_type") == "im"
    return Said(
        speaker,
        Place(event["channel"], within or message, private),
        message,
        plain_text(event.get("text", ""), bot_user),
        addressed,
        within,
        file=bool(event.get("files")),
    )


def _command(body: Body, team: str) -> Commanded | None:
    if body["command"] != COMMAND:
        return None
    return Commanded(
        Speaker(PLATFORM, team, body["user_id"]),
        Place(body["channel_id"], "", private=True),
        plain_text(body.get("text", ""), ""),
        _handle(body),
    )


def _pressed(body: Body, team: str) -> Pressed | None:
    action = body["actions"][0]
    prefix, _, name = action.get("action_id", "").partition(":")
    if prefix != ACTION:
        return None
    value = action.get("value") or ""
    verb, about = value.split(":", 1) if name == "feedback" and ":" in value else (name.split(":")[0], value)
    if verb not in set(Verb):
        return None
    return Pressed(_speaker(body, team), Verb(verb), about, _place(body), _handle(body))


def _filled(body: Body, team: str) -> Filled | None:
    view = body["view"]
    prefix, _, name = view.get("callback_id", "").partition(":")
    if prefix != ACTION or name not in set(Form):
        return None
    fields = view.get("state", {}).get("values", {})
    values = {field: _value(next(iter(given.values()), {})) for field, given in fields.items()}
    return Filled(_speaker(body, team), Form(name), view.get("private_metadata", ""), values, _handle(body))


def _value(given: Body) -> str:
    """What was typed, chosen or ticked, as text; "" for nothing."""
    if given.get("selected_option"):
        return str(given["selected_option"]["value"])
    if given.get("selected_options"):
        return ",".join(str(option["value"]) for option in given["selected_options"])
    return str(given.get("value") or "")


def _picked(body: Body, team: str) -> Picked | None:
    if body.get("callback_id") == CHECK_DRAFT:
        return Picked(_speaker(body, team), None, _handle(body))
    if body.get("callback_id") == CHECK_MESSAGE:
        text = plain_text(body.get("message", {}).get("text") or "", "")
        return Picked(_speaker(body, team), text, _handle(body))
    return None


def _speaker(body: Body, team: str) -> Speaker:
    return Speaker(PLATFORM, team, body["user"]["id"])


def _place(body: Body) -> Place | None:
    channel = (body.get("channel") or {}).get("id")
    if not channel:
        return None
    message = body.get("message") or {}
    container = body.get("container") or {}
    thread = message.get("thread_ts") or container.get("thread_ts") or ""
    return Place(channel, thread, channel.startswith("D"))


def _handle(body: Body) -> Handle:
    return Handle(
        trigger=body.get("trigger_id") or "",
        reply=body.get("response_url") or "",
        dialog=(body.get("view") or {}).get("id", ""),
    )


_READERS: dict[str, Callable[[Body, str], Happening | None]] = {
    "command": _command,
    "block_actions": _pressed,
    "view_submission": _filled,
    "message_action": _picked,
    "shortcut": _picked,
}
