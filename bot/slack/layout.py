"""Messages, dialogs and home pages laid out for Slack, within its limits whatever they hold."""

from typing import Any

from bot.lengths import shortened, split
from bot.parts import Dialog, Form, Home, Message
from bot.slack.blocks import ACTION, blocks_of
from bot.slack.limits import (
    BLOCKS,
    MESSAGE_TEXT,
    VIEW_TITLE,
    Block,
    check_blocks,
    check_view,
    escaped,
)

View = dict[str, Any]

MORE = "There is more than fits here: open the policy itself for the rest."


def messages(message: Message, *, native_feedback: bool = False) -> list[dict[str, Any]]:
    """The message as what Slack posts: one, or several where it is long. Each has blocks and a text.

    Buttons stand at the end of a message and so at the end of the last one.
    """
    pages = _pages(blocks_of(message.parts, native_feedback=native_feedback))
    for page in pages:
        check_blocks(page, "message")
    text = _escaped_within(message.summary, MESSAGE_TEXT)
    return [{"text": text, "blocks": page} for page in pages]


def in_words(message: Message) -> list[dict[str, Any]]:
    """The message as nothing but text, for where its blocks are not taken."""
    pieces = split(message.summary, MESSAGE_TEXT // 2)
    # A character may become five; where that makes too much of it, in smaller pieces.
    short = [
        small
        for piece in pieces
        for small in ([piece] if len(escaped(piece)) <= MESSAGE_TEXT else split(piece, MESSAGE_TEXT // 5))
    ]
    return [{"text": escaped(piece)} for piece in short]


def modal(dialog: Dialog) -> View:
    """The dialog as a modal. One that is too long says so at its end."""
    view: View = {
        "type": "modal",
        "title": _plain(shortened(dialog.title, VIEW_TITLE)),
        "close": _plain("Cancel" if dialog.form else "Close"),
        "blocks": _cut(blocks_of(dialog.parts), "modal"),
    }
    if dialog.form is not None:
        view["callback_id"] = callback(dialog.form)
        view["submit"] = _plain(shortened(dialog.send, VIEW_TITLE))
        view["private_metadata"] = dialog.about
    check_view(view)
    return view


def home_tab(home: Home) -> View:
    """The page as an App Home."""
    view = {"type": "home", "blocks": _cut(blocks_of(home.parts), "home")}
    check_view(view)
    return view


def callback(form: Form) -> str:
    """The callback_id of a form's modal."""
    return f"{ACTION}:{form.value}"


def _pages(blocks: list[Block]) -> list[list[Block]]:
    """As many blocks in each as a message takes; the buttons at the end stay together."""
    most = BLOCKS["message"]
    end = len(blocks)
    while end and blocks[end - 1]["type"] in {"actions", "context_actions"}:
        end -= 1
    pages = [blocks[first : min(first + most, end)] for first in range(0, end, most)]
    buttons = blocks[end:]
    if pages and len(pages[-1]) + len(buttons) <= most:
        pages[-1] = [*pages[-1], *buttons]
    elif buttons:
        pages.append(buttons)
    return pages


def _escaped_within(text: str, most: int) -> str:
    """The text escaped, or as much of its beginning as then fits."""
    size = most
    while len(made := escaped(shortened(text, size))) > most:
        size = size * 3 // 4
    return made


def _cut(blocks: list[Block], surface: str) -> list[Block]:
    most = BLOCKS[surface]
    if len(blocks) <= most:
        return blocks
    ending = {"type": "context", "elements": [_plain(MORE)]}
    return [*blocks[: most - 1], ending]


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
