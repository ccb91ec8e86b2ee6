"""Handrail itself, opened on a folder of its own and asked the questions of a gold set."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from app import Handrail, open_handrail
from benchmarks.gold import GoldFileWrong, GoldQuestion, GoldSet
from benchmarks.matching import Matched, match
from benchmarks.score import Outcome
from benchmarks.split import version
from bot.settings import Settings
from ingest.publish import Prepared
from knowledge.answer import Citation, Question
from knowledge.index import Progress
from knowledge.policy import ClauseRef

NAME = "Handrail"


def opened(folder: Path) -> Handrail:
    """Handrail on this data folder alone, whatever the environment sets for data and database."""
    # It sets its own logger to DEBUG, whatever the program asks for.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return open_handrail(Settings(data=folder, database_url=""))


def _unseen(done: int, total: int) -> None:
    """Progress that nobody watches."""


def publish_files(handrail: Handrail, files: Sequence[Path], progress: Progress = _unseen) -> None:
    """Reads these files and publishes them, as python -m ingest does."""
    for path in files:
        prepared = handrail.publisher.prepare(path, None, datetime.now(UTC).date())
        handrail.publisher.publish(prepared, datetime.now(UTC), progress)


def publish_split(handrail: Handrail, gold: GoldSet) -> None:
    """Publishes the gold set's own clauses as they were split by hand."""
    handrail.publisher.publish(Prepared(version(gold), (), False), datetime.now(UTC), _unseen)


class HandrailStack:
    """Handrail over what is published, scored against one gold set.

    matched: how the gold set's clauses came out, None when its ids are Handrail's own.
    Raises GoldFileWrong when such an id names no clause.
    """

    name = NAME

    def __init__(self, handrail: Handrail, gold: GoldSet, email: str | None = None) -> None:
        self._handrail = handrail
        self._asker = handrail.directory.asker(email)
        clauses = [clause for live in handrail.assistant.current() for clause in live.clauses]
        self._stored = {clause.ref: clause.text for clause in clauses}
        self.pieces = {_name(clause.ref): clause.text for clause in clauses}
        self.matched: Matched | None = match(gold.clauses, self.pieces) if gold.clauses else None
        if not self.matched:
            _check_names(gold, self.pieces)
        handrail.embeddings.embed_query("warm")

    def ask(self, source: str, question: GoldQuestion) -> Outcome:
        """The outcome for one question of the gold set of that name."""
        asked = Question(question.text, self._asker, question.history, "benchmark")
        start = perf_counter()
        answer = self._handrail.assistant.answer(asked)
        ms = (perf_counter() - start) * 1000
        cited = tuple(self._gold_ids(citation.ref) for citation in answer.citations)
        quotes = tuple(self._stands(citation) for citation in answer.citations)
        return Outcome(source, question, answer.verdict, cited, quotes, ms)

    def _gold_ids(self, ref: ClauseRef) -> frozenset[str]:
        name = _name(ref)
        return self.matched.ids.get(name, frozenset()) if self.matched else frozenset({name})

    def _stands(self, citation: Citation) -> bool:
        """The benchmark's own check, apart from Handrail's: the quote is in the clause after white space."""
        quote = " ".join(citation.quote.split())
        return bool(quote) and quote in " ".join(self._stored.get(citation.ref, "").split())


def _name(ref: ClauseRef) -> str:
    return f"{ref.policy}/{ref.path}"


def _check_names(gold: GoldSet, pieces: dict[str, str]) -> None:
    for question in gold.questions:
        if unknown := set(question.gold) - pieces.keys():
            raise GoldFileWrong(f"{gold.name}: {question.id} names {unknown.pop()}, which is not published.")
