"""Timing both stacks in turn."""

import math
import re
from itertools import islice

import pytest
from click.testing import CliRunner

from benchmarks.speed import FEW, Step, alternated, main, questions, shown


def test_each_stack_goes_first_every_other_time_and_pairs_stay_together() -> None:
    order: list[str] = []

    def noting(name: str, seconds: float) -> float:
        order.append(name)
        return seconds

    ours, theirs = alternated(3, lambda at: noting("ours", at + 1), lambda at: noting("theirs", at + 10))
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert (ours, theirs) == ((1, 2, 3), (10, 11, 12))


def test_a_ratio_is_taken_at_the_percentile_of_its_step() -> None:
    ours, theirs = tuple(float(x) for x in range(1, 102)), (2.0,) * 101
    assert Step("p50", ours, theirs, 1.0).ratio == pytest.approx(51 / 2)
    assert Step("p95", ours, theirs, 1.0, percentile=95).ratio == pytest.approx(96 / 2)


def test_ratios_stand_before_times_and_times_are_counted_in_embeddings_too() -> None:
    last = re.split(r"\s{2,}", shown([Step("ingest", (3.0,), (1.5,), 0.01)]).splitlines()[-1])
    assert last == ["ingest", "2.00", "300.0", "3.00 s", "1.50 s", "1 times"]


def test_a_hundred_questions_differ() -> None:
    assert len(set(islice(questions(), 105))) == 105


def test_a_quick_run_prints_every_step_with_its_ratio() -> None:
    told = CliRunner().invoke(main, ["--quick"], catch_exceptions=False)
    assert told.exit_code == 0
    rows = [re.split(r"\s{2,}", line) for line in told.stdout.splitlines()[2:]]
    ratios = {row[0]: float(row[1]) for row in rows if len(row) > 1}
    assert list(ratios) == [
        "one bare embedding",
        f"ingest of {FEW} clauses",
        f"first answer from {FEW} clauses, cold",
        f"one question to {FEW} clauses, warm, p50",
        f"one question to {FEW} clauses, warm, p95",
    ]
    assert all(math.isfinite(ratio) and ratio > 0 for ratio in ratios.values())
    assert "cores of" in told.stdout
