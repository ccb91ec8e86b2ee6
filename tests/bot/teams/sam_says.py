"""What Sam does in Teams, as activities: the builders of the tests of how activities are read."""

from typing import Any

from tests.bot.chat.world import SAM
from tests.bot.teams import activities as teams
from tests.bot.teams.stand_in import BOT

SERVICE = "https://smba.example/emea"


def carried(name: str = "verb", what: Any = "share", about: Any = "x1", **fields: Any) -> dict[str, Any]:
    return {"handrail": {name: what, "id": about}, **fields}


def acted(name: str, data: Any, where: dict[str, Any] | None = None, **more: Any) -> teams.Activity:
    """An invoke that carries these data."""
    return teams.invoke(name, SAM, SERVICE, where or teams.in_channel("1.1"), {"data": data}, **more)


def sent(text: str, where: dict[str, Any] | None = None, **more: Any) -> teams.Activity:
    return teams.message(SAM, text, SERVICE, where or teams.private(SAM), **more)


def targeted(text: str, where: dict[str, Any]) -> teams.Activity:
    return sent(text, where, recipient={"id": BOT, "isTargeted": True})


def opinion(given: Any, *, wrapped: bool = True, name: str = "message/submitAction") -> teams.Activity:
    told = {"actionName": "feedback", "actionValue": given}
    value = {"data": told} if wrapped else told
    return teams.invoke(name, SAM, SERVICE, teams.private(SAM), value, replyToId="1.9")
