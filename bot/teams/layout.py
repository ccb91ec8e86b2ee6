"""Messages, dialogs and clauses laid out as Teams takes them, within its limits whatever they hold."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from bot.lengths import shortened, split
from bot.parts import Dialog, Feedback, Message, Quote, Small, Title
from bot.teams.cards import Element, elements_of, submit
from bot.views import QuoteView
from knowledge.policy import ClauseRef

Card = dict[str, Any]
ClauseUrl = Callable[[ClauseRef], str | None]

LARGEST = 24 * 1024
"""Bytes of a card: Teams takes 28 KB of a whole message, and its words stand in it beside the card."""

LARGE = LARGEST // 2
"""Bytes from which on an element is shown in pieces."""

MOST_CITATIONS = 10
CITED_NAME, CITED_WORDS = 80, 160
SPOKEN = 1_500
TITLE = 60
MORE = "There is more than fits here: open the policy itself for the rest."
SOURCES = "From the policies:"
CARD = "application/vnd.microsoft.card.adaptive"


Asking = Literal["custom", "default"]
FEEDBACK: dict[Asking, Element] = {
    "custom": {"feedbackLoop": {"type": "custom"}},
    "default": {"feedbackLoopEnabled": True},
}
"""What makes the client ask for an opinion itself, and what opens then: a form of Handrail's or its own."""


def activities(message: Message, clause_url: ClauseUrl, feedback: Asking | None) -> list[Element]:
    """The message as what Teams is sent: one, or several where it is long.

    feedback: how the client asks for an opinion itself; None where it does not and the card has to.
    """
    pages = _pages(elements_of(message.parts, feedback=feedback is None))
    said = [_activity(page, message.summary) for page in pages]
    quotes = [part.view for part in message.parts if isinstance(part, Quote)][:MOST_CITATIONS]
    if quotes:
        said[0]["text"] = f"{SOURCES} {' '.join(f'[{number}]' for number in range(1, len(quotes) + 1))}"
    if quotes or message.by_chat_model:
        said[0]["entities"] = [_about(quotes, clause_url, by_chat_model=message.by_chat_model)]
    if feedback and feedback_about(message):
        said[-1]["channelData"] = dict(FEEDBACK[feedback])
    return said


def feedback_about(message: Message) -> str | None:
    """The exchange that a message asks an opinion about, or None."""
    return next((part.about for part in message.parts if isinstance(part, Feedback)), None)


def dialog_card(dialog: Dialog) -> Card:
    """The dialog as a card in a window of its own; one that is too long says so at its end."""
    body = _cut(elements_of(dialog.parts, in_dialog=True), reserved=1024)
    return card(body, _form_actions(dialog))


def task(dialog: Dialog) -> Element:
    """What an invoke is answered by to show the dialog."""
    value = {"title": shortened(dialog.title, TITLE), "height": "large", "width": "medium"}
    return {"task": {"type": "continue", "value": {**value, "card": attachment(dialog_card(dialog))}}}


def dialog_message(dialog: Dialog) -> Element:
    """The dialog as a message, for a client that opens no windows."""
    body = _cut(elements_of((Title(dialog.title), *dialog.parts)), reserved=1024)
    return _activity(body, dialog.title, _form_actions(dialog))


def clause_message(view: QuoteView) -> Card:
    """A clause to be inserted into a conversation."""
    return card(elements_of((Quote(view, opens=True),)))


def clause_result(view: QuoteView) -> Element:
    """A clause among those that were found: what is inserted, and how it is shown in the list."""
    words = shortened(f"{view.lead_in} {view.words}" if view.lead_in else view.words, CITED_WORDS)
    preview = {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {"title": shortened(view.reference, CITED_NAME), "text": words},
    }
    return {**attachment(clause_message(view)), "preview": preview}


def card(body: Sequence[Element], actions: Sequence[Element] = (), spoken: str = "") -> Card:
    """An Adaptive Card. spoken: what is read out, and shown where cards of this version are not."""
    laid: Card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en",
        "body": list(body),
    }
    if actions:
        laid["actions"] = list(actions)
    if spoken:
        laid |= {"speak": spoken, "fallbackText": spoken}
    return laid


def attachment(content: Card) -> Element:
    """A card as an attachment."""
    return {"contentType": CARD, "content": content}


def size(laid: object) -> int:
    """How many bytes it is on its way to Teams."""
    return len(json.dumps(laid).encode())


def _activity(body: Sequence[Element], summary: str, actions: Sequence[Element] = ()) -> Element:
    spoken = shortened(summary, SPOKEN)
    attached = attachment(card(body, actions, spoken))
    return {"type": "message", "summary": spoken, "speak": spoken, "attachments": [attached]}


def _form_actions(dialog: Dialog) -> list[Element]:
    return [submit(dialog.form.value, dialog.about, dialog.send)] if dialog.form else []


def _about(quotes: Sequence[QuoteView], clause_url: ClauseUrl, *, by_chat_model: bool) -> Element:
    """What the message rests on, and whether a chat model had a part in it, in Teams' own words."""
    about: Element = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "citation": [_citation(number, view, clause_url) for number, view in enumerate(quotes, 1)],
    }
    if by_chat_model:
        about["additionalType"] = ["AIGeneratedContent"]
    return about


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


def _pages(elements: list[Element]) -> list[list[Element]]:
    """The elements in as many cards as they need; what ends a message stands at the end of the last."""
    pages: list[list[Element]] = [[]]
    for element in _divided(elements):
        if pages[-1] and size(pages[-1]) + size(element) > LARGEST:
            pages.append([])
        pages[-1].append(element)
    return pages


def _cut(elements: list[Element], reserved: int) -> list[Element]:
    """As many of the elements as a card takes, and a word where there are more."""
    kept: list[Element] = []
    divided = list(_divided(elements))
    for element in divided:
        if size(kept) + size(element) > LARGEST - reserved:
            fields = [one for one in divided[len(kept) :] if one["type"].startswith("Input.")]
            return [*kept, *elements_of((Small(MORE),)), *fields]
        kept.append(element)
    return kept


def _divided(elements: Iterable[Element]) -> Iterator[Element]:
    """The elements, with one that is large for a card in pieces that are not."""
    for element in elements:
        if size(element) <= LARGE:
            yield element
        elif element["type"] == "Container":
            yield from ({**element, "items": [item]} for item in _divided(element["items"]))
        elif element["type"] == "RichTextBlock":
            (run,) = element["inlines"]
            # Any character is at most twelve bytes once it is JSON.
            for piece in split(run["text"], LARGE // 12 - 100):
                yield {**element, "inlines": [{**run, "text": piece}]}
        else:
            yield element
