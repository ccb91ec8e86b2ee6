"""The message extension's search: clauses to be inserted into a conversation."""

import logging
from typing import Any

from bot.chat.desk import Desk, apart
from bot.chat.failures import where
from bot.teams.layout import clause_result

log = logging.getLogger(__name__)

MOST_RESULTS = 8
NOTHING = "No clause is near that. Try other words, as your policies may put it."


async def clauses_found(desk: Desk, query: str | None) -> dict[str, Any]:
    """What Teams shows for a search, "" at its opening; for None, of another command, nothing.

    Whatever fails becomes a sentence.
    """
    if query is None:
        return {}
    try:
        found = await apart(desk.conversation.clauses, query, MOST_RESULTS)
    except Exception as error:  # noqa: BLE001  a model, an index, a database: the person gets a sentence
        log.error("clauses were not searched: %s", where(error))
        return AWAY
    if not found:
        return _sentence(NOTHING)
    results = [clause_result(view) for view in found]
    return {
        "composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": results},
    }


def _sentence(text: str) -> dict[str, Any]:
    return {"composeExtension": {"type": "message", "text": text}}


AWAY = _sentence("I can't look at the policies just now. Try again in a few minutes.")
