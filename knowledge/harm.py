"""Whether somebody tells of abuse, harm or wrongdoing that they saw, heard of or suffered."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from knowledge.lexicon import words_of

# All is looked for in lower case, without apostrophes or other marks, between one stop and the next.
_STOP = re.compile(
    r"[.?!;:,\n()–—]+|\s(?=(?:but|because|cos|coz|bcos|however|although|and i|and we)\s)", re.IGNORECASE
)
_ABBREVIATED = re.compile(r"\b(mrs?|ms|dr|st)\.", re.IGNORECASE)

# What follows one of these is only supposed, asked in general or made up: "if a carer hits somebody".
_SUPPOSED = re.compile(
    r"\b(?:if|wether|whether|whenever|unless|until|suppos\w+|imagine|hypothetical\w*|say someone|in case"
    r"|in the event|what happens?|(?:could|would|will) happen|happens to|worst|define|definition|meaning"
    r"|meant? by|examples? of|counts? as|(?:protect\w*|prevent\w*|safe|risk|avoid\w*|training|policy|rules?"
    r"|guidance|book|quiz|song) (?:of|on|about|from|against|where)|nobody should|word me|write me"
    r"|make me an?|help me (?:word|write)|made up"
    r"|(?:when|wen)(?! (?:i|we|he|she|they) (?:was|were|came|come|went|got|walked|arrived|saw|heard|asked"
    r"|found)\b))\b"
)
_GOES_ON = re.compile(r"^(?:and|or|then)\b")
# A deed right behind one of these is asked about, or did not happen: "can a new carer push a resident".
_ASKED = re.compile(
    r"\b(?:can|cant|could|may|should|shall|must|would|will|do|does|did|is|are|am|was|were|let|any|anyone|no"
    r"|how|not|never|didnt|dont|doesnt|shouldnt|wouldnt|mustnt|isnt|wasnt|hasnt|arent)(?: (?:i|we) say)?"
    r"(?: (?:i|we|you|they|he|she|it|people|staff|a|an|the|my|our|your|other|another|new|night|day|agency"
    r"|bank|senior|care|one|of|these|those|this|that|some))* $"
)
# "what do they do to carers who steal" asks for the rule.
_IN_GENERAL = re.compile(
    r"^(?:so )?(?:what|can|could|do|does|will|would|should|is|are|how (?!do i report|can i report))"
)


def tells_of_harm(text: str) -> bool:
    """Whether a text reports abuse, harm or wrongdoing, and does not only ask about the rules on it."""
    return any(_told(segment) for segment in _segments(text))


def _segments(text: str) -> Iterator[str]:
    """What stands between two stops, in plain words; an "and" after a supposition is supposed with it."""
    supposed = ""
    for part in _STOP.split(_ABBREVIATED.sub(r"\1", text)):
        plain = " ".join(words_of(part))
        segment = f"{supposed}{plain}" if _GOES_ON.search(plain) else plain
        supposed = "if " if _SUPPOSED.search(segment) else ""
        yield segment


def _told(segment: str) -> bool:
    return any(
        not _only_asked(segment, found.start(), found.group())
        for deed in _deeds()
        for found in deed.finditer(segment)
    )


def _only_asked(segment: str, start: int, deed: str) -> bool:
    before = segment[:start]
    return (
        _SUPPOSED.search(before) is not None
        or _ASKED.search(before) is not None
        or (" who " in deed and _IN_GENERAL.search(segment) is not None)
    )


@cache
def _deeds() -> tuple[re.Pattern[str], ...]:
    table = tomllib.loads(files(__package__).joinpath("harm.toml").read_text("utf-8"))
    parts: dict[str, str] = table["parts"]

    def whole(written: str) -> str:
        while named := re.search(r"<(\w+)>", written):
            written = written.replace(named.group(), parts[named.group(1)])
        return written

    lists: dict[str, list[str]] = table["deeds"]
    return tuple(re.compile(rf"\b{whole(deed)}") for deeds in lists.values() for deed in deeds)
