"""Activities as Teams sends them: messages, mentions, slash commands, invokes, and arrivals."""

from itertools import count
from typing import Any

from tests.bot.chat.world import CHANNEL, NAMES
from tests.bot.teams.stand_in import BOT

TENANT = "0b1f2e3d-0000-4000-8000-00000000beef"
TEAM_CHANNEL = f"19:{CHANNEL}@thread.tacv2"
GROUP = "19:group@thread.v2"

Activity = dict[str, Any]

_numbers = count(1)


def private(who: str) -> dict[str, Any]:
    """The conversation of somebody's own chat with Handrail."""
    return {"id": f"a:{who}", "conversationType": "personal", "tenantId": TENANT}


def in_channel(thread: str | None = None) -> dict[str, Any]:
    """The conversation of the channel, or of a thread in it."""
    within = f";messageid={thread}" if thread else ""
    return {
        "id": f"{TEAM_CHANNEL}{within}",
        "conversationType": "channel",
        "tenantId": TENANT,
        "isGroup": True,
    }


def in_group() -> dict[str, Any]:
    """The conversation of a group chat, which has no threads."""
    return {"id": GROUP, "conversationType": "groupChat", "tenantId": TENANT, "isGroup": True}


def account(who: str) -> str:
    """What Teams calls somebody."""
    return f"29:{who}"


def activity(kind: str, who: str, service: str, conversation: dict[str, Any], **more: Any) -> Activity:
    """Any activity of this person's."""
    return {
        "type": kind,
        "id": str(1_790_000_000_000 + next(_numbers)),
        "timestamp": "2026-11-23T12:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {"id": account(who), "name": NAMES.get(who, who), "aadObjectId": who},
        "recipient": {"id": BOT, "name": "Handrail"},
        "conversation": conversation,
        "channelData": {"tenant": {"id": TENANT}},
        **more,
    }


def message(who: str, text: str, service: str, conversation: dict[str, Any], **more: Any) -> Activity:
    """A message without a mention."""
    said = activity("message", who, service, conversation, text=text, textFormat="plain", **more)
    if conversation["conversationType"] == "channel" and ";messageid=" not in conversation["id"]:
        # What opens a thread carries its own id as the thread's.
        said["conversation"] = {**conversation, "id": f"{conversation['id']};messageid={said['id']}"}
    return said


def mention(who: str, text: str, service: str, conversation: dict[str, Any], **more: Any) -> Activity:
    """A message that mentions Handrail."""
    mentioned = {
        "type": "mention",
        "text": "<at>Handrail</at>",
        "mentioned": {"id": BOT, "name": "Handrail"},
    }
    given = {"entities": [mentioned], **more}
    return message(who, f"<at>Handrail</at>&nbsp;{text}", service, conversation, **given)


def quoting(message_id: str, text: str) -> dict[str, Any]:
    """What a private reply to one of Handrail's messages carries."""
    quote = f'<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{message_id}">'
    content = f"{quote}<strong>Handrail</strong><p>what was said</p></blockquote><p>{text}</p>"
    return {
        "text": f"Handrail\nwhat was said\n\n{text}",
        "attachments": [{"contentType": "text/html", "content": content}],
    }


def invoke(
    name: str, who: str, service: str, conversation: dict[str, Any], value: Any, **more: Any
) -> Activity:
    """Something that waits for its answer."""
    return activity("invoke", who, service, conversation, name=name, value=value, **more)
