"""Staff's words and the policies' words for the same thing: "pic" is a photograph, "the gaffer" a manager."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST_PHRASE = 4
# What another word for a thing is worth beside the word itself.
ALIKE = 0.6
SAID = 0.8


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms as tuples of stems. means: for a term, other terms and what each is worth, 0 to 1.

    terms: every term of either side, so that phrases can be found in clauses. words: every
    word as written, so that typing mistakes can be told from words.
    """

    means: dict[tuple[str, ...], dict[tuple[str, ...], float]]
    terms: frozenset[tuple[str, ...]]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a question, and what else policies call it, with each name's worth, 0 to 1."""

    stems: tuple[str, ...]
    names: dict[tuple[str, ...], float]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, accents and apostrophes removed: "don't" is "dont"."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", re.sub("['\u2019`]", "", letters))


@cache
def stem(word: str) -> str:
    """The word without its ending: "posting", "posted" and "posts" are all "post"."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a text's words, in order."""
    return tuple(stem(word) for word in words_of(text))


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon, read from lexicon.toml on first use."""
    return build_lexicon(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


def build_lexicon(source: str) -> Lexicon:
    """A lexicon from TOML: `alike`, lists of terms that stand for one another, and `says`, a
    table from staff's terms to lists of policies' terms. Raises tomllib.TOMLDecodeError."""
    table = tomllib.loads(source)
    alike: list[list[str]] = table.get("alike", [])
    says: dict[str, list[str]] = table.get("says", {})
    means: dict[tuple[str, ...], dict[tuple[str, ...], float]] = {}
    for group in alike:
        for written in group:
            _add(means, written, group, ALIKE)
    for written, policy_words in says.items():
        _add(means, written, policy_words, SAID)
    terms = frozenset(means) | {name for names in means.values() for name in names}
    written_words = (word for group in (*alike, says, *says.values()) for term in group for word in words_of(term))
    return Lexicon(means, terms, frozenset(written_words))


def terms_of(words: list[str], source: Lexicon | None = None) -> list[Term]:
    """The words of a question as terms, phrases of the lexicon first, the longest first."""
    known = source or lexicon()
    stems = [stem(word) for word in words]
    found: list[Term] = []
    place = 0
    while place < len(stems):
        length = _phrase_length(stems, place, known)
        piece = tuple(stems[place : place + length])
        found.append(Term(piece, known.means.get(piece, {})))
        place += length
    return found


def _phrase_length(stems: list[str], place: int, known: Lexicon) -> int:
    longest = min(LONGEST_PHRASE, len(stems) - place)
    lengths = range(longest, 1, -1)
    return next((n for n in lengths if tuple(stems[place : place + n]) in known.means), 1)


def _add(
    means: dict[tuple[str, ...], dict[tuple[str, ...], float]], written: str, others: list[str], worth: float
) -> None:
    own = stems_of(written)
    names = means.setdefault(own, {})
    for other in map(stems_of, others):
        if other != own:
            names[other] = max(worth, names.get(other, 0.0))


@cache
def _stemmer() -> Any:
    # Imported here because importing this module must cost nothing.
    import snowballstemmer

    return snowballstemmer.stemmer("english")
