"""Messages, dialogs and home pages laid out for Slack, within its limits whatever they hold."""

from typing import Any

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
    shortened,
    split,
)

View = dict[str, Any]

MORE = "There is more than fits here: open the policy itself for the rest."


def messages(message: Message, *, native_feedback: bool = False) -> list[dict[str, Any]]:
    """The message as what Slack posts: one, or several where it is long. Each has blocks and a text.

    Buttons stand at the end of a message and so at the end of the last one.
    """
    blocks = blocks_of(message.parts, native_feedback=native_feedback)
    most = BLOCKS["message"]
    pages = [blocks[first : first + most] for first in range(0, len(blocks), most)]
    for page in pages:
        check_blocks(page, "message")
    text = shortened(message.summary, MESSAGE_TEXT)
    return [{"text": text, "blocks": page} for page in pages]


def in_words(message: Message) -> list[dict[str, Any]]:
    """The message as nothing but text, for where its blocks are not taken."""
    return [{"text": escaped(piece)} for piece in split(message.summary, MESSAGE_TEXT // 2)]


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


def _cut(blocks: list[Block], surface: str) -> list[Block]:
    most = BLOCKS[surface]
    if len(blocks) <= most:
        return blocks
    ending = {"type": "context", "elements": [_plain(MORE)]}
    return [*blocks[: most - 1], ending]


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
