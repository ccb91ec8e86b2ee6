"""How right the answers are: python -m benchmarks.answers GOLD… asks a gold set and scores the answers."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import click

from app import TOLD
from benchmarks.gold import GoldClause, GoldFileWrong, GoldQuestion, GoldSet, read_gold
from benchmarks.product import NAME, HandrailStack, opened, publish_files, publish_split
from benchmarks.report import as_json, beside, by_kinds, by_policies, confusion, unfit, wrong
from benchmarks.score import Outcome
from benchmarks.split import text
from benchmarks.tutorial import NAME as TUTORIAL
from benchmarks.tutorial import TutorialStack
from bot.terminal import told
from ingest.readers import read_document
from knowledge.training.corpus import DATA, Part, named, part_of

SAMPLES = Path("policies")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Stack(Protocol):
    """Whatever answers the questions of a gold set."""

    name: str

    def ask(self, source: str, question: GoldQuestion) -> Outcome:
        """The outcome for one question."""


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of each stack by its name, and what is to be told about the gold sets."""

    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def ours(self) -> list[Outcome]:
        """Handrail's outcomes."""
        return self.outcomes[NAME]


def measured(
    sets: Sequence[GoldSet], policies: Sequence[Path], email: str | None = None, tutorial: bool = False
) -> Run:
    """Asks each gold set in a fresh data folder of its own.

    policies: the files to publish; without any, a set with clauses is asked on these clauses
    and another on the sample policies. tutorial: whether the tutorial stack is asked too.
    """
    run = Run()
    for gold in sets:
        for stack in _stacks(gold, policies, email, tutorial, run.notes):
            label = f"{gold.name}, {stack.name}"
            with click.progressbar(gold.questions, label=label, file=sys.stderr) as questions:
                asked = [stack.ask(gold.name, question) for question in questions]
            run.outcomes.setdefault(stack.name, []).extend(asked)
    return run


def _stacks(
    gold: GoldSet, policies: Sequence[Path], email: str | None, tutorial: bool, notes: list[str]
) -> Iterator[Stack]:
    """Each stack over the gold set's policies, its folder gone once the next is taken."""
    files = policies or (() if gold.clauses else sorted(SAMPLES.glob("*.md")))
    with TemporaryDirectory() as folder:
        handrail = opened(Path(folder))
        if files:
            publish_files(handrail, files)
        else:
            publish_split(handrail, gold)
        ours = HandrailStack(handrail, gold, email)
        notes += [f"{gold.name}: {ours.matched}"] if ours.matched and files else []
        yield ours
    if tutorial:
        texts = [read_document(path).source for path in files] or [text(gold)]
        clauses = gold.clauses or [GoldClause(name, "", None, words) for name, words in ours.pieces.items()]
        with TemporaryDirectory() as folder:
            yield TutorialStack(Path(folder), texts, clauses)


@click.command()
@click.argument("gold", nargs=-1, type=FILE)
@click.option(
    "--part",
    type=click.Choice([part.value for part in Part]),
    help="The training policies kept apart for this.",
)
@click.option("--policy", "policies", multiple=True, type=FILE, help="A file to publish, or several.")
@click.option("--clauses", multiple=True, type=FILE, help="The split by hand that GOLD names.")
@click.option("--as", "email", metavar="E-MAIL", help="Who asks.")
@click.option("--tutorial", is_flag=True, help=f"Score the {TUTORIAL} beside Handrail.")
@click.option("--json", "json_wanted", is_flag=True, help="Every figure as JSON.")
@click.option("--errors", is_flag=True, help="List the wrong answers: id, gold, got.")
def main(
    gold: tuple[Path, ...],
    part: str | None,
    policies: tuple[Path, ...],
    clauses: tuple[Path, ...],
    email: str | None,
    tutorial: bool,
    json_wanted: bool,
    errors: bool,
) -> None:
    """Ask the questions of GOLD files and score the answers.

    GOLD is a .jsonl file, or SLUG.questions.tsv with SLUG.clauses.tsv beside it; --part adds the
    training policies that were kept apart. Exit code 1
    when something forbidden was answered with yes or a quote was not in its clause.
    """
    gold += held_out(Part(part)) if part else ()
    if not gold:
        raise click.UsageError("Give GOLD files, or a part of the training policies.")
    if len(clauses) > len(gold):
        raise click.UsageError("There are more --clauses than gold files.")
    with told((*TOLD, GoldFileWrong)):
        sets = [read_gold(path, split) for path, split in zip_longest(gold, clauses)]
        run = measured(sets, policies, email, tutorial)
    if json_wanted:
        scored = {name: as_json(outcomes) for name, outcomes in run.outcomes.items()}
        click.echo(json.dumps({"notes": run.notes, "stacks": scored}, indent=2))
    else:
        click.echo("\n\n".join(_sections(run, several=len(sets) > 1, errors=errors)))
    sys.exit(1 if unfit(run.ours) else 0)


def held_out(part: Part) -> tuple[Path, ...]:
    """The question files of the training policies of this part."""
    return tuple(DATA / f"{name}.questions.tsv" for name in named() if part_of(name) is part)


def _sections(run: Run, several: bool, errors: bool) -> Iterator[str]:
    if run.notes:
        yield "\n".join(run.notes)
    yield beside(run.outcomes)
    for name, outcomes in run.outcomes.items():
        yield f"{name}, % by kind of question (95 % interval)\n{by_kinds(outcomes)}"
        yield f"{name}, verdicts\n{confusion(outcomes)}"
        if several:
            yield f"{name}, % by policy (95 % interval)\n{by_policies(outcomes)}"
    if errors:
        yield f"Answered wrong\n{wrong(run.ours)}"
    if failed := unfit(run.ours):
        yield "\n".join(failed)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.answers")
