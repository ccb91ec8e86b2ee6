"""A hand-made split of a policy as a version that can be published, and as a text to be cut up again."""

import hashlib
import re

from benchmarks.gold import GoldClause, GoldSet
from ingest.norms import leads, norms
from ingest.references import slug
from knowledge.policy import Clause, ClauseRef, Details, NormKind, PolicyVersion

BETWEEN = " > "


def version(gold: GoldSet) -> PolicyVersion:
    """The gold set's clauses as version 1 of a policy; each clause's path is its gold id."""
    name = slug(gold.name.replace("_", " "))
    title = name.replace("-", " ").capitalize()
    clauses = tuple(_clause(clause, name) for clause in gold.clauses)
    return PolicyVersion(name, 1, Details(title), clauses, hashlib.sha256(text(gold).encode()).hexdigest())


def text(gold: GoldSet) -> str:
    """The policy written out: a heading where the section changes, then its clauses with their numbers."""
    lines, section = [], ""
    for clause in gold.clauses:
        if clause.section != section:
            section = clause.section
            lines.append(section.replace(BETWEEN, "\n\n"))
        lines.append(f"{clause.number} {clause.text}" if clause.number else clause.text)
    return "\n\n".join(lines)


def headings(section: str) -> tuple[tuple[str, ...], str | None]:
    """The headings of a section, and its last part as a lead-in when it opens a rule ("Staff must not")."""
    *outer, last = section.split(BETWEEN)
    opening = re.sub(r"^[A-Z]?[\d.]+\s+", "", last)
    # "What we do and don't watch" and "If staff don't follow it" speak of rules; they open none.
    speaks = re.match(r"(if|what|who|why|when|how)\b", opening, re.IGNORECASE)
    if not speaks and leads(opening) in {NormKind.FORBIDS, NormKind.ALLOWS, NormKind.REQUIRES}:
        return tuple(outer), f"{opening}:"
    return (*outer, last), None


def _clause(clause: GoldClause, policy: str) -> Clause:
    heading_path, lead_in = headings(clause.section)
    place = f"rule {clause.number}" if clause.number else ""
    ref = ClauseRef(policy, 1, clause.id)
    return Clause(ref, heading_path, clause.number, place, clause.text, lead_in, norms(clause.text, lead_in))
