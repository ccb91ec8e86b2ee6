"""What one question is answered from: the live versions, their clauses and keywords, one index build."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from knowledge.keywords import Keywords
from knowledge.library import Library
from knowledge.policy import Clause, ClauseRef, PolicyVersion
from knowledge.route import Routes, routes


class NothingPublished(Exception):
    """The library holds no published policy, so there is nothing to answer from."""


@dataclass(frozen=True)
class Shelf:
    """The live versions at one moment. A shelf never changes; a publication makes a new one."""

    build: str
    versions: tuple[PolicyVersion, ...]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every live clause, policy by policy, in order."""
        return tuple(clause for version in self.versions for clause in version.clauses)

    @cached_property
    def keywords(self) -> Keywords:
        """The keywords of the clauses, in the same order."""
        return Keywords(self.clauses)

    @cached_property
    def by_ref(self) -> dict[ClauseRef, tuple[PolicyVersion, Clause]]:
        """Each clause with the version that it stands in."""
        return {clause.ref: (version, clause) for version in self.versions for clause in version.clauses}

    @cached_property
    def routes(self) -> Routes:
        """Where these policies say that abuse, harm or wrongdoing is reported."""
        return routes(self.versions)


class Shelves:
    """Gives the shelf of this moment, read from the library only when something was published."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shelf: Shelf | None = None
        self._reading = threading.Lock()

    def now(self) -> Shelf:
        """The shelf that holds what is live now. Raises NothingPublished."""
        with self._reading:
            if self._shelf is None or self._shelf.build != self._library.build():
                self._shelf = self._read()
            return self._shelf

    def _read(self) -> Shelf:
        live = self._library.live()
        if live is None:
            raise NothingPublished("No policy is published yet: load one with 'python -m ingest FILE'.")
        return Shelf(live.build, live.versions)


Nearest = Callable[[str, str, int], list[tuple[ClauseRef, float]]]
"""The clauses of a build nearest to a text, at most so many, with their cosines."""
