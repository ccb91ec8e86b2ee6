"""Parts laid out as Slack's blocks. Texts go in as plain text, so that nothing in them is read as markup."""

import re
from collections.abc import Iterable, Sequence
from functools import singledispatch

from bot.lengths import shortened, split
from bot.parts import (
    SYMBOLS,
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
    Prompts,
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
    SECTION,
    Block,
    escaped,
)

ACTION = "handrail"
"""What every action_id begins with; the verb follows."""

FIELD = "value"
AGREED = "yes"
BUTTONS_IN_A_ROW = 5
_MARKS = re.compile(r"[*_~`]|^>|:[\w+-]+:", re.MULTILINE)
"""What Slack reads as markup; escaped() deals with the rest."""


def blocks_of(parts: Iterable[Part], *, native_feedback: bool = False) -> list[Block]:
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
    return [_header(first), *map(_section, rest)]


@_laid_out.register
def _(part: VerdictLine) -> list[Block]:
    return [_header(f"{SYMBOLS[part.shape]} {part.word}")]


@_laid_out.register
def _(part: Line) -> list[Block]:
    lay = _strong if part.strong else _section
    return [lay(piece) for piece in split(part.text, SECTION - 2)]


@_laid_out.register
def _(part: Small) -> list[Block]:
    return [_context(piece) for piece in split(part.text, CONTEXT)]


@_laid_out.register
def _(part: Checklist) -> list[Block]:
    return _lists([f"☐ {item}" for item in part.items])


@_laid_out.register
def _(part: Listed) -> list[Block]:
    return _lists([f"• {item}" for item in part.items])


@_laid_out.register
def _(part: Quote) -> list[Block]:
    view = part.view
    words = f"{view.lead_in} {view.words}" if view.lead_in else view.words
    also = [_section(piece) for piece in split(f"See also: {view.reference}", SECTION)]
    quoted = also if part.brief else _quoted(words)
    if part.button:
        heard = shortened(f"{part.button.label}: {view.reference}", BUTTON)
        quoted[-1]["accessory"] = {**_button(part.button, 0), "accessibility_label": heard}
    where = [] if part.brief else _laid_out(Small(f"{view.reference}. {view.edition}."))
    return [*quoted, *where]


@_laid_out.register
def _(part: Words) -> list[Block]:
    return _quoted(part.text)


@_laid_out.register
def _(part: ClausePart) -> list[Block]:
    lead_in = [_context(piece) for piece in split(part.lead_in, CONTEXT)] if part.lead_in else []
    label = f"{part.label}: " if part.label else ""
    if part.cited:
        return [*lead_in, *map(_strong, split(f"▶ {label}{part.words}", SECTION - 2))]
    return [*lead_in, *map(_section, split(f"{label}{part.words}", SECTION))]


@_laid_out.register
def _(part: Buttons) -> list[Block]:
    rows = range(0, len(part.buttons), BUTTONS_IN_A_ROW)
    return [_row(part.buttons[first : first + BUTTONS_IN_A_ROW]) for first in rows]


@_laid_out.register
def _(part: Prompts) -> list[Block]:
    # Slack's own prompts stand in the agent's pane; here they are read.
    return _laid_out(Listed(part.questions))


@_laid_out.register
def _(part: Link) -> list[Block]:
    return [_marked_up(f"<{part.url}|{escaped(part.label)}>")]


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
    """Items a line each, as many in a section as it takes; one that is longer, in pieces."""
    sections: list[str] = []
    for item in items:
        for piece in split(item, SECTION):
            if sections and len(sections[-1]) + 1 + len(piece) <= SECTION:
                sections[-1] += f"\n{piece}"
            else:
                sections.append(piece)
    return [_section(section) for section in sections]


def _quoted(words: str) -> list[Block]:
    return [_section(piece) for piece in split(f"“{words}”", SECTION)]


def _section(text: str) -> Block:
    # Lines are kept by every client in marked-up text, by some only there; where nothing in it is a mark.
    if "\n" in text and not _MARKS.search(text) and len(escaped(text)) <= SECTION:
        return _marked_up(escaped(text))
    return {"type": "section", "text": _plain(text)}


def _strong(text: str) -> Block:
    # An asterisk within would end the bold early.
    bold = f"*{escaped(text)}*"
    fits = not _MARKS.search(text) and "\n" not in text and len(bold) <= SECTION
    return _marked_up(bold) if fits else _section(text)


def _marked_up(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


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
