"""Check against policy: which clauses a message or a draft touches, before it is posted anywhere."""

import logging

from bot.chat.desk import Desk, apart
from bot.chat.failures import where
from bot.chat_views import CALM, check_dialog, checking_dialog, draft_form, sentence_dialog
from bot.conversation import LONGEST_DRAFT
from bot.parts import Dialog
from bot.platform import Filled, Handle, Picked, Platform
from bot.views import RefusalView

log = logging.getLogger(__name__)

TITLE = "Check against policy"


async def ask_for_draft(platform: Platform, handle: Handle) -> None:
    """Opens the form that a draft is pasted into. Raises NotDelivered."""
    await platform.open_dialog(handle, draft_form(LONGEST_DRAFT))


async def check_picked(desk: Desk, platform: Platform, picked: Picked) -> None:
    """Checks the message that the shortcut was used on, or asks for a draft. Raises NotDelivered."""
    if picked.text is None:
        await ask_for_draft(platform, picked.handle)
        return
    # At once, because what opens a dialog is good for seconds only.
    dialog = await platform.open_dialog(picked.handle, checking_dialog())
    await platform.change_dialog(dialog, await checked(desk, picked.text))


async def check_draft(desk: Desk, platform: Platform, filled: Filled) -> None:
    """Shows in place of the form what its draft touches. Raises NotDelivered."""
    await platform.change_dialog(filled.handle.dialog, await checked(desk, filled.values.get("draft", "")))


async def checked(desk: Desk, text: str) -> Dialog:
    """What this text touches, or a sentence where that is not to be had. Never fails."""
    try:
        view = await apart(desk.conversation.check, text)
    except Exception as error:  # noqa: BLE001  whatever fails, the person gets a sentence
        log.error("a draft was not checked: %s", where(error))
        return sentence_dialog(TITLE, CALM)
    if isinstance(view, RefusalView):
        return sentence_dialog(TITLE, view.sentence)
    log.info("a draft of %d characters touches %d clauses", len(text), len(view.items))
    return check_dialog(view, text.strip())
