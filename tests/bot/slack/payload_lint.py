"""What Slack would find wrong with a payload, judged apart from the product by slack_sdk's models."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
ONLY_IN_MESSAGES = {"context_actions"}
ONLY_IN_MODALS = {"input"}
TEXTS = {
    ("header", "text"): 150,
    ("section", "text"): 3000,
    ("context", "text"): 3000,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("input", "label"): 2000,
    ("plain_text_input", "placeholder"): 150,
}
VALUES = {"button": 2000, "feedback_buttons": 2000}
KEYS = {
    "section": {"type", "text", "block_id", "fields", "accessory", "expand"},
    "header": {"type", "text", "block_id"},
    "divider": {"type", "block_id"},
    "context": {"type", "elements", "block_id"},
    "actions": {"type", "elements", "block_id"},
    "context_actions": {"type", "elements", "block_id"},
    "input": {"type", "label", "element", "dispatch_action", "block_id", "hint", "optional"},
    "button": {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "feedback_buttons": {"type", "action_id", "positive_button", "negative_button"},
    "plain_text_input": {
        "type", "action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder",
        "dispatch_action_config", "focus_on_load",
    },
    "radio_buttons": {"type", "action_id", "options", "initial_option", "confirm", "focus_on_load"},
    "checkboxes": {"type", "action_id", "options", "initial_options", "confirm", "focus_on_load"},
}  # fmt: skip
VIEW_KEYS = {
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip


def lint_message(arguments: Mapping[str, Any]) -> list[str]:
    """The faults of a message's arguments."""
    faults = list(_blocks(arguments.get("blocks") or (), "message"))
    text = arguments.get("text") or ""
    if not text:
        faults.append("no text: notifications and screen readers would say nothing")
    if len(text) > 4000:
        faults.append(f"a text of {len(text)} characters")
    return faults


def lint_view(view: Mapping[str, Any]) -> list[str]:
    """The faults of a modal or a home page."""
    surface = view.get("type")
    if surface not in {"modal", "home"}:
        return [f"a view of type {surface}"]
    faults = list(_blocks(view.get("blocks") or (), surface))
    faults += [f"view: unknown key {key}" for key in set(view) - VIEW_KEYS]
    if surface == "modal":
        faults += _modal(view)
    return faults


def _modal(view: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "close", "submit"):
        if name not in view:
            if name == "title":
                yield "a modal without a title"
            continue
        yield from _text(view[name], f"view {name}", 24, plain=True)
    has_inputs = any(block["type"] == "input" for block in view["blocks"])
    if has_inputs and "submit" not in view:
        yield "a modal with inputs and nothing to send them"
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if len(view.get(name) or "") > most:
            yield f"view {name} of {len(view[name])} characters"


def _blocks(blocks: Sequence[Mapping[str, Any]], surface: str) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks in a {surface}"
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        yield "a block_id twice"
    for number, block in enumerate(blocks):
        for fault in _block(block, surface):
            yield f"[{number}] {fault}"


def _block(block: Mapping[str, Any], surface: str) -> Iterator[str]:
    kind = block.get("type")
    if kind not in KEYS:
        yield f"unknown type {kind}"
        return
    if (kind in ONLY_IN_MESSAGES and surface != "message") or (
        kind in ONLY_IN_MODALS and surface == "message"
    ):
        yield f"{kind} in a {surface}"
    try:
        parsed = Block.parse(dict(block))
        if parsed is None or type(parsed) is Block:
            yield f"slack_sdk knows no {kind}"
        else:
            parsed.to_dict()
    except SlackObjectFormationError as error:
        yield str(error)
    yield from _object(block)


def _object(value: Any) -> Iterator[str]:
    """Every object within, by its type."""
    if isinstance(value, list):
        for inner in value:
            yield from _object(inner)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind in KEYS:
        yield from (f"{kind}: unknown key {key}" for key in set(value) - KEYS[kind])
        yield from _lengths(value, kind)
    for inner in value.values():
        yield from _object(inner)


def _lengths(value: Mapping[str, Any], kind: str) -> Iterator[str]:
    for (owner, name), most in TEXTS.items():
        if owner == kind and isinstance(value.get(name), dict):
            yield from _text(value[name], f"{kind} {name}", most, plain=kind in {"header", "button", "input"})
    if len(value.get("action_id") or "a") > 255:
        yield f"{kind}: action_id of {len(value['action_id'])} characters"
    if "value" in value and not 0 < len(value["value"]) <= VALUES.get(kind, 2000):
        yield f"{kind}: value of {len(value['value'])} characters"
    yield from _elements(value, kind)


def _elements(value: Mapping[str, Any], kind: str) -> Iterator[str]:
    elements = value.get("elements")
    if elements is not None:
        most = {"actions": 25, "context": 10, "context_actions": 5}[kind]
        if not 0 < len(elements) <= most:
            yield f"{kind}: {len(elements)} elements"
        ids = [element["action_id"] for element in elements if "action_id" in element]
        if len(ids) != len(set(ids)):
            yield f"{kind}: an action_id twice"
    for option in value.get("options") or ():
        yield from _text(option["text"], f"{kind} option", 75, plain=False)
    if kind == "context":
        for element in elements or ():
            yield from _text(element, "context element", 2000, plain=False)


def _text(text: Mapping[str, Any], where: str, most: int, *, plain: bool) -> Iterator[str]:
    if plain and text.get("type") != "plain_text":
        yield f"{where} is {text.get('type')}"
    if set(text) - {"type", "text", "emoji", "verbatim"}:
        yield f"{where}: unknown keys"
    if not 0 < len(text.get("text") or "") <= most:
        yield f"{where} of {len(text.get('text') or '')} characters"
