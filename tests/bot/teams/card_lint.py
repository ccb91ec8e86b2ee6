"""What Teams would find wrong with what it is sent, judged apart from the product by the published schema."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import adaptive_cards
from jsonschema import Draft6Validator

CARD = "application/vnd.microsoft.card.adaptive"
LARGEST = 28 * 1024  # bytes of a message
MOST_ACTIONS = 6
MOST_CITATIONS = 10


@cache
def _schema() -> Draft6Validator:
    folder = Path(adaptive_cards.__file__).parent / "schemas"
    return Draft6Validator(json.loads((folder / "schema-1.5.json").read_text(encoding="utf-8")))


def lint_card(card: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an Adaptive Card."""
    for error in _schema().iter_errors(card):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:140]}"
    if card.get("version") != "1.5":
        yield f"version {card.get('version')}"
    yield from _size("a card", card)
    ids = [one["id"] for one in _every(card) if str(one.get("type", "")).startswith("Input.")]
    if len(ids) != len(set(ids)):
        yield "two inputs with one id"
    for element in _every(card):
        if len(element.get("actions", ())) > MOST_ACTIONS:
            yield f"{len(element['actions'])} actions in a row"
        if element.get("type") == "TextRun" and not element["text"]:
            yield "an empty run of text"


def lint_activity(activity: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a message."""
    yield from _size("a message", activity)
    if activity["type"] == "message" and not (activity.get("attachments") or activity.get("text")):
        yield "a message of nothing"
    for attachment in activity.get("attachments", ()):
        if attachment["contentType"] != CARD:
            yield f"an attachment of {attachment['contentType']}"
        yield from lint_card(attachment["content"])
        for name in ("summary", "speak"):
            if not activity.get(name):
                yield f"no {name} beside a card"
    channel_data = activity.get("channelData", {})
    if "feedbackLoop" in channel_data and "feedbackLoopEnabled" in channel_data:
        yield "two ways of feedback, which Teams refuses"
    for entity in activity.get("entities", ()):
        yield from _entity(entity, str(activity.get("text", "")))


def lint_response(response: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the answer to an invoke."""
    task = response.get("task", {})
    if task.get("type") == "continue":
        yield from lint_card(task["value"]["card"]["content"])
    extension = response.get("composeExtension", {})
    for attachment in extension.get("attachments", ()):
        yield from lint_card(attachment["content"])
        if not attachment["preview"]["content"]["title"]:
            yield "a result without a title"


def _entity(entity: Mapping[str, Any], text: str) -> Iterator[str]:
    wanted = {"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org"}
    for name, value in wanted.items():
        if entity.get(name) != value:
            yield f"an entity with {name} {entity.get(name)}"
    if len(entity.get("citation", ())) > MOST_CITATIONS:
        yield f"{len(entity['citation'])} citations"
    for citation in entity.get("citation", ()):
        shown = citation["appearance"]
        if f"[{citation['position']}]" not in text:
            yield f"citation {citation['position']} is not in the text"
        if not (0 < len(shown["name"]) <= 80 and 0 < len(shown["abstract"]) <= 160):
            yield "a citation's name or words are too long, or none"


def _size(what: str, laid: object) -> Iterator[str]:
    bytes_of_it = len(json.dumps(laid).encode())
    if bytes_of_it > LARGEST:
        yield f"{what} of {bytes_of_it} bytes"


def _every(element: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(element, Mapping):
        yield element
        for value in element.values():
            yield from _every(value)
    elif isinstance(element, list):
        for value in element:
            yield from _every(value)
