"""Training as it is run: a few steps of each model on two policies, stopped and taken up again."""

from pathlib import Path
from random import Random

import pytest
from sentence_transformers import CrossEncoder, SentenceTransformer

from knowledge.answer import Verdict
from knowledge.embeddings import packaged_model
from knowledge.scores import VERDICTS
from knowledge.training import reading_model, search_model
from knowledge.training.corpus import TrainingPolicy, policy
from knowledge.training.hard_clauses import READ, Row, rows
from knowledge.training.plan import Plan

# Libraries under the trainer that warn of what is none of our doing.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture(scope="module")
def two() -> tuple[TrainingPolicy, ...]:
    """Two policies with a dozen questions each."""
    some = (policy("care-home-uniform"), policy("gp-data-protection"))
    return tuple(TrainingPolicy(one.name, one.clauses[:12], _on(one, 12)) for one in some)


def _on(one: TrainingPolicy, clauses: int) -> tuple:  # type: ignore[type-arg]
    kept = [asked for asked in one.asked if all(at < clauses for at in asked.gold | asked.also_ok)]
    return tuple(kept[:12])


@pytest.fixture(scope="module")
def base() -> SentenceTransformer:
    """Plain MiniLM."""
    return SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)


def test_the_search_model_learns_and_goes_on_where_it_stopped(
    two: tuple[TrainingPolicy, ...], tmp_path: Path
) -> None:
    how = Plan(epochs=1, rate=1e-4, batch=6, keep_every=1)
    search_model.trained_on(two, tmp_path, how, resume=False)
    stopped = {path.name for path in (tmp_path / "checkpoints").glob("checkpoint-*")}
    longer = Plan(epochs=2, rate=1e-4, batch=6, keep_every=1)
    tuned = search_model.trained_on(two, tmp_path, longer, resume=True)
    went_on = {path.name for path in (tmp_path / "checkpoints").glob("checkpoint-*")}
    assert stopped and went_on and stopped != went_on
    asked = two[0].asked[0].text
    plain = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
    assert abs(tuned.encode([asked]) - plain.encode([asked])).max() > 1e-4


def test_the_reading_model_learns_and_gives_six_scores_a_pair(
    two: tuple[TrainingPolicy, ...], base: SentenceTransformer, tmp_path: Path
) -> None:
    by_policy = rows(two, base, seed=1)
    how = Plan(epochs=1, rate=1e-4, batch=8, keep_every=1)
    model = reading_model.trained_on(by_policy, packaged_model(), tmp_path, how, resume=False)
    pairs = [(two[0].asked[0].text, "Uniform must be clean."), (two[0].asked[0].text, "Fleeces are navy.")]
    before = model.predict(pairs)
    assert before.shape == (2, 2 + len(VERDICTS))
    model.save_pretrained(str(tmp_path / "model"), create_model_card=False)
    again = CrossEncoder(str(tmp_path / "model"), device="cpu", trust_remote_code=True)
    assert abs(again.predict(pairs) - before).max() < 1e-5


def test_a_row_is_read_with_a_right_clause_and_those_that_search_confuses_with_it(
    two: tuple[TrainingPolicy, ...], base: SentenceTransformer
) -> None:
    covered = [row for row in rows(two, base, seed=1)[two[0].name] if row.right]
    assert covered
    for row in covered:
        drawn = row.drawn(Random(1))
        assert len(drawn) == len(set(drawn)) == READ
        assert drawn[0] in row.right
        assert not set(drawn[1:]) & set(row.right)


def test_a_row_is_read_with_other_wrong_clauses_the_next_time(
    two: tuple[TrainingPolicy, ...], base: SentenceTransformer
) -> None:
    chance = Random(1)
    row = rows(two, base, seed=1)[two[0].name][0]
    assert len({row.drawn(chance) for _ in range(20)}) > 5


def test_a_verdict_weighs_most_and_a_defensible_one_a_little(
    two: tuple[TrainingPolicy, ...], base: SentenceTransformer
) -> None:
    questions = {one.text: one.question for one in two[0].asked}
    covered = [row for row in rows(two, base, seed=1)[two[0].name] if row.right]
    for row in covered:
        question = questions[row.text]
        assert sum(row.verdicts) == pytest.approx(1.0)
        assert row.verdicts.index(max(row.verdicts)) == VERDICTS.index(question.verdict)
        weighing = {verdict for verdict, weight in zip(VERDICTS, row.verdicts, strict=True) if weight}
        assert weighing == {question.verdict, *question.verdict_also_ok} - {Verdict.NOT_COVERED}


def test_a_question_on_another_policy_finds_no_answer_in_this_one(
    two: tuple[TrainingPolicy, ...], base: SentenceTransformer
) -> None:
    own = {one.text for one in two[0].asked}
    strangers = [row for row in rows(two, base, seed=1)[two[0].name] if row.text not in own]
    assert strangers
    assert all(row.wrong and not row.right and not row.verdicts for row in strangers)


def test_the_same_seed_chooses_the_same_rows(
    two: tuple[TrainingPolicy, ...], base: SentenceTransformer
) -> None:
    def chosen(seed: int) -> dict[str, list[Row]]:
        return rows(two, base, seed)

    assert chosen(1) == chosen(1)


def test_a_blend_lies_between_the_base_and_the_tuned_model(base: SentenceTransformer) -> None:
    tuned = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
    before = tuned[0].auto_model.embeddings.LayerNorm.weight.data.clone()
    tuned[0].auto_model.embeddings.LayerNorm.weight.data.add_(1.0)
    half = search_model.blended(base, tuned, 0.5)[0].auto_model.embeddings.LayerNorm.weight
    assert abs(half - before - 0.5).max() < 1e-6
