"""Which pieces of a policy stand for which gold clauses."""

import pytest

from benchmarks.gold import GoldClause
from benchmarks.matching import match, share_in, stands_for

RULE = "Staff must not take photographs of residents without asking the senior carer first."


def gold(name: str, text: str) -> GoldClause:
    return GoldClause(name, "Rules", None, text)


def test_the_same_words_over_several_lines_are_exact() -> None:
    wrapped = RULE.replace(" of ", "\n  of ")
    found = match([gold("G1", RULE)], {"p/1": wrapped, "p/2": "Something else entirely."})
    assert found.ids == {"p/1": frozenset({"G1"}), "p/2": frozenset()}
    assert str(found) == "1 of 1 clauses exact"


def test_a_clause_cut_in_two_is_matched_by_both_halves_but_is_not_exact() -> None:
    first, second = RULE.split(" without ")
    found = match([gold("G1", RULE)], {"p/1": first, "p/2": f"without {second}"})
    assert found.ids == {"p/1": frozenset({"G1"}), "p/2": frozenset({"G1"})}
    assert str(found) == "0 of 1 clauses exact"


def test_one_piece_may_stand_for_two_clauses() -> None:
    other = "Phones stay in the locker during the whole shift."
    found = match([gold("G1", RULE), gold("G2", other)], {"p/1": f"{RULE} {other}"})
    assert found.ids["p/1"] == {"G1", "G2"}


def test_twins_are_matched_in_their_order() -> None:
    twins = {"p/1": "Ask first.", "p/2": "Ask first."}
    found = match([gold("G1", "Ask first."), gold("G2", "Ask first.")], twins)
    assert found.ids == {"p/1": frozenset({"G1"}), "p/2": frozenset({"G2"})}
    assert found.exact == 2


def test_a_clause_that_nothing_stands_for_is_named() -> None:
    found = match([gold("G1", RULE), gold("G2", "Bicycles are kept behind the shed.")], {"p/1": RULE})
    assert str(found) == "1 of 2 clauses exact; no clause stands for G2"


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        ("one two three four", "zero ONE two, three four five", 1.0),
        ("aa bb cc dd ee ff gg hh ii jj", "aa bb cc dd ee xx yy", 0.5),
        ("aa bb cc dd ee ff gg hh", "aa bb cc dd xx ee ff gg hh", 0.0),
        ("Ask first.", "you must ask first always", 1.0),
        ("---", "anything", 0.0),
    ],
)
def test_the_share_counts_characters_in_runs_of_five_words(part: str, whole: str, share: float) -> None:
    assert share_in(part, whole) == pytest.approx(share)


def test_a_chunk_with_under_half_of_a_clause_does_not_stand_for_it() -> None:
    assert stands_for(f"Before that. {RULE[:50]}", RULE)
    assert not stands_for(f"Quite another rule about the yard. {RULE[:25]}", RULE)
