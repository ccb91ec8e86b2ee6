"""Blocks to clauses: one for each rule, bullet, paragraph or row, each knowing where it stands."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import pytest

from ingest.clauses import DETAILS, clauses_of
from ingest.details import details_of
from ingest.readers import read_document
from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_plain_text
from knowledge.policy import Clause, NormKind, PolicyVersion

SAMPLES = sorted((Path(__file__).parents[2] / "policies").glob("*.md"))


class Gold(TypedDict):
    """One clause of a policy in use, split by hand."""

    id: str
    section: str
    number: str | None
    text: str


def version_of(path: Path) -> PolicyVersion:
    document = read_document(path)
    clauses = clauses_of(document.blocks, path.stem, 1)
    return PolicyVersion(path.stem, 1, details_of(document, path.stem), clauses, "0" * 64)


@pytest.fixture(scope="module")
def client(client_policy: Path) -> PolicyVersion:
    return version_of(client_policy)


@pytest.fixture(scope="module")
def gold(client_policy: Path) -> dict[str, Gold]:
    split = client_policy.parents[1] / "eval" / "clauses.jsonl"
    if not split.is_file():
        pytest.skip("the split by hand is not beside this checkout")
    clauses: list[Gold] = [json.loads(line) for line in split.read_text(encoding="utf-8").splitlines()]
    return {clause["id"]: clause for clause in clauses}


def test_every_clause_of_a_policy_in_use_comes_out_exactly_and_in_order(
    client: PolicyVersion, gold: dict[str, Gold]
) -> None:
    assert len(gold) == 57
    assert [(clause.number, clause.text) for clause in client.clauses] == [
        (clause["number"], clause["text"]) for clause in gold.values()
    ]


def test_its_headings_are_nested_as_they_were_by_hand(client: PolicyVersion, gold: dict[str, Gold]) -> None:
    nested = {clause["text"]: tuple(clause["section"].split(" > ")) for clause in gold.values()}
    # The split by hand takes a rule's lead-in, and the label of the last line, for a section.
    own = [clause for clause in client.clauses[:-1] if clause.lead_in is None or clause.number is None]
    assert [clause.heading_path for clause in own] == [nested[clause.text] for clause in own]
    assert len(own) == 46
    assert max(len(clause.heading_path) for clause in own) == 2


def test_its_sentences_cut_by_a_page_are_whole(client: PolicyVersion, gold: dict[str, Gold]) -> None:
    texts = [clause.text for clause in client.clauses]
    for cut in ("C024", "C046"):
        assert gold[cut]["text"] in texts


def test_its_second_rule_is_called_as_people_call_it(client: PolicyVersion) -> None:
    rule = client.clause("guidelines.must-not.2")
    assert rule is not None
    assert client.reference(rule) == "Social media policy, Guidelines, rule 2"
    assert rule.number == "2"
    assert rule.heading_path == ("Guidelines",)
    assert (rule.lead_in or "").endswith(" must not:")
    assert rule.norm.kind is NormKind.FORBIDS


def assert_told_apart(version: PolicyVersion) -> None:
    clauses = version.clauses
    assert [path for path, count in Counter(clause.ref.path for clause in clauses).items() if count > 1] == []
    assert [said for said, count in Counter(map(version.reference, clauses)).items() if count > 1] == []


def test_its_clauses_are_told_apart(client: PolicyVersion) -> None:
    assert_told_apart(client)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_clauses_of_a_sample_policy_are_told_apart(path: Path) -> None:
    assert_told_apart(version_of(path))


def clauses(text: str) -> Sequence[Clause]:
    return clauses_of(read_markdown(text).blocks, "p", 1)


def test_no_blocks_are_no_clauses() -> None:
    assert clauses_of((), "p", 1) == ()


def test_a_short_lead_in_is_no_clause_and_its_rules_carry_it() -> None:
    rules = clauses("## Rules\n\nStaff must not:\n\n1. knit\n2. sew\n\nThey may sing.")
    assert [(rule.lead_in, rule.text) for rule in rules] == [
        ("Staff must not:", "knit"),
        ("Staff must not:", "sew"),
        (None, "They may sing."),
    ]


def test_a_long_lead_in_is_a_clause_and_its_rules_carry_it() -> None:
    lead_in = "Whenever they speak of their work in public, for whatever reason, staff must always:"
    rules = clauses(f"## Rules\n\n{lead_in}\n\n- be kind\n")
    assert [(rule.lead_in, rule.text) for rule in rules] == [(None, lead_in), (lead_in, "be kind")]


@pytest.mark.parametrize(
    "lead_in",
    [
        "Staff must not:",
        "Staff must not:-",
        "Staff must not –",
        "Staff must not…",
        "Staff must not do any of the following.",
        "Staff must not",
    ],
)
def test_a_lead_in_rules_its_list_however_it_ends(lead_in: str) -> None:
    (rule,) = clauses(f"## Rules\n\n{lead_in}\n\n- knit\n")
    assert rule.lead_in == lead_in
    assert rule.norm.kind is NormKind.FORBIDS


def test_a_heading_that_rules_its_list_is_its_lead_in_and_stands_once_in_its_path() -> None:
    (rule,) = clauses("## Rules\n\n### Staff must not\n\n- knit\n")
    assert (rule.lead_in, rule.ref.path) == ("Staff must not", "rules.must-not.b1")
    assert rule.norm.kind is NormKind.FORBIDS


def test_a_paragraph_before_a_list_that_it_does_not_introduce_is_only_a_clause() -> None:
    told, rule = clauses(
        "## Rules\n\nThese rules hold for all of us, every day and at every place.\n\n- knock\n"
    )
    assert told.lead_in is None
    assert rule.lead_in is None


def test_a_numbered_list_that_goes_on_after_a_paragraph_keeps_its_lead_in() -> None:
    rules = clauses(
        "## Rules\n\nStaff must not:\n\n1. knit\n\nThis means wool.\n\n2. sew\n\n## More\n\n3. sing\n"
    )
    assert [rule.lead_in for rule in rules] == ["Staff must not:", None, "Staff must not:", None]
    assert rules[2].norm.kind is NormKind.FORBIDS


def test_a_list_with_a_lead_in_of_its_own_is_another() -> None:
    rules = clauses("## Rules\n\nStaff must not:\n\n1. knit\n\nThey may:\n\n2. sew\n")
    assert [rule.lead_in for rule in rules] == ["Staff must not:", "They may:"]
    assert [rule.norm.kind for rule in rules] == [NormKind.FORBIDS, NormKind.ALLOWS]


def test_an_item_carries_the_words_of_those_around_it() -> None:
    rules = clauses(
        "## Rules\n\nStaff must not:\n\n1. share with others:\n   - photos\n2. knit\n   - at work\n"
    )
    assert [(rule.lead_in, rule.text) for rule in rules] == [
        ("Staff must not: share with others:", "photos"),
        ("Staff must not:", "knit"),
        ("Staff must not: knit", "at work"),
    ]


def test_a_sentence_does_not_rule_a_sentence_below_it() -> None:
    made = "## Keys\n\n1. You must not lend keys.\n   - The caretaker may borrow one.\n   - not even yours\n"
    assert [(rule.lead_in, rule.norm.kind) for rule in clauses(made)[1:]] == [
        (None, NormKind.ALLOWS),
        ("You must not lend keys.", NormKind.FORBIDS),
    ]


def test_a_numbered_lead_in_rules_the_numbers_below_it() -> None:
    made = clauses_of(
        read_plain_text("Keys\n\n4. Staff must not:\n\n4.1 lend keys\n\n4.2 copy keys").blocks, "p", 1
    )
    assert [(rule.number, rule.lead_in) for rule in made] == [
        ("4.1", "Staff must not:"),
        ("4.2", "Staff must not:"),
    ]


def test_rows_above_the_first_heading_are_the_document_details() -> None:
    rows = clauses(
        "| Issued | 1 May 2026 |\n|---|---|\n| Draft | |\n\n## Forms\n\n| SE1 | Leave |\n|---|---|\n"
    )
    assert [(row.heading_path, row.place, row.text) for row in rows] == [
        ((DETAILS,), "Issued", "Issued: 1 May 2026"),
        ((DETAILS,), "Draft", "Draft"),
        (("Forms",), "SE1", "SE1: Leave"),
    ]


def test_a_row_introduces_no_list() -> None:
    rules = clauses_of(
        read_plain_text("Rules\n\nStaff must not\tKeep this in mind:\n\n- knit").blocks, "p", 1
    )
    assert [rule.lead_in for rule in rules] == [None, None]
