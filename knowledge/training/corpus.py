"""The training policies: their clauses and questions, and which are kept apart."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from benchmarks.gold import GoldQuestion, read_gold
from benchmarks.split import version
from knowledge.answer import Question
from knowledge.policy import Clause
from knowledge.search import search_text

DATA = Path(__file__).parent / "data"
FURTHER = ".more.tsv"
"""Questions on a policy that were written later, most of them minimal pairs."""
GUIDANCE = DATA / "guidance"
"""Public guidance in plain English, never trained on: it shows whether general English is forgotten."""


class Part(StrEnum):
    """What a policy is used for. TRAIN fits weights, VALIDATION sets thresholds, TEST only tells figures."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Asked:
    """A training question. text: with the turn before it folded in. gold, also_ok: places in its policy."""

    text: str
    question: GoldQuestion
    gold: frozenset[int]
    also_ok: frozenset[int]


@dataclass(frozen=True, slots=True)
class TrainingPolicy:
    """One policy with its questions."""

    name: str
    clauses: tuple[Clause, ...]
    asked: tuple[Asked, ...]


def policies(part: Part, folder: Path = DATA, own: bool = True) -> tuple[TrainingPolicy, ...]:
    """The policies of one part, in order of name. own: whether what was written for Handrail comes too.

    Raises GoldFileWrong.
    """
    wanted = [name for name in named(folder) if part_of(name) is part and (own or name not in written_here())]
    return tuple(policy(name, folder, own) for name in wanted)


def named(folder: Path = DATA) -> list[str]:
    """The names of the policies in a folder, in order."""
    return sorted(path.name.split(".")[0] for path in folder.glob("*.clauses.tsv"))


def part_of(name: str) -> Part:
    """What the policy of this name is used for."""
    table = tomllib.loads(files(__package__).joinpath("split.toml").read_text("utf-8"))
    return next((part for part in (Part.VALIDATION, Part.TEST) if name in table[part]), Part.TRAIN)


def written_here() -> frozenset[str]:
    """The names of the policies that were written for Handrail."""
    return frozenset(files(__package__).joinpath("own.txt").read_text("utf-8").split())


def policy(name: str, folder: Path = DATA, own: bool = True) -> TrainingPolicy:
    """One policy by name. own: with the further questions that were written for Handrail.

    Raises GoldFileWrong.
    """
    gold = read_gold(folder / f"{name}.questions.tsv", None)
    clauses = version(gold).clauses
    at = {clause.ref.path: place for place, clause in enumerate(clauses)}

    def places(ids: Iterable[str]) -> frozenset[int]:
        return frozenset(at[name] for name in ids)

    asked = tuple(
        Asked(
            search_text(Question(one.text, history=one.history)), one, places(one.gold), places(one.also_ok)
        )
        for one in (*gold.questions, *(_further(name, folder) if own else ()))
    )
    return TrainingPolicy(name, clauses, asked)


def _further(name: str, folder: Path) -> Iterable[GoldQuestion]:
    path = folder / f"{name}{FURTHER}"
    return read_gold(path, folder / f"{name}.clauses.tsv").questions if path.is_file() else ()
