"""What a question asks and which facts it states: who has agreed, who has authorised, what is wanted."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from knowledge.answer import Question

_SHORT = 5  # words: a later turn as short as this only adds to what was asked before


class Asks(StrEnum):
    """What kind of answer a question wants.

    LEAVE: may I? DUTY: do I have to? OMISSION: may I leave it undone? INFORMATION: who, what,
    when, how, why? DRAFT: will you write it for me?
    """

    LEAVE = "leave"
    DUTY = "duty"
    OMISSION = "omission"
    INFORMATION = "information"
    DRAFT = "draft"


class Stated(StrEnum):
    """What a question says about a condition."""

    MET = "met"
    UNMET = "unmet"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one question asks and states.

    agreed: whether the people concerned know and have said yes, all of them. authorised:
    whether somebody with a say has given leave. in_writing, spoken: how the yes was given, as
    far as it is told. words: the latest turn, spelt out. said: all turns, spelt out, oldest first.
    """

    asks: Asks
    agreed: Stated
    authorised: Stated
    in_writing: bool
    spoken: bool
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class _Sayings:
    spellings: tuple[tuple[re.Pattern[str], str], ...]
    asks: dict[str, re.Pattern[str]]
    says: dict[str, re.Pattern[str]]


@cache
def _sayings() -> _Sayings:
    table = tomllib.loads(files(__package__).joinpath("facts.toml").read_text("utf-8"))
    parts: dict[str, str] = table["parts"]

    def whole(written: str) -> str:
        while named := re.search(r"(?<!\?P)(?<!\?)<(\w+)>", written):
            written = written.replace(named.group(), parts[named.group(1)])
        return written

    def any_of(lists: dict[str, list[str]]) -> dict[str, re.Pattern[str]]:
        return {name: re.compile("|".join(map(whole, written))) for name, written in lists.items()}

    spellings = tuple((re.compile(wrong), right) for wrong, right in table["spellings"])
    return _Sayings(spellings, any_of(table["asks"]), any_of(table["says"]))


def plain(text: str) -> str:
    """A question in small letters, with the commonest slang and misspellings spelt out."""
    words = text.lower()
    for wrong, right in _sayings().spellings:
        words = wrong.sub(right, words)
    return re.sub(r"\s+", " ", words).strip()


def says(what: str, words: str) -> bool:
    """Whether plain words say something that facts.toml names under `says`. Raises KeyError."""
    return bool(_sayings().says[what].search(words))


def facts(question: Question) -> Facts:
    """What the question asks and states. What is said later overrides what was said before."""
    turns = [*(plain(turn.user) for turn in question.history), plain(question.text)]
    return Facts(
        asks=_asks_in_turn(turns),
        agreed=_latest(turns, _agreement),
        authorised=_latest(turns, _authority),
        in_writing=any(says("writing", turn) for turn in turns),
        spoken=any(says("spoken", turn) for turn in turns),
        words=turns[-1],
        said=" ".join(turns),
    )


def _asks_in_turn(turns: list[str]) -> Asks:
    """What the latest turn asks; one that only changes a detail asks what was asked before."""
    latest = _asks(turns[-1])
    if len(turns) == 1 or latest in (Asks.INFORMATION, Asks.DUTY, Asks.OMISSION):
        return latest
    goes_on = says("goes_on", turns[-1]) or len(turns[-1].split()) <= _SHORT
    settles = _agreement(turns[-1]) is not Stated.UNSAID or _asking("leave", turns[-1])
    asked_before = _asks_in_turn(turns[:-1])
    # "and if she agreed?" after "who decides?" is a question about leave all the same.
    if not goes_on or (settles and asked_before is Asks.INFORMATION):
        return latest
    return asked_before


def _asks(words: str) -> Asks:
    """What the last asking sentence asks; leave, when none of them asks in so many words."""
    if _asking("presses", words):
        return Asks.LEAVE
    told = [asked for asked in map(_sentence_asks, re.split(r"(?<=[.?!])\s+", words)) if asked]
    return told[-1] if told else Asks.LEAVE


def _asking(what: str, words: str) -> re.Match[str] | None:
    return _sayings().asks[what].search(words)


def _sentence_asks(sentence: str) -> Asks | None:
    if _asking("draft", sentence):
        return Asks.DRAFT
    if _asks_what(sentence):
        return Asks.INFORMATION
    for asked in (Asks.OMISSION, Asks.DUTY, Asks.LEAVE):
        if _asking(asked, sentence):
            return asked
    return None


def _asks_what(sentence: str) -> bool:
    """Whether a question word governs the sentence, and not "can I" before it."""
    if _asking("not_information", sentence):
        return False
    if any(_asking("information", part) for part in re.split(r",\s", sentence)):
        return True
    return bool(_asking("asks_what", sentence)) and not _asking("leave", sentence)


def _latest(turns: list[str], heard: Callable[[str], Stated]) -> Stated:
    """The last turn's word on a matter, or an earlier one's where the last is silent."""
    told = [stated for stated in map(heard, turns) if stated is not Stated.UNSAID]
    return told[-1] if told else Stated.UNSAID


def _agreement(words: str) -> Stated:
    if says("refused", words) or says("partly", words):
        return Stated.UNMET
    return Stated.MET if says("agreed", words) else Stated.UNSAID


def _authority(words: str) -> Stated:
    if says("refused", words):
        return Stated.UNMET
    return Stated.MET if says("authorised", words) else Stated.UNSAID
