"""The tutorial stack on a small text, with its real parts."""

from pathlib import Path

from benchmarks.gold import GoldClause, GoldQuestion
from benchmarks.tutorial import TutorialStack
from knowledge.answer import Verdict

SMOKING = "Nobody may smoke cigarettes in the yard or behind the kitchen bins at any time."
BICYCLES = "Bicycles are locked to the green rack beside the front gate and nowhere else."
PADDING = "The house was built of red brick a long time ago and has been painted twice since. " * 11


def test_its_nearest_chunk_counts_for_every_clause_that_it_holds(tmp_path: Path) -> None:
    clauses = [GoldClause("c1", "Yard", None, SMOKING), GoldClause("c2", "Yard", None, BICYCLES)]
    stack = TutorialStack(tmp_path, [f"{SMOKING}\n\n{PADDING}\n\n{BICYCLES}"], clauses)
    asked = GoldQuestion("Q", "smoking cigarettes behind the bins", ("c1",), Verdict.NO, "can_i")
    smoking = stack.ask("yard", asked)
    assert smoking.cited == (frozenset({"c1"}),)
    assert smoking.verdict is Verdict.EXPLAIN
    assert smoking.quotes == (True,)
    asked = GoldQuestion("Q", "where do I lock my bicycle", ("c2",), Verdict.EXPLAIN, "explain")
    assert stack.ask("yard", asked).cited == (frozenset({"c2"}),)
