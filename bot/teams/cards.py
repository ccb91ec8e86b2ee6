"""Parts laid out as elements of an Adaptive Card. Texts go in as runs, which nothing in them can mark up."""

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from bot.lengths import shortened
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

Element = dict[str, Any]

DATA = "handrail"
"""Under what a button or a form carries its id and what it does."""

AGREED = "yes"
LABEL = 75
IN_A_ROW = 6
NEEDED = "This is needed."


def elements_of(parts: Iterable[Part], *, in_dialog: bool = False, feedback: bool = True) -> list[Element]:
    """The elements for these parts, in order.

    in_dialog: what stands in a dialog is sent from there, what stands in a message opens one.
    feedback: whether the card asks for an opinion itself, because the client has nothing for that.
    """
    laid: list[Element] = []
    below_line: Element = {}
    for part in parts:
        if isinstance(part, Rule):
            below_line = {"separator": True, "spacing": "medium"}
        elif not isinstance(part, Feedback) or feedback:
            elements = _laid_out(part)
            laid += [{**element, **(below_line if at == 0 else {})} for at, element in enumerate(elements)]
            below_line = {} if elements else below_line
    if not in_dialog:
        for action in actions_in(laid):
            if DATA in action.get("data", {}):
                action["data"]["msteams"] = {"type": "task/fetch"}
    return laid


def actions_in(elements: Iterable[Element]) -> Iterator[Element]:
    """Every action among these elements, in order."""
    for element in elements:
        yield from element.get("actions", ())
        yield from actions_in(element.get("items", ()))


@singledispatch
def _laid_out(part: Part) -> list[Element]:
    raise TypeError(f"{type(part).__name__} is no part that Teams can be shown")


@_laid_out.register
def _(part: Title) -> list[Element]:
    return [_text(part.text, size="large", weight="bolder")]


@_laid_out.register
def _(part: VerdictLine) -> list[Element]:
    # Words of our own, and so safe in a block of text, which alone can be a heading.
    return [
        {
            "type": "TextBlock",
            "text": f"{SYMBOLS[part.shape]} {part.word}",
            "style": "heading",
            "size": "large",
            "weight": "bolder",
            "wrap": True,
        }
    ]


@_laid_out.register
def _(part: Line) -> list[Element]:
    return [_text(part.text, weight="bolder") if part.strong else _text(part.text)]


@_laid_out.register
def _(part: Small) -> list[Element]:
    return [_small(part.text)]


@_laid_out.register
def _(part: Checklist) -> list[Element]:
    return [_text(f"☐ {item}") for item in part.items]


@_laid_out.register
def _(part: Listed) -> list[Element]:
    return [_text(f"• {item}") for item in part.items]


@_laid_out.register
def _(part: Quote) -> list[Element]:
    view = part.view
    opening = [_actions([_button(part.button)])] if part.button else []
    if part.brief:
        return [_text(f"See also: {view.reference}"), *opening]
    words = f"{view.lead_in} {view.words}" if view.lead_in else view.words
    where = _small(f"{view.reference}. {view.edition}.")
    return [_boxed([_text(f"“{words}”"), where, *opening])]


@_laid_out.register
def _(part: Words) -> list[Element]:
    return [_boxed([_text(f"“{part.text}”")])]


@_laid_out.register
def _(part: ClausePart) -> list[Element]:
    lead_in = [_small(part.lead_in)] if part.lead_in else []
    label = f"{part.label}: " if part.label else ""
    if part.cited:
        return [*lead_in, _boxed([_text(f"▶ {label}{part.words}", weight="bolder")])]
    return [*lead_in, _text(f"{label}{part.words}")]


@_laid_out.register
def _(part: Buttons) -> list[Element]:
    rows = range(0, len(part.buttons), IN_A_ROW)
    return [_actions([_button(one) for one in part.buttons[first : first + IN_A_ROW]]) for first in rows]


@_laid_out.register
def _(part: Prompts) -> list[Element]:
    # Not as buttons, which cut a long question short: a box that is pressed as a whole.
    return [
        {**_boxed([_text(question, color="accent")]), "spacing": "small", "selectAction": _asking(question)}
        for question in part.questions
    ]


@_laid_out.register
def _(part: Feedback) -> list[Element]:
    helpful = Button(Verb.HELPFUL, part.about, "👍 Helpful")
    return _laid_out(Buttons((helpful, Button(Verb.NOT_HELPFUL, part.about, "👎 Not helpful"))))


@_laid_out.register
def _(part: Link) -> list[Element]:
    return [_actions([{"type": "Action.OpenUrl", "title": shortened(part.label, LABEL), "url": part.url}])]


@_laid_out.register
def _(part: TextField) -> list[Element]:
    element: Element = {
        "type": "Input.Text",
        "id": part.name,
        "label": part.label,
        "isMultiline": True,
        "maxLength": part.most,
        **_must(not part.optional),
    }
    if part.hint:
        element["placeholder"] = part.hint
    if part.typed:
        element["value"] = part.typed[: part.most]
    return [element]


@_laid_out.register
def _(part: ChoiceField) -> list[Element]:
    choices = [{"title": label, "value": value} for value, label in part.choices]
    return [
        {
            "type": "Input.ChoiceSet",
            "id": part.name,
            "label": part.label,
            "style": "expanded",
            "choices": choices,
            "wrap": True,
            **_must(not part.optional),
        }
    ]


@_laid_out.register
def _(part: TickField) -> list[Element]:
    return [
        {
            "type": "Input.Toggle",
            "id": part.name,
            "label": part.label,
            "title": "Yes, I agree",
            "valueOn": AGREED,
            "valueOff": "",
            "wrap": True,
            **_must(True),
        }
    ]


def submit(form: str, about: str, label: str, *, alone: bool = False) -> Element:
    """The button that sends a form. alone: the form stands in a message that only one person sees."""
    data = {DATA: {"form": form, "id": about, **({"alone": True} if alone else {})}}
    return {"type": "Action.Submit", "title": shortened(label, LABEL), "style": "positive", "data": data}


def _asking(question: str) -> Element:
    """Asks the question in the person's own name."""
    data = {"msteams": {"type": "imBack", "value": question}}
    return {"type": "Action.Submit", "title": shortened(question, LABEL), "data": data}


def _button(button: Button) -> Element:
    data = {DATA: {"verb": button.verb.value, "id": button.about}}
    laid: Element = {"type": "Action.Submit", "title": shortened(button.label, LABEL), "data": data}
    # What stands in the fields of a form is no business of a button beside it.
    laid["associatedInputs"] = "none"
    if button.primary:
        laid["style"] = "positive"
    return laid


def _must(required: bool) -> Element:
    return {"isRequired": True, "errorMessage": NEEDED} if required else {}


def _actions(actions: Sequence[Element]) -> Element:
    return {"type": "ActionSet", "actions": list(actions)}


def _boxed(items: Sequence[Element]) -> Element:
    return {"type": "Container", "style": "emphasis", "items": list(items)}


def _small(text: str) -> Element:
    return _text(text, size="small", isSubtle=True)


def _text(text: str, **how: object) -> Element:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **how}]}
