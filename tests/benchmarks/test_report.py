"""Figures as tables."""

from dataclasses import replace

from benchmarks.gold import GoldQuestion
from benchmarks.report import as_json, beside, by_policies, confusion, table, unfit, written, wrong
from benchmarks.score import Outcome, share
from knowledge.answer import Verdict


def outcome(name: str, verdict: Verdict, cited: str, source: str = "yard") -> Outcome:
    question = GoldQuestion(name, "can i smoke out back", ("c2",), Verdict.NO, "can_i")
    return Outcome(source, question, verdict, (frozenset({cited}),), (True,), 8.0)


RIGHT, WRONG = outcome("Q1", Verdict.NO, "c2"), outcome("Q2", Verdict.YES, "c1", source="shed")


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert table([["", "n"], ["long name", "7"], ["x", "12345"]]) == (
        "               n\n---------  -----\nlong name      7\nx          12345"
    )


def test_a_figure_says_its_interval_and_its_counts() -> None:
    assert written(share("half", [(0, 1), (1, 1)])) == "50.0 % (0.0 to 100.0), 1 of 2"
    assert written(share("nothing", [])) == "none"


def test_two_stacks_stand_beside_one_another() -> None:
    lines = beside({"ours": [RIGHT], "theirs": [WRONG]}).splitlines()
    main = next(line for line in lines if line.startswith("main citation right"))
    assert "100.0 %" in main.split(", ")[0]
    assert "0.0 %" in main.split(", ")[1]
    assert lines[0].split() == ["ours", "theirs"]


def test_each_policy_has_its_row_and_all_have_one() -> None:
    rows = [line.split() for line in by_policies([RIGHT, WRONG]).splitlines()]
    shown = [" ".join(row[:4]) for row in rows[2:]]
    # One of one leaves everything open; of two alike but for their answers too.
    assert shown == ["yard 1 100 (0-100)", "shed 1 0 (0-100)", "all 2 50 (0-100)"]


def test_verdicts_are_counted_by_what_was_right_and_what_was_said() -> None:
    lines = [line.split() for line in confusion([RIGHT, WRONG]).splitlines()]
    said = lines[0][3:]
    of_no = next(line for line in lines if line[0] == "no")
    counted = dict(zip(said, map(int, of_no[1:]), strict=True))
    assert counted == {"yes": 1, "only_if": 0, "no": 1, "explain": 0, "not_covered": 0}


def test_wrong_answers_are_listed_without_the_words_of_the_question() -> None:
    listed = wrong([RIGHT, WRONG])
    assert listed.splitlines()[-1].split() == ["shed", "Q2", "can_i", "no", "yes", "c2", "c1"]
    assert "Q1" not in listed
    assert "smoke" not in listed


def test_an_unsafe_yes_and_a_quote_of_other_words_are_named() -> None:
    misquoted = replace(RIGHT, quotes=(True, False))
    assert unfit([RIGHT]) == []
    assert unfit([RIGHT, WRONG, misquoted]) == ["Unsafe yes: shed Q2", "Quote not in its clause: yard Q1"]


def test_json_names_every_figure() -> None:
    told = as_json([RIGHT, WRONG])
    assert told["questions"] == 2
    figures = told["figures"]
    assert isinstance(figures, dict)
    assert (figures["unsafe yes"]["hits"], figures["unsafe yes"]["of"]) == (1, 2)
