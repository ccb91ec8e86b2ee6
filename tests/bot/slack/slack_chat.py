"""The scenarios' chat in Slack: signed requests into the real Bolt app, and what is shown for them."""

import asyncio
import json
from itertools import count
from typing import Any

from slack_bolt.response import BoltResponse

from bot.slack.app import SlackApp
from tests.bot.chat.world import CHANNEL, Seen
from tests.bot.slack import signed
from tests.bot.slack.stand_in import SlackStandIn


class SlackChat:
    """People in Slack, each with at most one dialog open."""

    def __init__(self, app: SlackApp, slack: SlackStandIn) -> None:
        self._app = app
        self._slack = slack
        self._numbers = count(1)
        self._last: signed.Body = {}

    async def say(self, who: str, text: str, *, within: str | None = None) -> str:
        ts = self._ts()
        await self._send(signed.direct(who, text, ts, within))
        return ts

    async def mention(self, who: str, text: str, *, within: str | None = None) -> str:
        ts = self._ts()
        await self._send(signed.mention(who, text, ts, CHANNEL, within))
        # Slack tells of it as a message too.
        also = signed.talk(who, f"<@UBOT> {text}", ts, CHANNEL, within)
        await self._send(also)
        return ts

    async def talk(self, who: str, text: str, *, within: str | None = None) -> str:
        ts = self._ts()
        await self._send(signed.talk(who, text, ts, CHANNEL, within))
        return ts

    async def command(self, who: str, text: str) -> None:
        slack = self._slack
        reply = slack.reply_address(CHANNEL, who)
        await self._send(signed.command(who, text, CHANNEL, slack.trigger(who), reply))

    async def check(self, who: str, text: str | None) -> None:
        trigger = self._slack.trigger(who)
        if text is None:
            body = signed.interaction("shortcut", who, trigger, callback_id="handrail_check_draft")
        else:
            message = {"type": "message", "text": text, "user": "USOMEBODY", "ts": "1.1"}
            on: dict[str, Any] = {
                "callback_id": "handrail_check_message",
                "message": message,
                "channel": {"id": CHANNEL},
            }
            body = signed.interaction("message_action", who, trigger, **on)
        await self._send(body)

    async def press(self, who: str, label: str, *, on: Seen | None = None) -> None:
        message = next(
            message
            for message in reversed(self._messages(who))
            if label in buttons_of(message) and (on is None or message["ts"] == on.id)
        )
        await self._send(self.pressed(who, label, message))

    def pressed(self, who: str, label: str, message: dict[str, Any]) -> signed.Body:
        """What Slack sends when this person presses that button."""
        channel = message["channel"]
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
        shown: dict[str, Any] = {} if message["only"] else {"message": {**message}}
        return signed.interaction(
            "block_actions",
            who,
            self._slack.trigger(who),
            channel={"id": channel, "name": "general"},
            container={**container, "is_ephemeral": bool(message["only"])},
            response_url=self._slack.reply_address(channel, who),
            actions=[buttons_of(message)[label]],
            **shown,
        )

    async def fill(self, who: str, **values: str) -> None:
        await self._send(self.filled(who, **values), of_form=True)

    def filled(self, who: str, **values: str) -> signed.Body:
        """What Slack sends when this person sends the form before them."""
        view = self._slack.views[self._slack.opened_by[who]]
        state = {
            block["block_id"]: {"value": _state(block["element"], values.get(block["block_id"], ""))}
            for block in view["blocks"]
            if block["type"] == "input"
        }
        trigger = self._slack.trigger(who)
        return signed.interaction("view_submission", who, trigger, view={**view, "state": {"values": state}})

    async def open_home(self, who: str) -> Seen:
        await self._send(signed.event(type="app_home_opened", user=who, tab="home", channel=f"D{who}"))
        blocks = self._slack.homes[who]["blocks"]
        return Seen("", texts_of(blocks), tuple(buttons_of({"blocks": blocks})))

    async def again(self) -> None:
        await self._send(self._last)

    def seen(self, who: str) -> list[Seen]:
        return [
            Seen(
                message["ts"],
                texts_of(message.get("blocks") or []) or (message.get("text", ""),),
                tuple(buttons_of(message)),
                private=message["only"] is not None,
                channel=message["channel"],
                thread=message.get("thread_ts", ""),
            )
            for message in self._messages(who)
        ]

    def dialog(self, who: str) -> Seen | None:
        name = self._slack.opened_by.get(who)
        if name is None:
            return None
        blocks = self._slack.views[name]["blocks"]
        fields = tuple(block["block_id"] for block in blocks if block["type"] == "input")
        return Seen(name, texts_of(blocks), tuple(buttons_of({"blocks": blocks})), fields)

    def _messages(self, who: str) -> list[dict[str, Any]]:
        every = [message for messages in self._slack.messages.values() for message in messages]
        mine = [
            message
            for message in every
            if message["only"] in {None, who} and message["channel"] in {CHANNEL, f"D{who}"}
        ]
        return sorted(mine, key=lambda message: str(message["ts"]))

    async def _send(self, body: signed.Body, *, of_form: bool = False) -> None:
        self._last = body
        answered: BoltResponse = await self._app.bolt.async_dispatch(signed.request(body))
        assert answered.status == 200, answered.body
        if of_form and answered.body and "response_action" in answered.body:
            view = self._slack.opened_by[body["user"]["id"]]
            self._slack.views[view] = {**json.loads(answered.body)["view"], "id": view}
        elif of_form:
            del self._slack.opened_by[body["user"]["id"]]
        # Bolt runs what listens to an event in a task of its own, once it has answered.
        await asyncio.sleep(0.01)
        await self._app.worker.settled()

    def _ts(self) -> str:
        return f"1790000000.{next(self._numbers):06d}"


def texts_of(blocks: list[dict[str, Any]]) -> tuple[str, ...]:
    """Every text of these blocks, in order, buttons left out."""
    found = []
    for block in blocks:
        if "text" in block:
            found.append(block["text"]["text"])
        if block["type"] == "context":
            found += [element["text"] for element in block["elements"]]
        if block["type"] == "input":
            found.append(block["label"]["text"])
    return tuple(found)


def buttons_of(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The action that each button sends, by its label."""
    found: dict[str, dict[str, Any]] = {}
    for block in message.get("blocks") or []:
        accessories = [block["accessory"]] if "accessory" in block else []
        for element in [*block.get("elements", []), *accessories]:
            if element["type"] == "button":
                label = element["text"]["text"].lstrip("👍👎 ")
                action = {"type": "button", "action_id": element["action_id"], "block_id": "b"}
                # Of several with one label, the first is pressed.
                found.setdefault(label, {**action, "value": element.get("value", "")})
            if element["type"] == "feedback_buttons":
                for button in (element["positive_button"], element["negative_button"]):
                    action = {"type": "feedback_buttons", "action_id": element["action_id"], "block_id": "b"}
                    found[button["text"]["text"]] = {**action, "value": button["value"]}
    return found


def _state(element: dict[str, Any], value: str) -> dict[str, Any]:
    match element["type"]:
        case "radio_buttons":
            chosen = [option for option in element["options"] if option["value"] == value]
            return {"type": "radio_buttons", "selected_option": chosen[0] if chosen else None}
        case "checkboxes":
            chosen = [option for option in element["options"] if option["value"] == value]
            return {"type": "checkboxes", "selected_options": chosen}
    return {"type": element["type"], "value": value or None}
