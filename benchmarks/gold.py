"""Gold sets: questions whose right clause and verdict are known, and the clauses they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from knowledge.answer import Turn, Verdict

NONE = "-"  # how the tab-separated files write "nothing here"
CLAUSE_COLUMNS = 4
QUESTION_COLUMNS = 7

Line = TypeVar("Line")


class GoldFileWrong(Exception):
    """A gold file cannot be read; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class GoldClause:
    """A clause as split by hand. section: its headings, "A > B". number: as written, or None."""

    id: str
    section: str
    number: str | None
    text: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its gold.

    gold: ids of clauses, any one of which is right as the main citation; empty exactly when
    the policy does not cover the question. also_ok: ids that may be cited besides.
    verdict_also_ok: other verdicts that a careful reader could defend. kind "flip01" marks
    the questions that ask the same act under different facts.
    """

    id: str
    text: str
    gold: tuple[str, ...]
    verdict: Verdict
    kind: str
    also_ok: tuple[str, ...] = ()
    verdict_also_ok: tuple[Verdict, ...] = ()
    history: tuple[Turn, ...] = ()

    @property
    def covered(self) -> bool:
        """Whether the policy has a rule on it."""
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The questions of one gold file. clauses: the hand-made split they name; empty when the
    ids are the product's own, "slug/path"."""

    name: str
    questions: tuple[GoldQuestion, ...]
    clauses: tuple[GoldClause, ...] = ()


def read_gold(questions: Path, clauses: Path | None) -> GoldSet:
    """The gold set in a .jsonl or .tsv file, with its clauses.

    A file SLUG.questions.tsv finds SLUG.clauses.tsv beside itself when clauses is None.
    Raises GoldFileWrong.
    """
    if clauses is None and questions.name.endswith(".questions.tsv"):
        clauses = questions.with_name(questions.name.replace(".questions.", ".clauses."))
    split = tuple(_clauses(clauses)) if clauses else ()
    read = _questions_from_tsv if questions.suffix == ".tsv" else _questions_from_jsonl
    asked = tuple(read(questions))
    if not asked:
        raise GoldFileWrong(f"{questions} holds no question.")
    if split:
        _check_ids(questions, asked, {clause.id for clause in split})
    return GoldSet(questions.name.split(".")[0], asked, split)


def _check_ids(path: Path, asked: tuple[GoldQuestion, ...], known: set[str]) -> None:
    for question in asked:
        if unknown := set(question.gold) - known:
            raise GoldFileWrong(f"{path}: {question.id} names a clause that is not there: {unknown.pop()}.")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldFileWrong(f"{path} cannot be read: {error}.") from error
    return ((at, line) for at, line in enumerate(text.split("\n"), start=1) if line.strip())


def _from_json(path: Path, kind: type[Line]) -> Iterator[Line]:
    adapter = TypeAdapter(kind)
    for at, line in _lines(path):
        try:
            yield adapter.validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"])) or "the line"
            raise GoldFileWrong(f"{path}, line {at}: {field}: {first['msg']}.") from error


def _questions_from_jsonl(path: Path) -> Iterator[GoldQuestion]:
    return _from_json(path, GoldQuestion)


def _cells(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    for at, line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            raise GoldFileWrong(f"{path}, line {at}: {len(cells)} columns instead of {columns}.")
        yield at, cells


def _clauses(path: Path) -> Iterator[GoldClause]:
    if path.suffix != ".tsv":
        yield from _from_json(path, GoldClause)
        return
    for _, (name, section, number, text) in _cells(path, CLAUSE_COLUMNS):
        yield GoldClause(name, section, None if number == NONE else number, text)


def _ids(cell: str) -> tuple[str, ...]:
    return () if cell == NONE else tuple(part.strip() for part in cell.split(","))


def _questions_from_tsv(path: Path) -> Iterator[GoldQuestion]:
    for at, (gold, also_ok, verdict, kind, _, text, history) in _cells(path, QUESTION_COLUMNS):
        if verdict not in set(Verdict):
            raise GoldFileWrong(f"{path}, line {at}: there is no verdict {verdict!r}.")
        yield GoldQuestion(
            id=f"line {at}",
            text=text,
            gold=_ids(gold),
            verdict=Verdict(verdict),
            kind=kind,
            also_ok=_ids(also_ok),
            history=turns(history),
        )


def turns(cell: str) -> tuple[Turn, ...]:
    """Earlier turns written as "user: … || bot: … || user: …"; a turn may lack its answer."""
    pairs: list[Turn] = []
    for part in () if cell == NONE else re.split(r"\s*\|\|\s*", cell):
        speaker, _, words = part.partition(":")
        if speaker.strip() == "bot" and pairs:
            pairs[-1] = Turn(pairs[-1].user, words.strip())
        else:
            pairs.append(Turn(words.strip()))
    return tuple(pairs)
