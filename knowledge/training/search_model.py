"""Trains the search model: python -m knowledge.training.search_model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import click
import torch
from datasets import Dataset, DatasetDict
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from torch import Tensor, nn

from knowledge.embeddings import packaged_model
from knowledge.search import embedding_text
from knowledge.training.corpus import Part, TrainingPolicy, policies
from knowledge.training.late_interaction import Words, by_word
from knowledge.training.lengths import Tokens, in_groups, without_dropout
from knowledge.training.plan import SEED, Plan, told
from knowledge.training.typos import mistyped

TEMPERATURE = 0.05
WORD_TEMPERATURE = 0.02
VECTORS = 0.5  # what nearness by vectors counts in the loss beside nearness word by word
LONGEST = 128  # tokens of a clause or a question that are read


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with the place of its policy among the trained ones, and of its clauses in that policy."""

    policy: int
    text: str
    gold: frozenset[int]
    also_ok: frozenset[int]


class PolicySoftmax(nn.Module):
    """The loss: among all clauses of the question's policy, a right one should be the nearest.

    Nearness is measured twice, by the texts' vectors and word by word, and both are trained. A
    batch holds questions of one policy; a question's label is its place among all trained ones.
    Clauses that may be cited beside the right one count neither way.
    """

    def __init__(self, model: SentenceTransformer, trained: Sequence[TrainingPolicy]) -> None:
        super().__init__()
        self.model = model
        self._clauses = [[embedding_text(clause) for clause in policy.clauses] for policy in trained]
        self._asked = list(_covered(trained))
        self._chance = Random(SEED)

    def forward(self, _: object, labels: Tensor) -> Tensor:
        """The mean loss of a batch."""
        asked = [self._asked[label] for label in labels.tolist()]
        clauses = self._clauses[asked[0].policy]
        right, counted = _marks(asked, len(clauses))
        questions = self._read([mistyped(one.text, self._chance) for one in asked])
        read = self._read(clauses)
        loss = _softmax(by_word(questions, read) / WORD_TEMPERATURE, right, counted)
        return loss + VECTORS * _softmax(questions.vectors @ read.vectors.T / TEMPERATURE, right, counted)

    def _read(self, texts: list[str]) -> Words:
        tokens: Tokens = self.model.preprocess(texts)
        longest = tokens["input_ids"].shape[1]

        def words_of(group: Tokens) -> Tensor:
            words: Tensor = self.model(group)["token_embeddings"]
            return nn.functional.pad(words, (0, 0, 0, longest - words.shape[1]))

        return Words(in_groups(tokens, words_of), tokens["attention_mask"])


def _softmax(scores: Tensor, right: Tensor, counted: Tensor) -> Tensor:
    scores = scores.masked_fill(~counted, float("-inf"))
    chosen = scores.masked_fill(~right, float("-inf"))
    return (scores.logsumexp(dim=1) - chosen.logsumexp(dim=1)).mean()


def _covered(trained: Sequence[TrainingPolicy]) -> Iterable[Placed]:
    """Each covered question, in a fixed order."""
    for at, policy in enumerate(trained):
        for one in policy.asked:
            if one.gold:
                yield Placed(at, one.text, one.gold, one.also_ok - one.gold)


def _marks(asked: Sequence[Placed], clauses: int) -> tuple[Tensor, Tensor]:
    """Which clauses are right for each question, and which count at all: two tables of truth."""
    right = torch.zeros(len(asked), clauses, dtype=torch.bool)
    counted = torch.ones(len(asked), clauses, dtype=torch.bool)
    for row, one in enumerate(asked):
        right[row, list(one.gold)] = True
        counted[row, list(one.also_ok)] = False
    return right, counted


def _datasets(trained: Sequence[TrainingPolicy]) -> DatasetDict:
    """A dataset for each policy, so that a batch never mixes two."""
    rows: dict[str, dict[str, list[Any]]] = {}
    label = 0
    for policy in trained:
        columns: dict[str, list[Any]] = {"question": [], "label": []}
        for one in policy.asked:
            if one.gold:
                columns["question"].append(one.text)
                columns["label"].append(label)
                label += 1
        rows[policy.name] = columns
    return DatasetDict({name: Dataset.from_dict(columns) for name, columns in rows.items()})


def blended(base: SentenceTransformer, tuned: SentenceTransformer, share: float) -> SentenceTransformer:
    """The tuned model moved back towards its base: weights are share tuned, the rest base.

    What the base knows of general English fades least this way (Wortsman et al., "Robust
    fine-tuning of zero-shot models", 2022).
    """
    before = base.state_dict()
    tuned.load_state_dict(
        {
            name: torch.lerp(before[name], weights, share) if weights.is_floating_point() else weights
            for name, weights in tuned.state_dict().items()
        }
    )
    return tuned


def trained_on(trained: Sequence[TrainingPolicy], out: Path, plan: Plan, resume: bool) -> SentenceTransformer:
    """The packaged MiniLM tuned on these policies; checkpoints are kept in out, to go on from with resume."""
    torch.manual_seed(SEED)
    model = plain()
    model.max_seq_length = LONGEST
    without_dropout(model)
    trainer = SentenceTransformerTrainer(
        model=model,
        args=SentenceTransformerTrainingArguments(**told(plan, out)),
        train_dataset=_datasets(trained),
        loss=PolicySoftmax(model, trained),
    )
    trainer.train(resume_from_checkpoint=resume)
    return model


def plain() -> SentenceTransformer:
    """The packaged MiniLM as it is."""
    return SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("training-output/search"))
@click.option("--epochs", default=4.0, show_default=True)
@click.option("--rate", default=1e-4, show_default=True, help="The highest learning rate.")
@click.option("--batch", default=60, show_default=True, help="Questions of one policy in a step.")
@click.option(
    "--share", default=1.0, show_default=True, help="How much of the tuning is kept; the rest is the base."
)
@click.option("--own/--no-own", default=True, help="With the policies written for Handrail.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint.")
def main(out: Path, epochs: float, rate: float, batch: int, share: float, own: bool, resume: bool) -> None:
    """Tune the packaged MiniLM on the training policies and keep it in a folder."""
    model = trained_on(policies(Part.TRAIN, own=own), out, Plan(epochs, rate, batch), resume)
    blended(plain(), model, share).save_pretrained(str(out / "model"), create_model_card=False)
    click.echo(f"The model is in {out / 'model'}.")


if __name__ == "__main__":
    main(prog_name="python -m knowledge.training.search_model")
