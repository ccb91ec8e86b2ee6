"""First questions are made from what is published, and are answered by the clause they come from."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app import Handrail
from knowledge.answer import Answer, Citation, Question, Verdict
from knowledge.policy import Clause, ClauseRef, Details, Norm, NormKind, PolicyVersion
from knowledge.suggesting import LONGEST, candidates, suggestions
from tests.conftest import NOW, unseen

MUST_NOT = "Staff must not:"


def ban(act: str, number: int = 1, lead_in: str | None = MUST_NOT, slug: str = "knitting") -> Clause:
    norm = Norm(NormKind.FORBIDS, act, None, None, act)
    return Clause(
        ClauseRef(slug, 1, f"rules.{number}"), ("Rules",), None, f"rule {number}", act, lead_in, (norm,)
    )


def leave(words: str, act: str, number: int = 9) -> Clause:
    norm = Norm(NormKind.ALLOWS, act, None, None, words)
    return Clause(ClauseRef("knitting", 1, f"leave.{number}"), ("Leave",), None, "", words, None, (norm,))


def policy(*clauses: Clause, slug: str = "knitting") -> PolicyVersion:
    return PolicyVersion(slug, 1, Details("Knitting"), clauses, "0" * 64)


def asked(*clauses: Clause) -> list[str]:
    return [question for _, question in candidates(policy(*clauses))]


@pytest.mark.parametrize(
    ("act", "question"),
    [
        ("share photos of a colleague online", "Can I share photos of a colleague online?"),
        ("use their own phone on a visit", "Can I use my own phone on a visit?"),
        (
            "give their number to a resident or a relative",
            "Can I give my number to a resident or a relative?",
        ),
        (
            "give their own number to a resident or a relative, or use their own telephone to ring either",
            "Can I give my own number to a resident or a relative?",
        ),
        ("Wear earbuds or headphones, even with nothing playing", "Can I wear earbuds or headphones?"),
        ("name or hint at a guest, whether they're famous or not", "Can I name or hint at a guest?"),
        ("warn the person they have reported", "Can I warn the person I have reported?"),
        ("join a resident's Wi-Fi at home", "Can I join a resident's Wi-Fi at home?"),
    ],
)
def test_a_ban_is_asked_about_as_staff_would(act: str, question: str) -> None:
    assert asked(ban(act)) == [question]


@pytest.mark.parametrize(
    "act",
    [
        "breach confidentiality by talking about residents",
        "make offensive or derogatory comments about a colleague",
        "talk about Rosewood House in public",
        "do it in front of a resident",
        "knit",
        "piercings of the nose, lip or eyebrow",
        "do " + "something very long and winding " * 6,
    ],
)
def test_what_nobody_would_ask_or_reads_badly_is_left_out(act: str) -> None:
    assert asked(ban(act)) == []


def test_a_ban_counts_in_a_list_of_bans_only() -> None:
    assert asked(ban("share photos of a colleague online", lead_in="This policy helps you to:")) == []
    assert asked(ban("share photos of a colleague online", lead_in=None)) == []


def test_a_ban_on_its_own_and_a_list_of_things_are_asked_about_too() -> None:
    assert asked(ban("piercings of the nose or lip", lead_in="Staff must not wear on duty:")) == [
        "Can I wear piercings of the nose or lip?"
    ]
    assert asked(ban("Never store a door code on a phone.", lead_in=None)) == [
        "Can I store a door code on a phone?"
    ]


def test_leave_is_asked_about_where_it_is_given_to_staff() -> None:
    act = "wear a smart watch on shift"
    assert asked(leave(f"You may {act}.", act)) == ["Can I wear a smart watch on shift?"]
    assert asked(leave(f"We may ask you to {act}.", f"ask you to {act}")) == []


def citing(ref: ClauseRef, verdict: Verdict = Verdict.NO) -> Answer:
    cited = Citation(ref, "Knitting policy, rule 1", "knit")
    return Answer(verdict, "No.", None, (cited,), None, (), "knitting 1")


def test_only_questions_that_their_own_clause_answers_are_kept() -> None:
    clauses = (ban("share photos of a colleague online"), ban("use a resident's telephone at work", 2))

    def with_the_second(verdict: Verdict) -> Callable[[Question], Answer]:
        return lambda _: citing(clauses[1].ref, verdict)

    kept = suggestions([policy(*clauses)], with_the_second(Verdict.NO), 4)
    assert kept == ("Can I use a resident's telephone at work?",)
    assert suggestions([policy(*clauses)], with_the_second(Verdict.EXPLAIN), 4) == ()


def test_they_come_from_each_policy_in_turn() -> None:
    one = policy(ban("share photos of a colleague online"), ban("use a resident's telephone at work", 2))
    other = policy(ban("knit on the night shift", slug="wool"), slug="wool")
    refs = {question: ref for version in (one, replace(other)) for ref, question in candidates(version)}
    made = suggestions([one, other], lambda question: citing(refs[question.text]), 3)
    assert made == (
        "Can I share photos of a colleague online?",
        "Can I knit on the night shift?",
        "Can I use a resident's telephone at work?",
    )


def test_the_sample_policies_give_four_that_are_answered_by_a_rule(sample: Handrail) -> None:
    made = sample.assistant.suggestions()
    assert len(made) == len(set(made)) == 4
    for question in made:
        assert len(question) <= LONGEST
        answer = sample.assistant.answer(Question(question))
        assert answer.verdict in {Verdict.YES, Verdict.ONLY_IF, Verdict.NO}
    first = [sample.assistant.answer(Question(question)).citations[0].ref.policy for question in made[:3]]
    assert sorted(first) == ["mobile-phones", "social-media", "whistleblowing"]
    assert sample.assistant.suggestions() is made, "they are made once"


def test_without_a_policy_there_are_none(open_folder: Callable[[Path], Handrail], tmp_path: Path) -> None:
    assert open_folder(tmp_path / "empty").assistant.suggestions() == ()


def test_a_publication_makes_them_anew(
    open_folder: Callable[[Path], Handrail], own_folder: Path, tmp_path: Path
) -> None:
    handrail = open_folder(own_folder)
    before = handrail.assistant.suggestions()
    file = tmp_path / "aprons.md"
    file.write_text(
        "# Aprons policy\n\n## Rules\n\nStaff must not:\n\n1. wear an apron outside the kitchen\n",
        encoding="utf-8",
    )
    prepared = handrail.publisher.prepare(file, None, NOW.date())
    handrail.publisher.publish(prepared, NOW, unseen)
    after = handrail.assistant.suggestions()
    assert before != after
    assert "Can I wear an apron outside the kitchen?" in after
