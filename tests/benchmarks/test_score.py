"""Figures from hand-made answers whose right figures are known."""

from dataclasses import replace

import pytest

from benchmarks.gold import GoldQuestion
from benchmarks.score import Figure, Outcome, by_kind, figures, share
from knowledge.answer import Verdict

NO, YES, ONLY_IF = Verdict.NO, Verdict.YES, Verdict.ONLY_IF
EXPLAIN, NOT_COVERED = Verdict.EXPLAIN, Verdict.NOT_COVERED


def outcome(verdict: Verdict, cited: str = "", gold: str = "", right: Verdict = NO) -> Outcome:
    """An answer to "may I?" that cites these clauses, beside its gold."""
    question = GoldQuestion("Q", "may I?", tuple(gold.split()), right, "can_i")
    return Outcome("set", question, verdict, tuple(frozenset({one}) for one in cited.split()), (), 10.0)


def of_kind(kind: str, one: Outcome) -> Outcome:
    return replace(one, question=replace(one.question, kind=kind))


def figure(name: str, *outcomes: Outcome) -> Figure:
    return next(one for one in figures(outcomes) if one.name == name)


def test_only_the_first_citation_counts_as_the_main_one() -> None:
    first, second = outcome(NO, "a b", gold="a"), outcome(NO, "b a", gold="a")
    fourth, none = outcome(NO, "b c d a", gold="a"), outcome(NOT_COVERED, gold="a")
    main = figure("main citation right", first, second, fourth, none)
    assert (main.value, main.hits, main.of) == (25.0, 1, 4)
    assert figure("right clause in top 3", first, second, fourth, none).value == 50.0


def test_a_citation_of_an_acceptable_clause_is_not_a_main_one() -> None:
    question = GoldQuestion("Q", "may I?", ("a",), NO, "can_i", also_ok=("b",))
    assert not Outcome("set", question, NO, (frozenset({"b"}),), (True,), 1.0).clause_right


def test_uncovered_questions_do_not_count_for_citations() -> None:
    main = figure("main citation right", outcome(NO, "a", gold="a"), outcome(NOT_COVERED, right=NOT_COVERED))
    assert (main.value, main.of) == (100.0, 1)


def test_a_defensible_verdict_is_right_only_leniently() -> None:
    careful = GoldQuestion("Q", "may I?", ("a",), NO, "can_i", verdict_also_ok=(ONLY_IF,))
    asked = (outcome(NO), replace(outcome(ONLY_IF), question=careful), outcome(EXPLAIN))
    assert figure("verdict right, strict", *asked).hits == 1
    assert figure("verdict right, lenient", *asked).hits == 2


def test_clause_and_verdict_must_both_be_right() -> None:
    both, clause_only = outcome(NO, "a", gold="a"), outcome(EXPLAIN, "a", gold="a")
    verdict_only, refusal = outcome(NO, "b", gold="a"), outcome(NOT_COVERED, right=NOT_COVERED)
    assert figure("clause and verdict right", both, clause_only, verdict_only, refusal).hits == 2


def test_refusals_and_inventions_are_counted_on_their_own_questions() -> None:
    asked = (
        outcome(NOT_COVERED, gold="a"),
        outcome(NO, "a", gold="a"),
        outcome(NOT_COVERED, right=NOT_COVERED),
        outcome(EXPLAIN, "a", right=NOT_COVERED),
        outcome(NO, "a", right=NOT_COVERED),
        outcome(ONLY_IF, "a", right=NOT_COVERED),
    )
    assert (figure("covered but refused", *asked).hits, figure("covered but refused", *asked).of) == (1, 2)
    invented = figure("not covered but answered", *asked)
    assert (invented.hits, invented.of, invented.value) == (3, 4, 75.0)


def test_a_yes_is_unsafe_only_where_the_policy_says_no() -> None:
    asked = (outcome(YES, gold="a"), outcome(YES, gold="a", right=ONLY_IF), outcome(ONLY_IF, gold="a"))
    unsafe = figure("unsafe yes", *asked)
    assert (unsafe.hits, unsafe.of) == (1, 2)


def test_a_flip_counts_only_when_its_whole_group_is_right() -> None:
    right = [of_kind("flip01", outcome(verdict, right=verdict)) for verdict in (YES, NO, ONLY_IF)]
    wrong = [of_kind("flip02", outcome(NO, right=verdict)) for verdict in (YES, NO, ONLY_IF)]
    flips = figure("flips right, all of a group", *right, *wrong)
    assert (flips.hits, flips.of) == (1, 2)


def test_flips_of_two_policies_are_two_groups_even_as_neighbours() -> None:
    here, there = of_kind("flip01", outcome(NO)), of_kind("flip01", outcome(YES))
    flips = figure("flips right, all of a group", here, replace(there, source="other"))
    assert (flips.hits, flips.of) == (1, 2)


def test_quotes_are_counted_one_by_one() -> None:
    three, one = (replace(outcome(NO), quotes=quotes) for quotes in ((True, True, False), (True,)))
    quotes = figure("quotes verified", three, one)
    assert (quotes.value, quotes.hits, quotes.of) == (75.0, 3, 4)


def test_latency_is_given_as_percentiles_in_milliseconds() -> None:
    asked = [replace(outcome(NO), ms=float(ms)) for ms in range(1, 102)]
    middle, slow = figure("latency p50", *asked), figure("latency p95", *asked)
    assert (middle.value, slow.value, middle.unit) == (51.0, 96.0, "ms")
    assert middle.low is not None and middle.high is not None
    assert 35 < middle.low < 51 < middle.high < 67


def test_the_interval_of_a_half_of_a_hundred_is_ten_points_either_way() -> None:
    half = share("half", [(i % 2, 1) for i in range(100)])
    assert half.low == pytest.approx(40, abs=1.5)
    assert half.high == pytest.approx(60, abs=1.5)


def test_an_interval_repeats_itself() -> None:
    pairs = [(i % 3 == 0, 1) for i in range(50)]
    assert share("third", pairs) == share("third", pairs)


def test_nothing_seen_in_a_hundred_is_bounded_by_three_in_a_hundred() -> None:
    none, all_of_them = share("none", [(0, 1)] * 100), share("all", [(1, 1)] * 100)
    assert (none.value, none.low, none.high) == (0, 0, 3)
    assert (all_of_them.value, all_of_them.low, all_of_them.high) == (100, 97, 100)


def test_a_share_of_nothing_has_no_value() -> None:
    assert share("nothing", []).value is None
    assert figure("flips right, all of a group", outcome(NO)).of == 0


def test_flips_are_one_kind() -> None:
    kinds = by_kind([of_kind(kind, outcome(NO)) for kind in ("flip02", "explain", "flip01")])
    assert {kind: len(outcomes) for kind, outcomes in kinds.items()} == {"explain": 1, "flip": 2}
