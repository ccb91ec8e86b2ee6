"""The search benchmark: each model's nearest clauses beside the gold ones."""

from click.testing import CliRunner

from benchmarks.search import main, rows
from knowledge.embeddings import HANDRAIL, PACKAGED
from knowledge.training.corpus import TrainingPolicy, policy


def a_little_of(name: str) -> TrainingPolicy:
    whole = policy(name)
    return TrainingPolicy(whole.name, whole.clauses, whole.asked[:6])


def test_each_policy_and_all_together_have_a_row_with_each_models_share() -> None:
    head, first, second, everything = rows(
        [a_little_of("homecare-phones"), a_little_of("care-home-uniform")], [PACKAGED, HANDRAIL]
    )
    assert head == ["policy", "packaged, first", "handrail, first", "packaged, top 3", "handrail, top 3"]
    assert [first[0], second[0], everything[0]] == ["homecare-phones", "care-home-uniform", "all"]
    assert all("of 6" in cell for cell in first[1:])
    assert all("of 12" in cell for cell in everything[1:])


def test_a_part_that_there_is_not_is_refused() -> None:
    told = CliRunner().invoke(main, ["--part", "everything"])
    assert told.exit_code == 2
    assert "validation" in told.stderr
