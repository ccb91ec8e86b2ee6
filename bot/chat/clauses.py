"""A clause opened from a message: among its neighbours, in a dialog."""

import logging

from bot.chat.desk import Desk, apart
from bot.chat.failures import where
from bot.chat_views import CALM, clause_dialog, sentence_dialog
from bot.parts import Dialog
from bot.platform import Platform, Pressed
from knowledge.policy import ClauseRef

log = logging.getLogger(__name__)

NO_CLAUSE = "That clause is not to be found. Policies change; ask your question again to find it."


async def open_clause(desk: Desk, platform: Platform, pressed: Pressed) -> None:
    """Opens the clause that the button names. Raises NotDelivered."""
    await platform.open_dialog(pressed.handle, await _dialog(desk, pressed.about))


async def _dialog(desk: Desk, about: str) -> Dialog:
    try:
        ref = ClauseRef.of(about)
        view = await apart(desk.conversation.clause, ref)
    except ValueError:
        view = None
    except Exception as error:  # noqa: BLE001  whatever fails, the person gets a sentence
        log.error("a clause was not opened: %s", where(error))
        return sentence_dialog("Clause", CALM)
    return clause_dialog(view, desk.clause_url(ref)) if view else sentence_dialog("Clause", NO_CLAUSE)
