"""What Teams waits for: an invoke is answered by whatever is shown while it is dealt with."""

import secrets
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.parts import Dialog
from bot.teams.layout import task

Response = dict[str, Any]

LONGEST_SENTENCE = 1_000
"""Characters of a sentence that Teams shows in a small window; the figure is ours."""


class Wish(Enum):
    """What an invoke wants: a window in any case, a window or its end, or nothing to look at."""

    WINDOW = "window"
    MAY_CLOSE = "may close"
    NOTHING = "nothing"


@dataclass(slots=True)
class Waiting:
    """One invoke, and what it is answered by so far."""

    wish: Wish
    response: Response = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether something can be shown by it still."""
        return not self.response and self.wish is not Wish.NOTHING

    def show(self, dialog: Dialog) -> None:
        """Answers with a window."""
        self.response = task(dialog)

    def say(self, sentence: str) -> None:
        """Answers with a sentence in a small window."""
        self.response = {"task": {"type": "message", "value": sentence[:LONGEST_SENTENCE]}}


class WaitingRoom:
    """The invokes that are under way, each under a name that nobody can guess."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}

    def enter(self, wish: Wish) -> tuple[str, Waiting]:
        """Begins to wait; gives the trigger to show something by."""
        trigger = secrets.token_hex(8)
        self._waiting[trigger] = Waiting(wish)
        return trigger, self._waiting[trigger]

    def find(self, trigger: str) -> Waiting | None:
        """The invoke with this trigger; None when it is over, or was another process's."""
        return self._waiting.get(trigger)

    def leave(self, trigger: str) -> Response:
        """Ends the wait with whatever is to be shown."""
        return self._waiting.pop(trigger).response
