"""Policies as values: what a clause and a version say of themselves."""

from dataclasses import replace

import pytest

from knowledge.policy import Clause, ClauseRef, Details, Norm, NormKind, PolicyVersion, policy_name


def norm(kind: NormKind, words: str) -> Norm:
    return Norm(kind, words, None, None, words)


TELLS = norm(NormKind.INFORMS, "Knitting calms people.")
FORBIDS = norm(NormKind.FORBIDS, "Never knit on the stairs.")
ALLOWS = norm(NormKind.ALLOWS, "You may knit on a break.")
CLAUSE = Clause(
    ref=ClauseRef("knitting", 2, "breaks.1"),
    heading_path=("Handiwork", "Breaks"),
    number="1",
    place="rule 1",
    text="Knitting calms people. Never knit on the stairs. You may knit on a break.",
    lead_in="Staff should know this:",
    norms=(TELLS, FORBIDS, ALLOWS),
)
VERSION = PolicyVersion("knitting", 2, Details("Knitting"), (CLAUSE,), "0" * 64)


@pytest.mark.parametrize("path", ["breaks.1", "a/b", "3.2.1-v2"])
def test_a_reference_is_read_as_it_was_written(path: str) -> None:
    ref = ClauseRef("knitting", 2, path)
    assert ClauseRef.of(str(ref)) == ref


def test_a_clause_rules_by_its_first_sentence_that_is_more_than_telling() -> None:
    assert CLAUSE.norm is FORBIDS
    assert replace(CLAUSE, norms=(TELLS,)).norm is TELLS


@pytest.mark.parametrize(
    ("headings", "place", "said"),
    [
        (("Handiwork", "Breaks"), "rule 1", "Knitting policy, Breaks, rule 1"),
        (("Breaks",), "", "Knitting policy, Breaks"),
        ((), "paragraph 3", "Knitting policy, paragraph 3"),
        ((), "", "Knitting policy"),
    ],
)
def test_a_reference_names_policy_innermost_heading_and_place(
    headings: tuple[str, ...], place: str, said: str
) -> None:
    assert VERSION.reference(replace(CLAUSE, heading_path=headings, place=place)) == said


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Knitting", "Knitting policy"),
        ("Knitting Policy", "Knitting Policy"),
        ("Knitting policies", "Knitting policies policy"),
        ("Code of conduct", "Code of conduct"),
        ("Fire procedures", "Fire procedures"),
        ("Decoding letters", "Decoding letters policy"),
    ],
)
def test_a_title_is_called_a_policy_unless_it_names_another_kind(title: str, name: str) -> None:
    assert policy_name(title) == name


def test_a_clause_is_found_by_its_path_and_by_nothing_else() -> None:
    assert VERSION.clause("breaks.1") is CLAUSE
    assert VERSION.clause("breaks") is None


def test_a_clause_ref_reads_as_policy_version_and_path() -> None:
    assert str(CLAUSE.ref) == "knitting/2/breaks.1"
