"""Messages, dialogs and clauses laid out as Teams takes them, within its limits whatever they hold."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.lengths import shortened, split
from bot.parts import Dialog, Feedback, Message, Quote, Small, Title
from bot.teams.cards import Element, elements_of, submit
from bot.views import QuoteView
from knowledge.policy import ClauseRef

Card = dict[str, Any]
ClauseUrl = Callable[[ClauseRef], str | None]

LARGEST = 26 * 1024
"""Bytes of a whole message: Teams takes 28 KB."""

ROOM_FOR_FRAME = 3 * 1024
"""Bytes for what stands around the elements of a window."""

LARGEST_RESULT = 6 * 1024
"""Bytes of one clause among those found: several of them are one response."""

MOST_CITATIONS = 10
CITED_NAME, CITED_WORDS = 80, 160
SPOKEN = 2 * 1024  # bytes
TITLE = 60
MORE = "There is more than fits here: open the policy itself for the rest."
GOES_ON = "The answer goes on."
SOURCES = "From the policies:"
CARD = "application/vnd.microsoft.card.adaptive"


def activities(message: Message, clause_url: ClauseUrl, *, native_feedback: bool = True) -> list[Element]:
    """The message as what Teams is sent: one, or several where it is long.

    native_feedback: whether Teams asks for an opinion itself, by a form of Handrail's; else the card does.
    """
    frame = {**_activity([], message.summary), **_sources(message, clause_url)}
    pages = _pages(elements_of(message.parts, feedback=not native_feedback), LARGEST - size(frame))
    said = [_activity(page, GOES_ON) for page in pages]
    said[0] = {**_activity(pages[0], message.summary), **_sources(message, clause_url)}
    if native_feedback and feedback_about(message):
        said[-1]["channelData"] = {"feedbackLoop": {"type": "custom"}}
    return said


def feedback_about(message: Message) -> str | None:
    """The exchange that a message asks an opinion about, or None."""
    return next((part.about for part in message.parts if isinstance(part, Feedback)), None)


def dialog_card(dialog: Dialog) -> Card:
    """The dialog as a card in a window of its own; one that is too long says so at its end."""
    body = _cut(elements_of(dialog.parts, in_dialog=True), LARGEST - ROOM_FOR_FRAME)
    return card(body, _form_actions(dialog))


def task(dialog: Dialog) -> Element:
    """What an invoke is answered by to show the dialog."""
    value = {"title": shortened(dialog.title, TITLE), "height": "large", "width": "medium"}
    return {"task": {"type": "continue", "value": {**value, "card": attachment(dialog_card(dialog))}}}


def dialog_message(dialog: Dialog, *, alone: bool = False) -> Element:
    """The dialog as a message, for a client that opens no windows. alone: only one person sees it."""
    title = shortened(dialog.title, TITLE)
    body = _cut(elements_of((Title(title), *dialog.parts)), LARGEST - ROOM_FOR_FRAME)
    return _activity(body, title, _form_actions(dialog, alone=alone))


def clause_message(view: QuoteView) -> Card:
    """A clause to be inserted into a conversation."""
    return card(_cut(elements_of((Quote(view, opens=True),)), LARGEST_RESULT))


def clause_result(view: QuoteView) -> Element:
    """A clause among those that were found: what is inserted, and how it is shown in the list."""
    words = shortened(f"{view.lead_in} {view.words}" if view.lead_in else view.words, CITED_WORDS)
    shown = {"title": _in_html(shortened(view.reference, CITED_NAME)), "text": _in_html(words)}
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": shown}
    return {**attachment(clause_message(view)), "preview": preview}


def card(body: Sequence[Element], actions: Sequence[Element] = (), instead: str = "") -> Card:
    """An Adaptive Card. instead: what is shown where cards of this version are not."""
    laid: Card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en",
        "body": list(body),
    }
    if actions:
        laid["actions"] = list(actions)
    return {**laid, "fallbackText": instead} if instead else laid


def attachment(content: Card) -> Element:
    """A card as an attachment."""
    return {"contentType": CARD, "content": content}


def size(laid: object) -> int:
    """How many bytes it is on its way to Teams."""
    return len(json.dumps(laid).encode())


def _activity(body: Sequence[Element], summary: str, actions: Sequence[Element] = ()) -> Element:
    spoken = _within(summary, SPOKEN)
    attached = attachment(card(body, actions, spoken))
    return {"type": "message", "summary": spoken, "speak": spoken, "attachments": [attached]}


def _within(text: str, most: int) -> str:
    """The text, or as much of its beginning as is at most so many bytes."""
    characters = most
    while size(made := shortened(text, characters)) > most:
        characters = characters * 3 // 4
    return made


def _form_actions(dialog: Dialog, *, alone: bool = False) -> list[Element]:
    return [submit(dialog.form.value, dialog.about, dialog.send, alone=alone)] if dialog.form else []


def _sources(message: Message, clause_url: ClauseUrl) -> Element:
    """What the message rests on, and whether a chat model had a part in it, in Teams' own words."""
    quoted = (part for part in message.parts if message.cites and isinstance(part, Quote))
    quotes = [part.view for part in quoted if not part.near]
    cited = [_citation(number, view, clause_url) for number, view in enumerate(quotes[:MOST_CITATIONS], 1)]
    if not cited and not message.by_chat_model:
        return {}
    about: Element = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "citation": cited,
    }
    if message.by_chat_model:
        about["additionalType"] = ["AIGeneratedContent"]
    numbers = " ".join(f"[{one['position']}]" for one in cited)
    return {"entities": [about], **({"text": f"{SOURCES} {numbers}"} if cited else {})}


def _citation(number: int, view: QuoteView, clause_url: ClauseUrl) -> Element:
    appearance = {
        "@type": "DigitalDocument",
        "name": shortened(view.reference, CITED_NAME),
        "abstract": shortened(view.words, CITED_WORDS),
    }
    url = clause_url(view.ref)
    return {
        "@type": "Claim",
        "position": number,
        "appearance": {**appearance, "url": url} if url else appearance,
    }


def _pages(elements: list[Element], most: int) -> list[list[Element]]:
    """The elements in as many cards of so many bytes as they need, in order."""
    pages: list[list[Element]] = [[]]
    filled = 0
    for element in _divided(elements):
        needed = size(element) + len(", ")
        if pages[-1] and filled + needed > most:
            pages.append([])
            filled = 0
        pages[-1].append(element)
        filled += needed
    return pages


def _cut(elements: list[Element], most: int) -> list[Element]:
    """As many of the elements as fit into so many bytes, with a word where there are more.

    What is typed in, and the way to the whole, always stay.
    """
    divided = list(_divided(elements, most))
    if size(divided) <= most:
        return divided
    more = elements_of((Small(MORE),))
    needed = [element for element in divided if _must_stay(element)]
    room = most - size(more) - size(needed)
    kept: list[Element] = []
    for element in divided:
        room -= size(element) + len(", ")
        if room < 0:
            break
        if not _must_stay(element):
            kept.append(element)
    return [*kept, *more, *needed]


def _in_html(text: str) -> str:
    """The text for a thumbnail card, where unlike in an Adaptive Card a tag would be one."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _must_stay(element: Element) -> bool:
    opens_page = any(action["type"] == "Action.OpenUrl" for action in element.get("actions", ()))
    return opens_page or element["type"].startswith("Input.")


def _divided(elements: Iterable[Element], most: int = LARGEST) -> Iterator[Element]:
    """The elements, with one that is large for a card in pieces that are not."""
    large = most // 2
    for element in elements:
        if size(element) <= large:
            yield element
        elif element["type"] == "Container":
            yield from ({**element, "items": [item]} for item in _divided(element["items"], most))
        elif element["type"] == "RichTextBlock":
            (run,) = element["inlines"]
            # Any character is at most twelve bytes once it is JSON.
            for piece in split(run["text"], large // 12 - 20):
                yield {**element, "inlines": [{**run, "text": piece}]}
        else:
            yield element
