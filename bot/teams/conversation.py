"""A conversation in Teams: which kind it is, where it is reached, and what Handrail calls it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Activity = Mapping[str, Any]

PLATFORM = "teams"
_IN_THREAD = ";messageid="
_A_CHANNEL = re.compile(r"@thread\.(?:tacv2|skype)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a dialog is known by: the invoke that waits for it, or the message that stands for it, else "".

    channel and person: where and to whom it is shown. alone: among others who do not see it.
    """

    trigger: str = ""
    channel: str = ""
    person: str = ""
    message: str = ""
    alone: bool = False

    def __str__(self) -> str:
        return json.dumps([self.trigger, self.channel, self.person, self.message, self.alone])

    @classmethod
    def of(cls, text: str) -> "Mark":
        """The mark that this text is. Raises ValueError or TypeError when it is none."""
        return cls(*json.loads(text))


class Kind(StrEnum):
    """Who reads there: one person, the members of a group, or a whole channel, by threads."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class TeamsConversation:
    """Where Handrail can write. tenant: the organisation's id. address: Teams' own id.

    service: the URL of the service that it is reached by. bot: what Handrail is called there.
    person: in a private chat, whom it is with, by Entra object id. account: what Teams calls them there.
    """

    tenant: str
    kind: Kind
    address: str
    service: str
    bot: str
    person: str = ""
    account: str = ""

    @property
    def id(self) -> str:
        """What Handrail calls it: short, and the same for the same conversation."""
        return conversation_id(self.tenant, self.address)

    def thread(self, message: str) -> str:
        """The address of the thread that begins with this message, where there are threads."""
        if self.kind is not Kind.CHANNEL or not message or _IN_THREAD in self.address:
            return self.address
        return f"{self.address}{_IN_THREAD}{message}"


def conversation_id(tenant: str, address: str) -> str:
    """What Handrail calls the conversation at this address."""
    return hashlib.sha256(f"{tenant}\n{address}".encode()).hexdigest()[:32]


def tenant_of(activity: Activity) -> str:
    """The organisation that an activity comes from, or ""."""
    told = (activity.get("conversation") or {}).get("tenantId")
    also = ((activity.get("channelData") or {}).get("tenant") or {}).get("id")
    return str(told or also or "").lower()


def tenants_of(activity: Activity) -> frozenset[str]:
    """Every organisation that an activity names: of the conversation, of who acts, and Teams' own word."""
    spoken = (activity.get("from") or {}).get("tenantId")
    also = ((activity.get("channelData") or {}).get("tenant") or {}).get("id")
    return frozenset(str(one).lower() for one in (tenant_of(activity), spoken, also) if one)


def person_of(activity: Activity) -> str:
    """Who acts: the Entra object id, else what Teams calls them, or ""."""
    account = activity.get("from") or {}
    return str(account.get("aadObjectId") or "").lower() or str(account.get("id") or "")


def root_of(activity: Activity) -> str:
    """The message that begins the thread that an activity stands in, or ""."""
    _, _, root = str(activity["conversation"]["id"]).partition(_IN_THREAD)
    return root


def _kind(told: object, address: str) -> Kind:
    """The kind, which some invokes leave out. A chat with a colleague is nobody's chat with Handrail."""
    if told == Kind.CHANNEL or (not told and _A_CHANNEL.search(address)):
        return Kind.CHANNEL
    private = told == Kind.PERSONAL or not told
    return Kind.PERSONAL if private and not address.startswith("19:") else Kind.GROUP


def conversation_of(activity: Activity, *, with_thread: bool = False) -> TeamsConversation:
    """Where an activity happened. with_thread: the thread itself, not its channel.

    Raises KeyError or ValueError where it is no activity of a conversation.
    """
    said = activity["conversation"]
    whole = str(said["id"])
    kind = _kind(said.get("conversationType"), whole)
    private = kind is Kind.PERSONAL
    return TeamsConversation(
        tenant=tenant_of(activity),
        kind=kind,
        address=whole if with_thread else whole.partition(_IN_THREAD)[0],
        service=str(activity["serviceUrl"]),
        bot=str(activity["recipient"]["id"]),
        person=person_of(activity) if private else "",
        account=str((activity.get("from") or {}).get("id") or "") if private else "",
    )
