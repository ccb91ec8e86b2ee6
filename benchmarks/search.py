"""How often the nearest clause is right, by our model and by plain MiniLM: python -m benchmarks.search."""

from collections.abc import Sequence

import click
import numpy as np

from app import TOLD
from benchmarks.report import table, written
from benchmarks.score import Pair, share
from bot.terminal import say, told
from knowledge.embeddings import HANDRAIL, PACKAGED, SentenceEmbeddings
from knowledge.search import BY_WORD, embedding_text
from knowledge.training.corpus import GUIDANCE, Part, TrainingPolicy, named, policies, policy

TOPS = (1, 3)


def hits(of: TrainingPolicy, model: SentenceEmbeddings) -> dict[int, list[Pair]]:
    """For each of TOPS, and each covered question, whether a right clause is among so many of the nearest.

    Nearest by all that the model gives: the texts' vectors, and their words if it reads words.
    """
    texts = [embedding_text(clause) for clause in of.clauses]
    vectors = np.array(model.embed_documents(texts))
    found: dict[int, list[Pair]] = {top: [] for top in TOPS}
    for one in of.asked:
        if not one.gold:
            continue
        near = vectors @ np.array(model.embed_query(one.text))
        if model.closeness is not None:
            near += BY_WORD * np.array(model.closeness(one.text, texts))
        order = np.argsort(-near).tolist()
        for top in TOPS:
            found[top].append((bool(one.gold & set(order[:top])), 1))
    return found


def rows(of: Sequence[TrainingPolicy], models: Sequence[str]) -> list[list[str]]:
    """A row for each policy and one for all of them: each model's share of first and of top three."""
    told_of: dict[tuple[str, str, int], list[Pair]] = {}
    for name in models:
        model = SentenceEmbeddings(name)
        say(f"{name}…")
        for one in of:
            for top, found in hits(one, model).items():
                told_of[one.name, name, top] = found
                told_of.setdefault(("all", name, top), []).extend(found)
    heads = [f"{name}, {'first' if top == 1 else f'top {top}'}" for top in TOPS for name in models]
    lines = [["policy", *heads]]
    for label in [*(one.name for one in of), "all"]:
        cells = [written(share("", told_of[label, name, top])) for top in TOPS for name in models]
        lines.append([label, *cells])
    return lines


@click.command()
@click.option(
    "--part", type=click.Choice([part.value for part in Part]), default=Part.TEST.value, show_default=True
)
@click.option(
    "--guidance", is_flag=True, help="Public guidance in plain English instead of staff's policies."
)
@click.option("--model", "models", multiple=True, default=(PACKAGED, HANDRAIL), show_default=True)
def main(part: str, guidance: bool, models: tuple[str, ...]) -> None:
    """Ask the held-out questions of search alone, by each model."""
    with told(TOLD):
        of = [policy(name, GUIDANCE) for name in named(GUIDANCE)] if guidance else policies(Part(part))
        lines = rows(of, models)
    click.echo(table(lines))


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.search")
