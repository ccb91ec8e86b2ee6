"""What each sentence of a clause forbids, allows, requires or merely tells, and on which condition."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ingest.sentences import sentences
from knowledge.policy import Norm, NormKind

_Kinds = tuple[tuple[NormKind, re.Pattern[str]], ...]
_Terms = tuple[str | None, str | None, int]


# "Staff must do all of the following" leads its list as "Staff must" does.
_FOLLOWING = re.compile(
    r"(?: (?:do|follow|observe|keep to))?(?: (?:any|all|each|either|one) of)?"
    r" (?:the following|these|as follows)(?: (?:things|rules|steps|points))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sayings:
    """The patterns of norms.toml: kinds and leads in the order in which they are tried."""

    kinds: _Kinds
    leads: _Kinds
    terms: dict[str, tuple[re.Pattern[str], ...]]


@cache
def _sayings() -> _Sayings:
    table = tomllib.loads(files(__package__).joinpath("norms.toml").read_text("utf-8"))

    def pattern(written: str) -> re.Pattern[str]:
        whole = re.sub(r"<(\w+)>", lambda part: str(table["parts"][part.group(1)]), written)
        return re.compile(whole, re.IGNORECASE | re.DOTALL)

    def kinds(rows: list[dict[str, Any]]) -> _Kinds:
        return tuple((NormKind(row["kind"]), pattern(says)) for row in rows for says in row["says"])

    terms = {
        name: tuple(map(pattern, [written] if isinstance(written, str) else written))
        for name, written in table["terms"].items()
    }
    return _Sayings(kinds(table["kinds"]), kinds(table["leads"]), terms)


def leads(lead_in: str | None) -> NormKind | None:
    """What the words that introduce a list make of its items, or None when they make nothing of them."""
    words = re.sub(r"[\s:.\u2013\u2014-]+$", "", _straight(lead_in or "")).strip()
    words = _FOLLOWING.sub("", words)
    return _first(_sayings().leads, words)


def norms(text: str, lead_in: str | None) -> tuple[Norm, ...]:
    """One norm for each sentence of a clause, in order; the words of them all are the text.

    lead_in: the words that introduce the clause's list ("Staff must not:"), or None. It rules
    the first sentence, which goes on from it, and no other. A text without any word has none.
    """
    parts = sentences(text)
    return tuple(_norm(part, lead_in if place == 0 else None) for place, part in enumerate(parts))


def _norm(sentence: str, lead_in: str | None) -> Norm:
    led, own = leads(lead_in), _first(_sayings().kinds, _straight(sentence))
    turned = led is NormKind.ALLOWS and own is NormKind.FORBIDS
    kind = (own if turned else led or own) or NormKind.INFORMS
    condition, unless, cut = _terms(kind, _straight(sentence))
    if condition is None and unless is None and lead_in and _search("on_permission", lead_in):
        condition = "permission"
    act = sentence[:cut] if led else _after_modal(sentence[:cut])
    return Norm(kind, act.strip(" ,;.") or sentence, condition, unless, sentence)


def _straight(text: str) -> str:
    """The text with straight apostrophes: each character keeps its place."""
    return text.replace("\u2019", "'")


def _first(kinds: _Kinds, words: str) -> NormKind | None:
    return next((kind for kind, pattern in kinds if pattern.search(words)), None)


def _search(name: str, words: str) -> re.Match[str] | None:
    """The match of the first pattern of this name that matches at all, or None."""
    tried: Iterable[re.Match[str] | None] = (pattern.search(words) for pattern in _sayings().terms[name])
    return next((match for match in tried if match), None)


def _terms(kind: NormKind, sentence: str) -> _Terms:
    """The condition, what lifts the rule, and where in the sentence the first of them begins."""
    if kind is NormKind.REQUIRES:
        return _leave_needed(sentence)
    if kind is NormKind.FORBIDS:
        return _what_lifts(sentence)
    return _what_allows(sentence) if kind is NormKind.ALLOWS else (None, None, len(sentence))


def _what_allows(sentence: str) -> _Terms:
    if granted := _search("granted_by", sentence):
        whose = granted.group(1)[:1].lower() + granted.group(1)[1:]
        how = " in writing" if "in writing" in sentence else ""
        have = "have" if " and " in whose else "has"
        return f"{whose} {have} agreed to it{how}", None, len(sentence)
    if found := _search("sure", sentence) or _search("soft", sentence):
        return _before_the_rule(_tidy(found.group(1))) or None, None, found.start() or len(sentence)
    if lifted := _search("unless", sentence):
        return None, _tidy(lifted.group(1)) or None, lifted.start()
    if who := _search("only_who", sentence):
        one = re.match(r"(?:the|an?)\b", who.group(1))
        return f"you are {'' if one else 'among '}{who.group(1)}", None, len(sentence)
    what = _search("only_what", sentence)
    return f"only {what.group(1)}" if what else None, None, len(sentence)


def _what_lifts(sentence: str) -> _Terms:
    if without := _search("without", sentence):
        both = _both(_tidy(without.group(1))) or None
        return both, None, without.start()
    if lifted := _search("unless", sentence) or _search("sure", sentence):
        return None, _tidy(lifted.group(1)) or None, lifted.start()
    return None, None, len(sentence)


def _leave_needed(sentence: str) -> _Terms:
    if given := _search("given_by", sentence):
        done, by = given.group(1).lower(), given.group(2).strip()
        whom = "you" if done.startswith(("authori", "permit", "clear")) else "it"
        return f"{by} has {done} {whom}", None, len(sentence)
    if needed := _search("needed", sentence):
        return needed.group(1).strip() or None, None, len(sentence)
    return None, None, len(sentence)


def _tidy(words: str) -> str:
    """A condition without what follows its end and without its last stop."""
    end = _search("ends", words)
    return re.sub(r"[\s.,;:!?]+$", "", words[: end.start()] if end else words).strip()


def _before_the_rule(words: str) -> str:
    """A condition that opened its sentence, without the rule that follows its comma."""
    rule = _search("rule_after", words)
    return words[: rule.start()] if rule else words


def _both(words: str) -> str:
    """The safe reading: a ban on doing it without this "or" that is lifted only by both."""
    return _sayings().terms["joined"][0].sub(r"\1 and ", words)


def _after_modal(sentence: str) -> str:
    modal = _search("modal", sentence)
    return sentence[modal.end() :] if modal else sentence
