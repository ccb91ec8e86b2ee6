"""Prepares a version from a file, and publishes it: indexed aside first, then switched in one step."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.clauses import clauses_of
from ingest.details import details_of
from ingest.lint import findings
from ingest.readers import read_document
from ingest.readers.blocks import UnreadableFile
from ingest.references import slug, with_kept_paths
from knowledge.index import ClauseIndex, Progress
from knowledge.library import Library
from knowledge.policy import Clause, ClauseRef, PolicyVersion

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60


class PublishInProgress(Exception):
    """Another publication or rebuild is running on the same data folder; nothing was changed."""


class BadSlug(Exception):
    """The short name given for a policy cannot be one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version read from a file but not published: what was understood and what looks wrong.

    unchanged: the newest published version has the same words and details.
    """

    version: PolicyVersion
    findings: tuple[str, ...]
    unchanged: bool


@dataclass(frozen=True, slots=True)
class Publisher:
    """Where versions are published: the library, its index, and the lock that lets one publish at a time.

    embedding_text: what of a clause is embedded.
    """

    library: Library
    index: ClauseIndex
    embedding_text: Callable[[Clause], str]
    lock: Path

    def prepare(self, path: Path, policy: str | None, today: date) -> Prepared:
        """Reads a file as the next version of a policy; nothing is changed.

        policy: its slug, by default made from the file's name. Raises UnreadableFile, BadSlug.
        """
        policy = _checked_slug(policy) if policy is not None else slug_from(path)
        document = read_document(path)
        before = self.library.newest(policy)
        number = before.number + 1 if before else 1
        clauses = clauses_of(document.blocks, policy, number)
        if not clauses:
            raise UnreadableFile(f"{path.name} has headings but no rules or paragraphs under them.")
        version = PolicyVersion(
            policy,
            number,
            details_of(document, path.stem),
            with_kept_paths(clauses, before.clauses if before else ()),
            hashlib.sha256(document.source.encode()).hexdigest(),
        )
        return Prepared(version, findings(version, document.furniture, today), _same(version, before))

    def publish(self, prepared: Prepared, at: datetime, progress: Progress) -> PolicyVersion:
        """Indexes the version beside what is live, then makes it live; until then people see the old one.

        Raises PublishInProgress, VersionTaken.
        """
        with self._alone():
            live = self.library.live()
            kept = [v for v in (live.versions if live else ()) if v.slug != prepared.version.slug]
            before = live.build if live else None
            build = self.index.build(self._texts((*kept, prepared.version)), before, progress)
            published = self.library.publish(prepared.version, build, at)
            # The build before stays, for a question that is being answered from it right now.
            self.index.keep_only([name for name in (build, before) if name])
            return published

    def rebuild(self, progress: Progress) -> int:
        """Makes the index anew from the library, every vector computed again; returns the number of clauses.

        Raises PublishInProgress.
        """
        with self._alone():
            live = self.library.live()
            if live is None:
                return 0
            texts = self._texts(live.versions)
            build = self.index.build(texts, None, progress)
            self.library.switch_build(build)
            self.index.keep_only([build, live.build])
            return len(texts)

    def _texts(self, versions: tuple[PolicyVersion, ...]) -> Mapping[ClauseRef, str]:
        return {clause.ref: self.embedding_text(clause) for version in versions for clause in version.clauses}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Chroma loses vectors when two processes write: the second is told, not queued."""
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.lock, timeout=0):
                yield
        except Timeout as error:
            raise PublishInProgress(
                "Someone else is publishing at this moment: wait until they are done, then try again."
            ) from error


def slug_from(path: Path) -> str:
    """A policy's short name from its file's name: "Social_Media Policy.txt" is "social-media".

    Raises BadSlug when the name has no letter or figure to make one of.
    """
    name = re.sub(r"[-_\s]+(policy|procedure)$", "", path.stem, flags=re.IGNORECASE)
    if not (made := slug(name, _LONGEST_SLUG, otherwise="")):
        raise BadSlug(f"The name of {path.name} makes no short name for its policy: give one with --policy.")
    return made


def _checked_slug(policy: str) -> str:
    if not _SLUG.fullmatch(policy) or len(policy) > _LONGEST_SLUG:
        raise BadSlug(
            f"“{policy}” cannot be a policy's short name: use lower-case letters, figures and hyphens."
        )
    return policy


def _same(version: PolicyVersion, before: PolicyVersion | None) -> bool:
    """Whether a file says what the newest version says already."""
    if before is None:
        return False
    renumbered = tuple(replace(c, ref=replace(c.ref, version=before.number)) for c in version.clauses)
    return (version.details, renumbered) == (before.details, before.clauses)
