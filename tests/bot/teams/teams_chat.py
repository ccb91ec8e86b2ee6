"""The scenarios' chat in Teams: signed activities into the real route, and what is shown for them."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient

from bot.chat.worker import Worker
from tests.bot.chat.world import CHANNEL, Seen
from tests.bot.teams.activities import (
    TEAM_CHANNEL,
    Activity,
    account,
    in_channel,
    invoke,
    mention,
    message,
    private,
    quoting,
)
from tests.bot.teams.card_lint import lint_response
from tests.bot.teams.key_server import token
from tests.bot.teams.stand_in import Posted, TeamsStandIn

Client = TestClient[Any, Any]
OPINIONS = {"Helpful": "like", "Not helpful": "dislike"}


@dataclass(slots=True)
class Window:
    """A dialog before somebody. submits: the invoke that its form is sent by. on: the message behind it."""

    card: dict[str, Any]
    submits: str
    conversation: dict[str, Any]
    reaction: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence in a small window, before one person only."""

    number: int
    who: str
    text: str


class TeamsChat:
    """People in Teams, each with at most one window open."""

    def __init__(self, client: Client, teams: TeamsStandIn, worker: Worker) -> None:
        self._client = client
        self._teams = teams
        self._worker = worker
        self._windows: dict[str, Window] = {}
        self._told: list[Told] = []
        self._last: Activity = {}

    async def say(self, who: str, text: str, *, within: str | None = None) -> str:
        ours = within is not None and any(one.id == within for one in self._teams.posted)
        said = message(who, text, self._teams.url, private(who))
        if within is not None and ours:
            said |= quoting(within, text)
        return await self._said(said)

    async def mention(self, who: str, text: str, *, within: str | None = None) -> str:
        return await self._said(mention(who, text, self._teams.url, in_channel(within)))

    async def talk(self, who: str, text: str, *, within: str | None = None) -> str:
        return await self._said(message(who, text, self._teams.url, in_channel(within)))

    async def command(self, who: str, text: str) -> None:
        said = message(who, text, self._teams.url, in_channel())
        said["recipient"]["isTargeted"] = True
        await self.send(said)

    async def check(self, who: str, text: str | None) -> None:
        value: dict[str, Any] = {"commandId": "checkDraft"}
        if text is not None:
            body = {"contentType": "html", "content": f"<div><p>{text}</p></div>"}
            value = {
                "commandId": "checkMessage",
                "commandContext": "message",
                "messagePayload": {"body": body},
            }
        fetched = invoke("composeExtension/fetchTask", who, self._teams.url, in_channel(), value)
        await self._invoked(who, fetched, "composeExtension/submitAction")

    async def press(self, who: str, label: str, *, on: Seen | None = None) -> None:
        posted = next(
            one
            for one in reversed(self._before(who))
            if label in buttons_of(one.activity) and (on is None or one.id == on.id)
        )
        await self._invoked(who, *self._pressing(who, label, posted))

    def _pressing(self, who: str, label: str, posted: Posted) -> tuple[Activity, str, str, str]:
        conversation = self._where(posted)
        behind: dict[str, Any] = {"replyToId": posted.id}
        if label in OPINIONS:
            reaction = OPINIONS[label]
            value: Any = {"data": {"actionName": "feedback", "actionValue": {"reaction": reaction}}}
            name = "message/fetchTask"
            asked = invoke(name, who, self._teams.url, conversation, value, **behind)
            return asked, "message/submitAction", reaction, posted.id
        data = buttons_of(posted.activity)[label]
        assert data["msteams"] == {"type": "task/fetch"}
        value = {"data": data, "context": {"theme": "default"}}
        asked = invoke("task/fetch", who, self._teams.url, conversation, value, **behind)
        return asked, "task/submit", "", posted.id

    async def fill(self, who: str, **values: str) -> None:
        window = self._windows.pop(who)
        (send,) = window.card["actions"]
        data = {**send["data"], **values}
        value: Any = {"data": data, "context": {"theme": "default"}}
        if window.submits == "message/submitAction":
            given = {"reaction": window.reaction, "feedback": json.dumps(data)}
            value = {"actionName": "feedback", "actionValue": given}
        if window.submits == "composeExtension/submitAction":
            value = {"commandId": "checkDraft", "data": data}
        behind = {"replyToId": window.on} if window.on else {}
        sent = invoke(window.submits, who, self._teams.url, window.conversation, value, **behind)
        await self._invoked(who, sent, window.submits, window.reaction, window.on)

    async def open_home(self, who: str) -> Seen:
        await self.say(who, "Policies")
        return self.seen(who)[-1]

    async def again(self) -> None:
        await self.send(self._last)

    def seen(self, who: str) -> list[Seen]:
        shown = [(one.number, self._as_seen(one)) for one in self._before(who)]
        told = [(one.number, _as_seen(one)) for one in self._told if one.who == who]
        return [seen for _, seen in sorted([*shown, *told], key=lambda pair: pair[0])]

    def dialog(self, who: str) -> Seen | None:
        window = self._windows.get(who)
        if window is None:
            return None
        return Seen(who, texts_of(window.card), tuple(buttons_in(window.card)), fields_of(window.card))

    async def send(self, activity: Activity) -> dict[str, Any]:
        """Sends an activity, signed, and waits until all that it leads to is done."""
        self._last = activity
        said = await self.post(activity)
        await self._worker.settled()
        return said

    async def post(self, activity: Activity) -> dict[str, Any]:
        """Sends an activity, signed; what it is answered by."""
        async with self._posting(activity) as answered:
            assert answered.status == 200, await answered.text()
            said = await answered.text()
        return dict(json.loads(said)) if said else {}

    async def status(self, activity: Activity) -> int:
        """Sends an activity, signed, and waits until all that it leads to is done; the status."""
        async with self._posting(activity) as answered:
            await answered.read()
        await self._worker.settled()
        return int(answered.status)

    def _posting(self, activity: Activity) -> Any:
        headers = {"Authorization": f"Bearer {token(activity['serviceUrl'])}"}
        return self._client.post("/api/messages", json=activity, headers=headers)

    async def _said(self, activity: Activity) -> str:
        await self.send(activity)
        return str(activity["id"])

    async def _invoked(
        self, who: str, activity: Activity, submits: str, reaction: str = "", on: str = ""
    ) -> None:
        response = await self.send(activity)
        self._teams.complaints += lint_response(response)
        task = response.get("task", {})
        if task.get("type") == "continue":
            card = task["value"]["card"]["content"]
            self._windows[who] = Window(card, submits, activity["conversation"], reaction, on)
        elif task.get("type") == "message":
            self._told.append(Told(next(self._teams.numbers), who, task["value"]))
        elif activity["name"].endswith(("fetch", "fetchTask")):
            raise AssertionError(f"{activity['name']} was answered by nothing, and Teams shows an error")

    def _before(self, who: str) -> list[Posted]:
        """What stands before this person."""
        return [
            one
            for one in self._teams.posted
            if one.only in {None, account(who)} and one.address.split(";")[0] in {TEAM_CHANNEL, f"a:{who}"}
        ]

    def _where(self, posted: Posted) -> dict[str, Any]:
        address, _, thread = posted.address.partition(";messageid=")
        return in_channel(thread or None) if address == TEAM_CHANNEL else private(address[2:])

    def _as_seen(self, posted: Posted) -> Seen:
        address, _, thread = posted.address.partition(";messageid=")
        (attached,) = posted.activity["attachments"]
        in_private = address.startswith("a:")
        return Seen(
            posted.id,
            texts_of(attached["content"]),
            tuple(buttons_of(posted.activity)),
            private=in_private or posted.only is not None,
            channel=CHANNEL if address == TEAM_CHANNEL else f"D{address[2:]}",
            thread=thread or posted.activity.get("replyToId", ""),
        )


def _as_seen(told: Told) -> Seen:
    return Seen("", (told.text,), (), private=True)


def texts_of(element: Any) -> tuple[str, ...]:
    """Every text of a card, in order, buttons left out."""
    if isinstance(element, list):
        return tuple(text for one in element for text in texts_of(one))
    match element.get("type"):
        case "RichTextBlock":
            return ("".join(run["text"] for run in element["inlines"]),)
        case "TextBlock":
            return (element["text"],)
        case "ActionSet":
            return tuple(action["url"] for action in element["actions"] if "url" in action)
        case kind if str(kind).startswith("Input."):
            return (element["label"],)
    return texts_of(element.get("items") or element.get("body") or [])


def buttons_in(element: Any) -> dict[str, dict[str, Any]]:
    """What each button of a card carries, by its label; of several with one label, the first."""
    found: dict[str, dict[str, Any]] = {}
    for one in element if isinstance(element, list) else [element]:
        for action in one.get("actions", ()):
            found.setdefault(action["title"].lstrip("👍👎 "), action.get("data", {}))
        for inner in (one.get("items"), one.get("body")):
            found = {**buttons_in(inner or []), **found}
    return found


def buttons_of(activity: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons of a message, with those that Teams itself puts under it."""
    found: dict[str, dict[str, Any]] = {}
    for attached in activity["attachments"]:
        found |= buttons_in(attached["content"])
    if "feedbackLoop" in activity.get("channelData", {}):
        found |= {label: {} for label in OPINIONS}
    return found


def fields_of(element: Any) -> tuple[str, ...]:
    """What can be typed or chosen in a card, by name."""
    if isinstance(element, list):
        return tuple(name for one in element for name in fields_of(one))
    if str(element.get("type", "")).startswith("Input."):
        return (element["id"],)
    return fields_of(element.get("items") or element.get("body") or [])
