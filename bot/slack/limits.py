"""Slack's limits on what is shown, checked by code before anything is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = dict[str, Any]

# All figures are those of Slack's Block Kit reference.
BLOCKS = {"message": 50, "modal": 100, "home": 100}
HEADER = 150
CONTEXT = 2_000
SECTION = 3_000
CONTEXT_ELEMENTS = 10
ACTIONS = 25
BUTTON = 75
OPTION = 75
VALUE = 2_000
ACTION_ID = 255
INPUT = 3_000
LABEL = 2_000
VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
CALLBACK_ID = 255
MESSAGE_TEXT = 4_000
PROMPTS = 4


class ViewOverLimit(Exception):
    """What was to be shown is more than Slack takes; the message says what, and quotes nothing of it."""


def escaped(text: str) -> str:
    """The text with what Slack would read as markup of its own made plain."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def check_blocks(blocks: Sequence[Block], surface: str) -> None:
    """Raises ViewOverLimit when a surface (message, modal or home) would not take these blocks."""
    for fault in faults(blocks, surface):
        raise ViewOverLimit(fault)


def check_view(view: Mapping[str, Any]) -> None:
    """Raises ViewOverLimit when Slack would not take this modal or home page."""
    check_blocks(view["blocks"], view["type"])
    for name in ("title", "submit", "close"):
        if name in view and not 0 < len(view[name]["text"]) <= VIEW_TITLE:
            raise ViewOverLimit(f"a view's {name} of {len(view[name]['text'])} characters")
    for name, most in (("private_metadata", PRIVATE_METADATA), ("callback_id", CALLBACK_ID)):
        if len(view.get(name, "")) > most:
            raise ViewOverLimit(f"a view's {name} of {len(view[name])} characters")


def faults(blocks: Sequence[Block], surface: str) -> Iterator[str]:
    """What Slack would not take of these blocks, one by one."""
    if len(blocks) > BLOCKS[surface]:
        yield f"{len(blocks)} blocks in a {surface}"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "two blocks with one block_id"
    for block in blocks:
        yield from _FAULTS[block["type"]](block)


def _of_header(block: Block) -> Iterator[str]:
    yield from _length("header", block["text"]["text"], HEADER)


def _of_context(block: Block) -> Iterator[str]:
    yield from _count("context", block["elements"], CONTEXT_ELEMENTS)
    for element in block["elements"]:
        yield from _length("context", element["text"], CONTEXT)


def _of_actions(block: Block) -> Iterator[str]:
    yield from _count("actions", block["elements"], ACTIONS)
    ids = [element["action_id"] for element in block["elements"]]
    if len(ids) != len(set(ids)):
        yield "two actions of a block with one action_id"
    for element in block["elements"]:
        yield from _of_button(element)


def _of_button(element: Block) -> Iterator[str]:
    yield from _length("action_id", element["action_id"], ACTION_ID)
    yield from _length("button", element["text"]["text"], BUTTON)
    if len(element.get("value", "")) > VALUE:
        yield f"a button's value of {len(element['value'])} characters"


def _of_feedback(block: Block) -> Iterator[str]:
    for element in block["elements"]:
        yield from _length("action_id", element["action_id"], ACTION_ID)
        for button in (element["positive_button"], element["negative_button"]):
            yield from _length("feedback button", button["text"]["text"], BUTTON)
            yield from _length("feedback button's value", button["value"], VALUE)


def _of_section(block: Block) -> Iterator[str]:
    yield from _length("section", block["text"]["text"], SECTION)
    if "accessory" in block:
        yield from _of_button(block["accessory"])


def _of_input(block: Block) -> Iterator[str]:
    yield from _length("label", block["label"]["text"], LABEL)
    element = block["element"]
    if element.get("max_length", 1) > INPUT:
        yield f"an input of {element['max_length']} characters"
    for option in element.get("options", ()):
        yield from _length("option", option["text"]["text"], OPTION)


def _of_nothing(_block: Block) -> Iterator[str]:
    yield from ()


_FAULTS = {
    "header": _of_header,
    "context": _of_context,
    "actions": _of_actions,
    "context_actions": _of_feedback,
    "section": _of_section,
    "input": _of_input,
    "divider": _of_nothing,
}


def _length(what: str, text: str, most: int) -> Iterator[str]:
    if not 0 < len(text) <= most:
        yield f"a {what} of {len(text)} characters"


def _count(what: str, elements: Sequence[object], most: int) -> Iterator[str]:
    if not 0 < len(elements) <= most:
        yield f"{len(elements)} elements in {what}"
