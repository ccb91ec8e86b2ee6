"""Trains the reading model: python -m knowledge.training.reading_model."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import click
import torch
from datasets import Dataset, DatasetDict
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.base.modules import Dense
from sentence_transformers.cross_encoder import CrossEncoderTrainer, CrossEncoderTrainingArguments
from torch import Tensor, nn

from knowledge.scores import VERDICTS
from knowledge.training.corpus import Part, policies
from knowledge.training.hard_clauses import Row, rows
from knowledge.training.pair_reader import from_base
from knowledge.training.plan import SEED, Plan, told
from knowledge.training.typos import mistyped

HIDDEN = 384
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
RELEVANCE, ANSWERS = 0, 5
"""Places in a pair's scores: relevance, the four verdicts, whether the clause answers at all."""
OF_VERDICTS = slice(1, 5)
VERDICT, ANSWER = 1.5, 0.5
"""What these two losses count beside that of relevance."""


class ReadingLoss(nn.Module):
    """Three losses: the right clause before the others, its verdict, and whether each clause answers.

    A question meets other wrong clauses each time, and now and then a slip of the thumb.
    """

    def __init__(self, model: CrossEncoder, trained: Sequence[Row]) -> None:
        super().__init__()
        self.model = model
        self._rows = trained
        self._chance = Random(SEED)

    def forward(self, _: object, labels: Tensor, **__: object) -> dict[str, Tensor]:
        """The three losses of a batch; the labels are the rows' places among all of them."""
        batch = [self._rows[label] for label in labels.tolist()]
        drawn = [row.drawn(self._chance) for row in batch]
        texts = [mistyped(row.text, self._chance) for row in batch]
        pairs = [(text, clause) for text, clauses in zip(texts, drawn, strict=True) for clause in clauses]
        scores: Tensor = self.model(self.model.preprocess(pairs))["scores"]
        parts = scores.split([len(clauses) for clauses in drawn])
        covered = [(row, part) for row, part in zip(batch, parts, strict=True) if row.right]
        return {
            "relevance": torch.stack(
                [_relevance(row, part[:, RELEVANCE]) for row, part in zip(batch, parts, strict=True)]
            ).mean(),
            "verdict": VERDICT * _verdict(covered),
            "answers": ANSWER * _answers(batch, parts),
        }


def _relevance(row: Row, scores: Tensor) -> Tensor:
    # "None of them" is a choice too, with a score of nought: so a question without an answer counts.
    right = scores[0] if row.right else torch.zeros(())
    return torch.cat((scores, torch.zeros(1))).logsumexp(dim=0) - right


def _verdict(covered: Sequence[tuple[Row, Tensor]]) -> Tensor:
    if not covered:
        return torch.zeros(())
    of_right = torch.stack([part[0, OF_VERDICTS] for _, part in covered])
    return nn.functional.cross_entropy(of_right, torch.tensor([row.verdicts for row, _ in covered]))


def _answers(batch: Sequence[Row], parts: Sequence[Tensor]) -> Tensor:
    scores = torch.cat([part[:, ANSWERS] for part in parts])
    wanted = torch.zeros(len(scores))
    first = 0
    for row, part in zip(batch, parts, strict=True):
        wanted[first] = float(bool(row.right))
        first += len(part)
    # One clause in five or so answers; weighed alike, "none does" would be learnt first.
    return nn.functional.binary_cross_entropy_with_logits(scores, wanted, pos_weight=torch.tensor(2.0))


def untrained(search_model: Path) -> CrossEncoder:
    """The reading model before training, on the weights of the search model."""
    reader = from_base(search_model)
    return CrossEncoder(
        modules=[
            reader,
            Dense(reader.width, HIDDEN, activation_function=nn.GELU(), module_input_name="pair"),
            Dense(
                HIDDEN,
                1 + len(VERDICTS) + 1,
                activation_function=None,
                module_input_name="pair",
                module_output_name="scores",
            ),
        ],
        device="cpu",
    )


def trained_on(
    by_policy: Mapping[str, Sequence[Row]], start: Path, out: Path, plan: Plan, resume: bool
) -> CrossEncoder:
    """A reading model tuned on these rows from the search model in start.

    Checkpoints are kept in out, to go on from with resume.
    """
    torch.manual_seed(SEED)
    model = untrained(start)
    trained = [row for rows_of in by_policy.values() for row in rows_of]
    trainer = CrossEncoderTrainer(
        model=model,
        args=CrossEncoderTrainingArguments(**told(plan, out)),
        train_dataset=_datasets(by_policy),
        loss=ReadingLoss(model, trained),
    )
    trainer.train(resume_from_checkpoint=resume)
    return model


def _datasets(by_policy: Mapping[str, Sequence[Row]]) -> DatasetDict:
    """A dataset for each policy, so that a batch reads the clauses of one and each only once."""
    made, first = {}, 0
    for name, of_policy in by_policy.items():
        places = list(range(first, first + len(of_policy)))
        # The trainer wants an input beside the label; the loss finds the texts by the label alone.
        made[name] = Dataset.from_dict({"row": places, "label": places})
        first += len(of_policy)
    return DatasetDict(made)


@click.command()
@click.option("--search", type=FOLDER, default=Path("training-output/search/model"), help="The search model.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("training-output/reading"))
@click.option("--epochs", default=2.7, show_default=True)
@click.option("--rate", default=1e-4, show_default=True, help="The highest learning rate.")
@click.option("--batch", default=80, show_default=True, help="Questions of one policy in a step.")
@click.option("--own/--no-own", default=True, help="With the policies written for Handrail.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint.")
def main(search: Path, out: Path, epochs: float, rate: float, batch: int, own: bool, resume: bool) -> None:
    """Tune the reading model on the training policies and keep it in a folder."""
    click.echo("Looking for the clauses that search confuses…")
    by_policy = rows(policies(Part.TRAIN, own=own), SentenceTransformer(str(search), device="cpu"), SEED)
    model = trained_on(by_policy, search, out, Plan(epochs, rate, batch), resume)
    model.save_pretrained(str(out / "model"), create_model_card=False)
    click.echo(f"The model is in {out / 'model'}.")


if __name__ == "__main__":
    main(prog_name="python -m knowledge.training.reading_model")
