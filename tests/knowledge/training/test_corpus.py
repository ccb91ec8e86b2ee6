"""The training data: what must hold of every policy and question, and who is kept apart."""

import re
from collections import Counter, defaultdict

import pytest

from benchmarks.gold import NONE, QUESTION_COLUMNS
from knowledge.answer import Verdict
from knowledge.training.corpus import (
    DATA,
    FURTHER,
    GUIDANCE,
    Part,
    named,
    part_of,
    policies,
    policy,
    written_here,
)

OWN = sorted(written_here())
EVERY = named()
MORE = sorted(path.name for path in DATA.glob(f"*{FURTHER}"))


@pytest.fixture(params=[*(f"{name}.questions.tsv" for name in OWN), *MORE])
def file(request: pytest.FixtureRequest) -> str:
    """The name of a file of questions that were written for Handrail."""
    name: str = request.param
    return name


@pytest.fixture
def rows(file: str) -> list[list[str]]:
    """The rows of the file, as cells."""
    return cells(file)


def cells(file: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


def test_there_are_two_dozen_policies_and_five_thousand_questions_of_our_own() -> None:
    questions = sum(len(policy(name).asked) for name in OWN)
    assert len(OWN) >= 24
    assert questions >= 5_000


def test_every_policy_that_was_written_here_is_there() -> None:
    assert set(OWN) <= set(EVERY)


def test_the_parts_share_no_policy_and_each_holds_some_of_both_kinds() -> None:
    of_part = {part: {one.name for one in policies(part)} for part in Part}
    assert sum(len(names) for names in of_part.values()) == len(EVERY)
    assert set().union(*of_part.values()) == set(EVERY)
    for names in of_part.values():
        assert names & set(OWN)
        assert names - set(OWN)


def test_without_our_own_only_the_others_are_left() -> None:
    assert not {one.name for one in policies(Part.TRAIN, own=False)} & set(OWN)


def test_further_questions_are_on_policies_that_are_trained_on() -> None:
    assert MORE
    for file in MORE:
        name = file.removesuffix(FURTHER)
        assert part_of(name) is Part.TRAIN
        assert len(policy(name).asked) == len(policy(name, own=False).asked) + len(cells(file))


def test_public_guidance_is_never_trained_on() -> None:
    assert len(named(GUIDANCE)) >= 4
    assert not set(named(GUIDANCE)) & {one.name for one in policies(Part.TRAIN)}


def test_a_question_that_follows_up_is_read_after_the_turn_before_it() -> None:
    followups = [one for one in policy(OWN[0]).asked if one.question.kind == "followup"]
    assert followups
    for one in followups:
        assert one.text.startswith(one.question.history[-1].user)
        assert one.text.endswith(one.question.text)


def test_what_is_right_is_counted_from_the_policys_first_clause() -> None:
    one = policy(OWN[0])
    asked = next(each for each in one.asked if each.question.gold)
    assert {one.clauses[at].ref.path for at in asked.gold} == set(asked.question.gold)


def test_each_question_is_asked_once_of_a_policy(file: str) -> None:
    rows = [row for one in DATA.glob(f"{file.split('.')[0]}.*.tsv") for row in cells(one.name)]
    questions = [row for row in rows if len(row) == QUESTION_COLUMNS]
    twice = [text for text, times in Counter(row[5].lower() for row in questions).items() if times > 1]
    assert not twice


def test_a_condition_is_told_exactly_where_the_verdict_hangs_on_one(rows: list[list[str]]) -> None:
    for row in rows:
        assert (row[2] == Verdict.ONLY_IF) == (row[4] != NONE), row


def test_a_question_has_a_gold_clause_exactly_when_the_policy_covers_it(rows: list[list[str]]) -> None:
    for row in rows:
        assert (row[0] == NONE) == (row[2] == Verdict.NOT_COVERED), row


def test_a_near_or_far_question_is_not_covered(rows: list[list[str]]) -> None:
    for row in rows:
        assert row[3] not in ("near", "far") or row[2] == Verdict.NOT_COVERED, row


def test_a_flip_is_one_act_with_the_condition_met_not_met_and_unsaid(rows: list[list[str]]) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row[3].startswith("flip"):
            groups[row[3]].append(row[2])
    assert len(groups) >= 8
    assert all(sorted(verdicts) == ["no", "only_if", "yes"] for verdicts in groups.values()), groups


def test_the_askers_words_are_not_the_policys(rows: list[list[str]], file: str) -> None:
    runs = {run for clause in policy(file.split(".")[0]).clauses for run in _content_runs(clause.text)}
    shared = [row[5] for row in rows if runs & set(_content_runs(row[5]))]
    assert not shared


SMALL = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of to in on at for and or is are be been it its this that these those i you we they he she
        my your our their me him her us them do does did can could may might must will would should not no
        with by from as if so up out what who when where how any all has have had was were am im dont about
        into than then there
        """,
    )
)


def _content_runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    runs = (tuple(words[at : at + 3]) for at in range(len(words) - 2))
    return [run for run in runs if not SMALL & set(run)]


@pytest.mark.parametrize("name", EVERY)
def test_every_policy_reads(name: str) -> None:
    one = policy(name)
    assert len(one.clauses) >= 40
    assert len(one.asked) >= 190


def test_a_policy_that_is_not_kept_apart_is_trained_on() -> None:
    assert part_of("a-policy-of-tomorrow") is Part.TRAIN
