"""A small policy and an assistant that answers from it by rote: outside the rooms under test."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from bot.conversation import Conversation
from bot.directory import Directory, Person, Role
from knowledge.answer import (
    Answer,
    Check,
    Citation,
    Question,
    ReferKind,
    ReferTo,
    Touched,
    Verdict,
    grounded,
)
from knowledge.policy import Clause, ClauseRef, Details, Norm, NormKind, PolicyVersion

MUST_NOT = "Staff must not:"
RULES = {
    "scope.1": "This policy is for everyone who works here, <on> any \u201cdevice\u201d & at any hour.",
    "must-not.1": "mention a resident, by name or otherwise",
    "must-not.2": "share photos of a colleague without that person's knowledge and agreement",
    "must-not.3": "use a resident's <b>own</b> telephone",
    "must-not.4": "quarrel in public",
    "help.1": "If you are unsure, speak to your line manager.",
}


def clause_of(path: str) -> Clause:
    section, number = path.split(".")
    ruled = section == "must-not"
    kind = NormKind.FORBIDS if ruled else NormKind.INFORMS
    return Clause(
        ref=ClauseRef("phones", 2, path),
        heading_path=({"scope": "Scope", "must-not": "Guidelines", "help": "Getting help"}[section],),
        number=number if ruled else None,
        place=f"rule {number}" if ruled else f"paragraph {number}",
        text=RULES[path],
        lead_in=MUST_NOT if ruled else None,
        norms=(Norm(kind, RULES[path], None, None, RULES[path]),),
    )


POLICY = PolicyVersion(
    slug="phones",
    number=2,
    details=Details("Phones & photos", issued=date(2026, 9, 7), review=date(2027, 9, 6)),
    clauses=tuple(clause_of(path) for path in RULES),
    text_hash="0" * 64,
)


def cited(path: str) -> Citation:
    clause = clause_of(path)
    return Citation(
        clause.ref, POLICY.reference(clause), clause.text, clause.lead_in, "Phones & photos", date(2026, 9, 7)
    )


NOT_COVERED = Answer(
    Verdict.NOT_COVERED, "Not covered. No policy here says anything on this.", None, (), None, (), None
)
CLOSE = replace(
    NOT_COVERED,
    text="Not covered. I have no rule. The Drones Policy may deal with it, but I don't hold that one.",
    closest=cited("must-not.3"),
)
ROUTED = replace(
    NOT_COVERED,
    notices=("If anyone is in danger now, call 999.",),
    closest=cited("must-not.4"),
    route=cited("help.1"),
)
BY_ROTE = {
    "endless": Answer(
        Verdict.EXPLAIN,
        "It is for everyone. " + "At any hour. " * 3_000,
        None,
        (cited("scope.1"),),
        None,
        (),
        "phones 2",
    ),
    "drone": CLOSE,
    "slapped": ROUTED,
    "shouts": replace(
        NOT_COVERED, route=cited("help.1"), refer_to=ReferTo(ReferKind.SENIOR_MANAGER, None, None)
    ),
    "photo": Answer(
        Verdict.ONLY_IF,
        "Only if they know about it; and they have agreed. An old agreement does not count for a new photo.",
        "they know about it; and they have agreed",
        (cited("must-not.2"), cited("must-not.1")),
        None,
        (),
        "phones 2",
    ),
    "resident": Answer(
        Verdict.NO,
        "No. The rule has no exception.",
        None,
        (cited("must-not.1"),),
        None,
        ("Please leave out names: this chat is no place for personal details.",),
        "phones 2",
    ),
    "scope": Answer(
        Verdict.EXPLAIN, "It is for everyone, at any hour.", None, (cited("scope.1"),), None, (), "phones 2"
    ),
    "telephone": Answer(Verdict.YES, "Yes, your own.", None, (cited("must-not.3"),), None, (), "phones 2"),
}


@dataclass(slots=True)
class AssistantByRote:
    """Answers by the first word it knows, and keeps what it was asked for the test to see."""

    asked: list[Question] = field(default_factory=list)

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if "slowly" in question.text:
            time.sleep(1)
        if "explode" in question.text:
            raise RuntimeError(f"could not read {question.text}")
        known = (answer for word, answer in BY_ROTE.items() if word in question.text.lower())
        manager = question.asker.line_manager
        refer_to = ReferTo(
            ReferKind.LINE_MANAGER, manager.name if manager else None, manager.email if manager else None
        )
        answer = next(known, NOT_COVERED)
        return grounded(replace(answer, refer_to=answer.refer_to or refer_to), POLICY.clauses)

    def version(self, slug: str, number: int) -> PolicyVersion | None:
        return POLICY if (slug, number) == ("phones", 2) else None

    def check(self, draft: str) -> Check:
        if "slowly" in draft:
            time.sleep(5)
        if "explode" in draft:
            raise RuntimeError(f"could not read {draft}")
        touched = Touched(cited("must-not.2"), Verdict.ONLY_IF, "they know about it", draft)
        return Check((touched,) if "photo" in draft else (), ("Leave out names.",) if "Jo" in draft else ())

    def clauses(self, text: str, most: int) -> tuple[Citation, ...]:
        if "explode" in text:
            raise RuntimeError(f"could not search {text}")
        near = [path for path, rule in RULES.items() if any(word in rule for word in text.lower().split())]
        return tuple(map(cited, near[:most]))

    def suggestions(self) -> tuple[str, ...]:
        return ("Can I share photos of a colleague?", "Can I use my own telephone?")

    def current(self) -> Sequence[PolicyVersion]:
        return (POLICY,)


@pytest.fixture
def policy() -> PolicyVersion:
    return POLICY


@pytest.fixture
def assistant() -> AssistantByRote:
    return AssistantByRote()


@pytest.fixture
def directory() -> Directory:
    ada = Person("ada@example.org", "Ada Osei", Role.MANAGER, None, "", "")
    sam = Person("sam@example.org", "Sam <Lee>", Role.STAFF, "ada@example.org", "", "")
    return Directory({person.email: person for person in (ada, sam)})


@pytest.fixture
def conversation(assistant: AssistantByRote, directory: Directory) -> Conversation:
    return Conversation(assistant, directory)
