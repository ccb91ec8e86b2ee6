"""Parts laid out as Slack's blocks. Texts go in as plain or rich text, so that nothing in them is markup."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Any

from bot.parts import (
    Button,
    Buttons,
    Checklist,
    ChoiceField,
    ClausePart,
    Feedback,
    Line,
    Link,
    Listed,
    Part,
    Quote,
    Rule,
    Small,
    TextField,
    TickField,
    Title,
    Verb,
    VerdictLine,
    Words,
)
from bot.slack.limits import (
    BUTTON,
    CONTEXT,
    HEADER,
    INPUT,
    LABEL,
    OPTION,
    RICH_TEXT,
    Block,
    shortened,
    split,
)
from bot.views import Shape

ACTION = "handrail"
"""What every action_id begins with; the verb follows."""

SYMBOLS = {
    Shape.TICK: "✅",
    Shape.DIAMOND: "🔶",
    Shape.OCTAGON: "🛑",
    Shape.PAGE: "📄",
    Shape.QUESTION_MARK: "❔",
}
FIELD = "value"
AGREED = "yes"
BUTTONS_IN_A_ROW = 5


def blocks_of(parts: Iterable[Part], *, native_feedback: bool = True) -> list[Block]:
    """The blocks for these parts, in order. native_feedback: where Slack has buttons of its own for it."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Feedback):
            blocks += _feedback(part, native_feedback)
        else:
            blocks += _laid_out(part)
    return blocks


@singledispatch
def _laid_out(part: Part) -> list[Block]:
    raise TypeError(f"{type(part).__name__} is no part that Slack can be shown")


@_laid_out.register
def _(part: Title) -> list[Block]:
    first, *rest = split(part.text, HEADER)
    return [_header(first), *(_section([_text(piece)]) for piece in rest)]


@_laid_out.register
def _(part: VerdictLine) -> list[Block]:
    return [_header(f"{SYMBOLS[part.shape]} {part.word}")]


@_laid_out.register
def _(part: Line) -> list[Block]:
    return [_section([_text(piece, bold=part.strong)]) for piece in split(part.text, RICH_TEXT)]


@_laid_out.register
def _(part: Small) -> list[Block]:
    return [_context(piece) for piece in split(part.text, CONTEXT)]


@_laid_out.register
def _(part: Checklist) -> list[Block]:
    return _lists([f"☐ {item}" for item in part.items])


@_laid_out.register
def _(part: Listed) -> list[Block]:
    return _lists(part.items)


@_laid_out.register
def _(part: Quote) -> list[Block]:
    view = part.view
    words = f"{view.lead_in} {view.words}" if view.lead_in else view.words
    return [*_quoted(words), *_laid_out(Small(f"{view.reference}. {view.edition}."))]


@_laid_out.register
def _(part: Words) -> list[Block]:
    return _quoted(part.text)


@_laid_out.register
def _(part: ClausePart) -> list[Block]:
    lead_in = [_context(piece) for piece in split(part.lead_in, CONTEXT)] if part.lead_in else []
    label = f"{part.label}: " if part.label else ""
    if part.cited:
        return [*lead_in, *_quoted(f"{label}{part.words}", bold=True)]
    return [*lead_in, *(_section([_text(piece)]) for piece in split(f"{label}{part.words}", RICH_TEXT))]


@_laid_out.register
def _(part: Buttons) -> list[Block]:
    rows = range(0, len(part.buttons), BUTTONS_IN_A_ROW)
    return [_row(part.buttons[first : first + BUTTONS_IN_A_ROW]) for first in rows]


@_laid_out.register
def _(part: Link) -> list[Block]:
    return [_section([{"type": "link", "url": part.url, "text": part.label}])]


@_laid_out.register
def _(_part: Rule) -> list[Block]:
    return [{"type": "divider"}]


@_laid_out.register
def _(part: TextField) -> list[Block]:
    element: Block = {
        "type": "plain_text_input",
        "action_id": FIELD,
        "multiline": True,
        "max_length": min(part.most, INPUT),
    }
    if part.hint:
        element["placeholder"] = _plain(shortened(part.hint, 150))
    if part.typed:
        element["initial_value"] = part.typed[:INPUT]
    return [_input(part.name, part.label, element, part.optional)]


@_laid_out.register
def _(part: ChoiceField) -> list[Block]:
    options = [_option(value, label) for value, label in part.choices]
    element = {"type": "radio_buttons", "action_id": FIELD, "options": options}
    return [_input(part.name, part.label, element, part.optional)]


@_laid_out.register
def _(part: TickField) -> list[Block]:
    element = {"type": "checkboxes", "action_id": FIELD, "options": [_option(AGREED, "Yes, I agree")]}
    return [_input(part.name, part.label, element, optional=False)]


def _feedback(part: Feedback, native: bool) -> list[Block]:
    if not native:
        helpful = Button(Verb.HELPFUL, part.about, "👍 Helpful")
        return _laid_out(Buttons((helpful, Button(Verb.NOT_HELPFUL, part.about, "👎 Not helpful"))))
    element = {
        "type": "feedback_buttons",
        "action_id": f"{ACTION}:feedback",
        "positive_button": {"text": _plain("Helpful"), "value": f"{Verb.HELPFUL.value}:{part.about}"},
        "negative_button": {"text": _plain("Not helpful"), "value": f"{Verb.NOT_HELPFUL.value}:{part.about}"},
    }
    return [{"type": "context_actions", "elements": [element]}]


def _row(buttons: Sequence[Button]) -> Block:
    return {"type": "actions", "elements": [_button(button, number) for number, button in enumerate(buttons)]}


def _button(button: Button, number: int) -> Block:
    laid: Block = {
        "type": "button",
        "action_id": f"{ACTION}:{button.verb.value}:{number}",
        "text": _plain(shortened(button.label, BUTTON)),
    }
    # Slack takes no empty value.
    if button.about:
        laid["value"] = button.about
    if button.primary:
        laid["style"] = "primary"
    return laid


def _lists(items: Sequence[str]) -> list[Block]:
    """Lists of at most so much text in a block, an item over that in pieces."""
    blocks: list[Block] = []
    room = 0
    for item in items:
        for piece in split(item, RICH_TEXT):
            if len(piece) > room:
                blocks.append(_rich({"type": "rich_text_list", "style": "bullet", "elements": []}))
                room = RICH_TEXT
            blocks[-1]["elements"][0]["elements"].append(_rich_section([_text(piece)]))
            room -= len(piece)
    return blocks


def _quoted(words: str, *, bold: bool = False) -> list[Block]:
    return [
        _rich({"type": "rich_text_quote", "elements": [_text(piece, bold=bold)]})
        for piece in split(words, RICH_TEXT)
    ]


def _section(elements: list[Block]) -> Block:
    return _rich(_rich_section(elements))


def _rich_section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _rich(element: Block) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _text(text: str, *, bold: bool = False) -> Block:
    laid: dict[str, Any] = {"type": "text", "text": text}
    if bold:
        laid["style"] = {"bold": True}
    return laid


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _option(value: str, label: str) -> Block:
    return {"text": _plain(shortened(label, OPTION)), "value": value}


def _input(name: str, label: str, element: Block, optional: bool) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(shortened(label, LABEL)),
        "element": element,
        "optional": optional,
    }
