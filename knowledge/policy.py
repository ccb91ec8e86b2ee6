"""Policies as values: a policy version is a list of clauses that people can be pointed to."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class NormKind(StrEnum):
    """What a sentence does to its reader."""

    FORBIDS = "forbids"
    ALLOWS = "allows"
    REQUIRES = "requires"
    INFORMS = "informs"


@dataclass(frozen=True, slots=True)
class Norm:
    """What one sentence of a clause forbids, allows, requires or merely tells.

    act: what is done, in the clause's words. condition: what must hold for the act to be
    allowed ("their knowledge and consent"); None when there is none. unless: what lifts the
    rule; None when nothing does. words: the sentence, exactly as it stands in the clause.
    """

    kind: NormKind
    act: str
    condition: str | None
    unless: str | None
    words: str


@dataclass(frozen=True, slots=True, order=True)
class ClauseRef:
    """Which clause: the policy's slug, its version number and the clause's place in it.

    The path ("guidelines.must-not.2") stays the same from version to version while the
    clause stays in its place or keeps its words.
    """

    policy: str
    version: int
    path: str

    def __str__(self) -> str:
        return f"{self.policy}/{self.version}/{self.path}"

    @classmethod
    def of(cls, written: str) -> "ClauseRef":
        """The reference that was written as a string. Raises ValueError."""
        policy, version, path = written.split("/", 2)
        return cls(policy, int(version), path)


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered rule, bullet, paragraph or table row of a policy.

    heading_path: the headings above it, outermost first. number: the rule's own number as
    written, or None. place: what people call it under its heading ("rule 2", "paragraph 1",
    "Review date"), or "" when the heading alone says it. text: the policy's own words.
    lead_in: the words that introduce its list ("Staff must not:"), or None. norms: one for
    each sentence, in order.
    """

    ref: ClauseRef
    heading_path: tuple[str, ...]
    number: str | None
    place: str
    text: str
    lead_in: str | None
    norms: tuple[Norm, ...]

    @property
    def norm(self) -> Norm:
        """The clause's ruling norm: its first that forbids, allows or requires, else its first."""
        ruling = (norm for norm in self.norms if norm.kind is not NormKind.INFORMS)
        return next(ruling, self.norms[0])


@dataclass(frozen=True, slots=True)
class Details:
    """What a policy says about itself; None or "" where it says nothing."""

    title: str
    issued: date | None = None
    review: date | None = None
    owner: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One immutable published text of a policy: its details and its clauses in order.

    number counts from 1. published is an aware time in UTC, None while only prepared.
    text_hash is the SHA-256 of the source text as read, in hexadecimal.
    """

    slug: str
    number: int
    details: Details
    clauses: tuple[Clause, ...]
    text_hash: str
    published: datetime | None = None

    def clause(self, path: str) -> Clause | None:
        """The clause at this path, or None."""
        return next((clause for clause in self.clauses if clause.ref.path == path), None)

    def reference(self, clause: Clause) -> str:
        """How people say where a clause stands: "Social media policy, Guidelines, rule 2"."""
        heading = clause.heading_path[-1:]
        parts = (policy_name(self.details.title), *heading, *((clause.place,) if clause.place else ()))
        return ", ".join(parts)


def policy_name(title: str) -> str:
    """A title as it is said in a sentence: it ends in "policy" unless it names another kind."""
    kinds = r"\b(policy|procedure|handbook|guidance|guideline|code|statement|rules|plan|protocol)s?\b"
    return title if re.search(kinds, title, re.IGNORECASE) else f"{title} policy"
