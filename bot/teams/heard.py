"""What Teams sends, read as untrusted text into what happened; None for what is no business of ours."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.parts import Form, Verb
from bot.platform import (
    Arrived,
    Commanded,
    Filled,
    Handle,
    Happening,
    HomeOpened,
    Picked,
    Place,
    Pressed,
    Said,
    Speaker,
)
from bot.teams.cards import DATA
from bot.teams.conversation import (
    PLATFORM,
    Activity,
    Kind,
    Mark,
    conversation_of,
    person_of,
    root_of,
    tenant_of,
)
from bot.teams.words import HTML, is_addressed, wording, words_of_html

CHECK_MESSAGE = "checkMessage"
CHECK_DRAFT = "checkDraft"
INSERT_CLAUSE = "insertClause"
HELP, POLICIES, CHECK = "help", "policies", "check"
"""What is typed to Handrail alone and asks nothing: the commands that its menu shows."""

OPINIONS = {"like": Verb.HELPFUL, "dislike": Verb.NOT_HELPFUL}
_NO_FIELDS = frozenset({DATA, "msteams", "msTeams"})
_COMMAND = re.compile(r"^/policy\b[\s:]*", re.IGNORECASE)
_WITHOUT_NAME = re.compile(r"^/?policy(?:[\s:]+|$)", re.IGNORECASE)


def heard(activity: Activity, trigger: str = "") -> Happening | None:
    """What happened. trigger: what to answer an invoke by.

    Raises KeyError, TypeError, ValueError or AttributeError for what is no activity of Teams'.
    """
    read = _READERS.get((str(activity.get("type")), str(activity.get("name") or "")))
    return read(activity, trigger) if read else None


def key_of(activity: Activity, happening: Happening) -> str | None:
    """What tells this from every other event and stays the same however often it is sent.

    None where Teams gives no id.
    """
    conversation = conversation_of(activity, with_thread=True)
    if isinstance(happening, Arrived):
        return f"{PLATFORM}:welcome:{conversation_of(activity).id}"
    told = (
        conversation.tenant,
        conversation.id,
        str(activity.get("id") or ""),
        str(activity.get("name") or ""),
    )
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return f"{PLATFORM}:{digest}" if told[2] else None


def speaker_of(activity: Activity) -> Speaker:
    """Who acts, as the verified activity says."""
    return Speaker(PLATFORM, tenant_of(activity), person_of(activity))


def rated(activity: Activity, trigger: str) -> tuple[Pressed, Filled | None] | None:
    """An opinion given by Teams' own buttons, and why where that was said; None when it is none."""
    value = activity.get("value") or {}
    value = value.get("data") or value
    given = value.get("actionValue") or {}
    verb = OPINIONS.get(str(given.get("reaction")))
    if value.get("actionName") != "feedback" or verb is None:
        return None
    handle = _handle(activity, trigger)
    pressed = Pressed(speaker_of(activity), verb, "", _place(activity), handle)
    said = _feedback(given.get("feedback"))
    return pressed, Filled(pressed.speaker, Form.REASON, "", said, handle) if any(said.values()) else None


def query_of(activity: Activity) -> str | None:
    """What is searched for by the message extension, "" at its opening; None where it is another's."""
    value = activity.get("value") or {}
    if value.get("commandId") != INSERT_CLAUSE:
        return None
    given = {one.get("name"): one.get("value") for one in value.get("parameters") or ()}
    return "" if str(given.get("initialRun", "")).lower() == "true" else str(given.get("text") or "")


def is_departure(activity: Activity) -> bool:
    """Whether Handrail was removed from the conversation."""
    own = (activity.get("recipient") or {}).get("id")
    removed = [member.get("id") for member in activity.get("membersRemoved") or ()]
    uninstalled = activity.get("type") == "installationUpdate" and activity.get("action") == "remove"
    return uninstalled or (activity.get("type") == "conversationUpdate" and own in removed)


def _message(activity: Activity, trigger: str) -> Happening | None:
    value = activity.get("value")
    if isinstance(value, dict) and isinstance(value.get(DATA), dict):
        return _acted(activity, value, trigger)
    said = wording({**activity, "text": _prompted(value)}) if _prompted(value) else wording(activity)
    conversation = conversation_of(activity)
    if _is_targeted(activity):
        return _commanded(activity, _WITHOUT_NAME.sub("", said.text))
    if conversation.kind is Kind.PERSONAL:
        return _in_private(activity, said.text, said.quoted)
    addressed = is_addressed(activity)
    if addressed and _COMMAND.match(said.text):
        return _commanded(activity, _COMMAND.sub("", said.text))
    message, root = str(activity["id"]), root_of(activity)
    place = _place(activity)
    return Said(
        speaker_of(activity),
        place,
        message,
        "" if said.text.lower() == HELP else said.text,
        addressed,
        within=root if conversation.kind is Kind.CHANNEL and root not in {"", message} else None,
        file=_has_file(activity),
        flat=conversation.kind is Kind.GROUP,
    )


def _prompted(value: object) -> str:
    """A first question that was pressed, where the client hands the press on and asks nothing itself."""
    press = value.get("msteams") if isinstance(value, dict) else None
    is_prompt = isinstance(press, dict) and press.get("type") == "imBack"
    return str(press.get("value") or "") if isinstance(press, dict) and is_prompt else ""


def _in_private(activity: Activity, text: str, quoted: str | None) -> Happening:
    speaker, text = speaker_of(activity), _COMMAND.sub("", text)
    command = text.strip().lower()
    if command == POLICIES:
        return HomeOpened(speaker)
    if command == CHECK:
        return Picked(speaker, None, _handle(activity, ""))
    return Said(
        speaker,
        _place(activity),
        str(activity["id"]),
        "" if command == HELP else text,
        addressed=True,
        within=quoted,
        file=_has_file(activity),
        flat=True,
    )


def _commanded(activity: Activity, text: str) -> Commanded:
    conversation = conversation_of(activity, with_thread=True)
    place = Place(conversation.id, "", private=True)
    return Commanded(speaker_of(activity), place, text, _handle(activity, ""))


def _action(activity: Activity, trigger: str) -> Happening | None:
    """A button or a form, wherever its invoke puts what it carries."""
    value = activity.get("value") or {}
    return _acted(activity, value.get("data") or {}, trigger)


def _acted(activity: Activity, data: Mapping[str, Any], trigger: str) -> Happening | None:
    carried = data.get(DATA)
    if not isinstance(carried, dict):
        return None
    alone = bool(carried.get("alone")) or _is_targeted(activity)
    speaker, handle = speaker_of(activity), _handle(activity, trigger, alone=alone)
    about = str(carried.get("id") or "")
    if carried.get("form"):
        values = {name: _words(value) for name, value in data.items() if name not in _NO_FIELDS}
        return Filled(speaker, Form(carried["form"]), about, values, handle)
    return Pressed(speaker, Verb(carried["verb"]), about, _place(activity), handle)


def _picked(activity: Activity, trigger: str) -> Happening | None:
    value = activity.get("value") or {}
    text: str | None
    if value.get("commandId") == CHECK_MESSAGE:
        body = (value.get("messagePayload") or {}).get("body") or {}
        content = str(body.get("content") or "")
        text = words_of_html(content).text if body.get("contentType") != "text" else content
    elif value.get("commandId") == CHECK_DRAFT:
        text = None
    else:
        return None
    return Picked(speaker_of(activity), text, _handle(activity, trigger))


def _arrived(activity: Activity, _trigger: str) -> Happening | None:
    own = activity["recipient"]["id"]
    added = [member.get("id") for member in activity.get("membersAdded") or ()]
    if own not in added and activity.get("action") != "add":
        return None
    conversation = conversation_of(activity)
    place = Place(conversation.id, "", conversation.kind is Kind.PERSONAL)
    return Arrived(speaker_of(activity), place)


def _place(activity: Activity) -> Place:
    """Where it happened, with the thread that answers go to: in private, the message itself; else none."""
    conversation = conversation_of(activity)
    if conversation.kind is Kind.GROUP:
        return Place(conversation.id, "", private=False)  # where nothing hangs on what was said
    said = str(activity.get("id") or "") if activity.get("type") == "message" else ""
    thread = root_of(activity) or said or str(activity.get("replyToId") or "")
    return Place(conversation.id, thread, conversation.kind is Kind.PERSONAL)


def _handle(activity: Activity, trigger: str, *, alone: bool = False) -> Handle:
    """reply: where and to whom to show something alone. dialog: the invoke, and the form's own message."""
    place = conversation_of(activity, with_thread=True).id
    person, message = person_of(activity), str(activity.get("replyToId") or "")
    whom = Mark(trigger, place, person)
    # Only a client that opens no windows has the form in a message of its own.
    form = Mark("", place, person, message, alone) if message and not trigger else whom
    return Handle(trigger, str(whom), str(form))


def _is_targeted(activity: Activity) -> bool:
    return bool((activity.get("recipient") or {}).get("isTargeted"))


def _has_file(activity: Activity) -> bool:
    return any(one.get("contentType") != HTML for one in activity.get("attachments") or ())


def _words(value: object) -> str:
    """A field as text; an empty one comes as null."""
    return "" if value is None else str(value)


def _feedback(said: Any) -> dict[str, str]:
    """What Handrail's form or the client's own holds: JSON in a string, or the bare words."""
    try:
        told = json.loads(said) if isinstance(said, str) else said
    except ValueError:
        told = {"comment": said}
    except RecursionError:
        told = {}
    told = told if isinstance(told, dict) else {}
    comment = told.get("comment") or told.get("feedbackText") or ""
    return {"reason": str(told.get("reason") or ""), "comment": str(comment)}


_READERS: dict[tuple[str, str], Callable[[Activity, str], Happening | None]] = {
    ("message", ""): _message,
    ("conversationUpdate", ""): _arrived,
    ("installationUpdate", ""): _arrived,
    ("invoke", "task/fetch"): _action,
    ("invoke", "task/submit"): _action,
    ("invoke", "composeExtension/fetchTask"): _picked,
    ("invoke", "composeExtension/submitAction"): _action,
}
