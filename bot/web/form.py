"""What the page's forms send, read as untrusted text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from bot.conversation import TURNS_REMEMBERED
from bot.directory import LONGEST_EMAIL
from bot.views import LONGEST_GIST
from knowledge.answer import LONGEST_QUESTION, Turn

MOST_FIELDS = 8


class FormUnreadable(Exception):
    """A form did not come from the page as it is now; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class AskForm:
    """A question as typed, and the earlier turns that the page holds, oldest first."""

    question: str
    history: tuple[Turn, ...]


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    user: Annotated[str, StringConstraints(max_length=LONGEST_QUESTION)]
    bot_gist: Annotated[str, StringConstraints(max_length=LONGEST_GIST)]


_HISTORY = TypeAdapter(Annotated[list[_Turn], Field(max_length=TURNS_REMEMBERED)])


def ask_form(body: bytes) -> AskForm:
    """The question form in a URL-encoded body. Raises FormUnreadable when its history is not ours."""
    fields = _fields(body)
    return AskForm(fields.get("question", ""), _history(fields.get("history") or "[]"))


def asker_form(body: bytes) -> str:
    """The e-mail address typed into the "asking as" form, "" for none. Raises FormUnreadable."""
    email = _fields(body).get("email", "").strip()
    if len(email) > LONGEST_EMAIL:
        raise FormUnreadable("That is too long for an e-mail address: check it and try again.")
    return email


def history_field(turns: Sequence[Turn]) -> str:
    """The last turns as the page holds them until the next question."""
    kept = [{"user": turn.user, "bot_gist": turn.bot_gist} for turn in turns[-TURNS_REMEMBERED:]]
    return json.dumps(kept, ensure_ascii=False)


def _fields(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FormUnreadable("That form could not be read: open Handrail again and ask once more.") from None
    return {name: values[0] for name, values in fields.items()}


def _history(text: str) -> tuple[Turn, ...]:
    try:
        turns = _HISTORY.validate_json(text)
    except ValidationError:
        raise FormUnreadable(
            "The earlier questions on this page could not be read: open Handrail again and ask once more."
        ) from None
    return tuple(Turn(turn.user, turn.bot_gist) for turn in turns)
