"""Which piece of a policy stands for which gold clause, judged by their words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from benchmarks.gold import GoldClause
from knowledge.answer import words_only

RUN = 5  # fewer words in a row are no evidence: a firm's name alone may have four
HALF = 0.5  # of a gold clause's characters: then a piece of text stands for it
NEARLY_ALL = 0.9  # of a piece's characters: then it is a part of the gold clause


def share_in(part: str, whole: str) -> float:
    """How much of the part's characters stand in the whole, 0 to 1, in runs of five words or more.

    Case, punctuation and white space do not count. A part shorter than that is in the
    whole entirely or not at all.
    """
    wanted, there = _words(part), _words(whole)
    if not wanted:
        return 0.0
    run = min(RUN, len(wanted))
    blocks = SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks()
    found = (word for block in blocks if block.size >= run for word in wanted[block.a : block.a + block.size])
    return sum(map(len, found)) / sum(map(len, wanted))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def stands_for(piece: str, clause: str) -> bool:
    """Whether a piece of text holds at least half of the clause, or is itself a part of it."""
    return share_in(clause, piece) >= HALF or share_in(piece, clause) >= NEARLY_ALL


@dataclass(frozen=True, slots=True)
class Matched:
    """Gold ids by piece. exact: gold clauses whose words came out as one piece; missing: those
    that no piece stands for; of: all gold clauses."""

    ids: Mapping[str, frozenset[str]]
    exact: int
    missing: tuple[str, ...]
    of: int

    def __str__(self) -> str:
        lost = f"; no clause stands for {', '.join(self.missing)}" if self.missing else ""
        return f"{self.exact} of {self.of} clauses exact{lost}"


def match(gold: Iterable[GoldClause], pieces: Mapping[str, str]) -> Matched:
    """The gold clauses that each piece (id → text) stands for.

    A gold clause goes to the pieces with exactly its words, after white space; the n-th of
    several alike to the n-th of as many pieces. Without one it goes to every piece that
    stands for it.
    """
    clauses = tuple(gold)
    alike = {words: [c.id for c in clauses if words_only(c.text) == words] for words in map(_plain, clauses)}
    ids: dict[str, set[str]] = {piece: set() for piece in pieces}
    exact, missing = 0, []
    for clause in clauses:
        same = [piece for piece, text in pieces.items() if words_only(text) == _plain(clause)]
        twins = alike[_plain(clause)]
        if len(same) == len(twins):
            same = [same[twins.index(clause.id)]]
        near = same or [piece for piece, text in pieces.items() if stands_for(text, clause.text)]
        exact += bool(same)
        missing += [] if near else [clause.id]
        for piece in near:
            ids[piece].add(clause.id)
    return Matched({piece: frozenset(of) for piece, of in ids.items()}, exact, tuple(missing), len(clauses))


def _plain(clause: GoldClause) -> str:
    return words_only(clause.text)
