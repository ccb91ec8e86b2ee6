"""Trains the reading model: python -m knowledge.training.reading_model."""

from collections.abc import Mapping, Sequence
from pathlib import Path

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

HIDDEN = 384
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
RELEVANCE, ANSWERS = 0, 5
"""Places in a pair's scores: relevance, the four verdicts, whether the clause answers at all."""
OF_VERDICTS = slice(1, 5)


class ReadingLoss(nn.Module):
    """Three losses: the right clause before the others, its verdict, and whether each clause answers."""

    def __init__(self, model: CrossEncoder, trained: Sequence[Row]) -> None:
        super().__init__()
        self.model = model
        self._rows = trained

    def forward(self, _: object, labels: Tensor, **__: object) -> dict[str, Tensor]:
        """The three losses of a batch; the labels are the rows' places among all of them."""
        batch = [self._rows[label] for label in labels.tolist()]
        pairs = [(row.text, clause) for row in batch for clause in row.clauses]
        scores: Tensor = self.model(self.model.preprocess(pairs))["scores"]
        parts = scores.split([len(row.clauses) for row in batch])
        return {
            "relevance": _mean(
                [_relevance(row, part[:, RELEVANCE]) for row, part in zip(batch, parts, strict=True)]
            ),
            "verdict": _mean([_verdict(row, part) for row, part in zip(batch, parts, strict=True)]),
            "answers": _answers(batch, scores[:, ANSWERS]),
        }


def _mean(losses: Sequence[Tensor | None]) -> Tensor:
    counted = [loss for loss in losses if loss is not None]
    return torch.stack(counted).mean() if counted else torch.zeros(())


def _relevance(row: Row, scores: Tensor) -> Tensor | None:
    if row.verdict is None:
        return None
    counted = torch.tensor([right is not None for right in row.right])
    right = torch.tensor([right is True for right in row.right])
    return scores[counted].logsumexp(dim=0) - scores[right].logsumexp(dim=0)


def _verdict(row: Row, scores: Tensor) -> Tensor | None:
    if row.verdict is None:
        return None
    of_right = scores[row.right.index(True), OF_VERDICTS]
    return nn.functional.cross_entropy(of_right, torch.tensor(VERDICTS.index(row.verdict)))


def _answers(batch: Sequence[Row], scores: Tensor) -> Tensor:
    right = [right for row in batch for right in row.right]
    counted = torch.tensor([one is not None for one in right])
    wanted = torch.tensor([float(one is True) for one in right])
    # One clause in six or so answers; weighed alike, "none does" would be learnt first.
    losses = nn.functional.binary_cross_entropy_with_logits(
        scores, wanted, reduction="none", pos_weight=torch.tensor(2.0)
    )
    return losses[counted].mean()


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
@click.option("--epochs", default=1.8, show_default=True)
@click.option("--rate", default=1e-4, show_default=True, help="The highest learning rate.")
@click.option("--batch", default=56, show_default=True, help="Questions of one policy in a step.")
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
