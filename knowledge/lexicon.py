"""Staff's words and the policies' words for the same thing: "pic" is a photograph, "the gaffer" a manager."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.policy import Clause

LONGEST_PHRASE = 4
ALIKE = 0.6
"""What another word of the policies is worth beside the word itself."""
SAID = 0.8
"""What the policies' word is worth beside the staff's word that was used."""

_Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a question by its stems, and what else policies call it.

    names: other terms, each with its worth, 0 to 1.
    """

    stems: _Stems
    names: dict[_Stems, float]


@dataclass(frozen=True, slots=True, eq=False)
class Aspect:
    """Something that staff ask about a policy itself: its gist, its dates, whom it covers.

    gain: what being asked for is worth to its clauses' scores; loss: what not being asked for
    costs them. headings, words and asked are patterns for the headings above a clause, for the
    clause itself and for the question.
    """

    name: str
    gain: float
    loss: float
    headings: re.Pattern[str]
    words: re.Pattern[str] | None
    asked: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that lexicon.toml tells.

    means: for a term its other names. terms: every term of either side. words: every word of
    either side as written. stems: theirs, and those of everyday words.
    """

    means: dict[_Stems, dict[_Stems, float]]
    terms: frozenset[_Stems]
    words: frozenset[str]
    stems: frozenset[str]
    aspects: tuple[Aspect, ...]


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon, read from lexicon.toml on first use."""
    return build_lexicon(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


def build_lexicon(source: str) -> Lexicon:
    """A lexicon from TOML of the form that lexicon.toml explains at its top.

    Raises tomllib.TOMLDecodeError, KeyError when an aspect lacks a field, re.PatternError.
    """
    table = tomllib.loads(source)
    groups = [(written, group, ALIKE) for group in table.get("alike", ()) for written in group]
    sayings = [(written, names, SAID) for written, names in table.get("says", {}).items()]
    means: dict[_Stems, dict[_Stems, float]] = {}
    for written, names, worth in (*groups, *sayings):
        _learn(means, written, names, worth)
    terms = frozenset(means).union(*means.values())
    spoken = frozenset(word for written, names, _ in (*groups, *sayings) for word in _words(written, *names))
    stems = frozenset((*map(stem, spoken), *table.get("everyday", "").split()))
    return Lexicon(means, terms, spoken, stems, tuple(map(_aspect, table.get("aspects", ()))))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, accents and apostrophes removed: "don't" is "dont"."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", re.sub("['’‘`]", "", letters))


@cache
def stem(word: str) -> str:
    """The word without its ending: "posting", "posted" and "posts" are all "post"."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def terms_of(words: Sequence[str]) -> list[Term]:
    """The words of a question as terms: phrases of the lexicon first, the longest first.

    A phrase's words keep their own worth, so that "my phone" still finds a phone.
    """
    known = lexicon().means
    stems = [stem(word) for word in words]
    found: list[Term] = []
    place = 0
    while place < len(stems):
        piece = _longest(stems, place, known)
        found.append(Term(piece, _names(piece, known)))
        place += len(piece)
    return found


def aspects_asked(text: str) -> frozenset[Aspect]:
    """The aspects of a policy that a question asks about."""
    plain = " ".join(words_of(text))
    return frozenset(aspect for aspect in lexicon().aspects if aspect.asked.search(plain))


def aspects_of(clause: Clause) -> frozenset[Aspect]:
    """The aspects that a clause answers for, by the headings above it or its own words."""
    own = (aspect for aspect in lexicon().aspects if aspect.words and aspect.words.search(clause.text))
    return _aspects_under((*clause.heading_path, clause.lead_in or "", clause.place)).union(own)


@cache
def _aspects_under(headings: tuple[str, ...]) -> frozenset[Aspect]:
    plain = " ".join(words_of(" ".join(headings)))
    return frozenset(aspect for aspect in lexicon().aspects if aspect.headings.search(plain))


def _words(*written: str) -> list[str]:
    return [word for text in written for word in words_of(text)]


def _longest(stems: Sequence[str], place: int, known: dict[_Stems, dict[_Stems, float]]) -> _Stems:
    lengths = range(min(LONGEST_PHRASE, len(stems) - place), 1, -1)
    pieces = (tuple(stems[place : place + length]) for length in lengths)
    return next((piece for piece in pieces if piece in known), (stems[place],))


def _names(piece: _Stems, known: dict[_Stems, dict[_Stems, float]]) -> dict[_Stems, float]:
    names = dict(known.get(piece, {}))
    if len(piece) > 1:
        for part in piece:
            for name, worth in ((part,), 1.0), *known.get((part,), {}).items():
                names[name] = max(worth, names.get(name, 0.0))
    return names


def _learn(
    means: dict[_Stems, dict[_Stems, float]], written: str, others: Iterable[str], worth: float
) -> None:
    own = tuple(map(stem, words_of(written)))
    names = means.setdefault(own, {})
    for other in others:
        name = tuple(map(stem, words_of(other)))
        if name != own:
            names[name] = max(worth, names.get(name, 0.0))


def _aspect(row: dict[str, Any]) -> Aspect:
    words = "|".join(row.get("words", ()))
    return Aspect(
        name=row["name"],
        gain=row["gain"],
        loss=row["loss"],
        headings=re.compile("|".join(row["headings"])),
        words=re.compile(words) if words else None,
        asked=re.compile("|".join(row["asked"])),
    )


@cache
def _stemmer() -> Any:
    # Imported here because importing this module must cost nothing.
    import snowballstemmer

    return snowballstemmer.stemmer("english")
