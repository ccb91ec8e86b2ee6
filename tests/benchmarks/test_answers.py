"""The answers benchmark with the real Handrail behind it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.answers import main, measured
from benchmarks.gold import read_gold
from benchmarks.product import NAME, opened, publish_files
from knowledge.answer import Verdict

HERE = Path(__file__).parent
CLAUSES = (
    "c1\tAbout\t-\tThe garden house is a workshop for residents and staff, opened in 2019.\n"
    "c2\tRules > Staff must not\t1\tsmoke cigarettes in the garden house;\n"
    "c3\tRules > Staff must not\t2\tlend the workshop keys to visitors without the manager's permission.\n"
)
QUESTIONS = (
    "c2\t-\tno\tcan_i\t-\tcan i smoke a cigarette in the garden house\t-\n"
    "-\t-\tnot_covered\tfar\t-\twho won the football last night\t-\n"
)
POLICY = """# Garden house

## Rules

Staff must not:

1. smoke cigarettes in the garden house;
2. keep pets.
"""
SMOKING = {
    "id": "S1",
    "text": "can i smoke a cigarette in the garden house",
    "verdict": "no",
    "kind": "can_i",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "garden.clauses.tsv").write_text(CLAUSES, encoding="utf-8")
    path = tmp_path / "garden.questions.tsv"
    path.write_text(QUESTIONS, encoding="utf-8")
    return path


def test_a_split_by_hand_is_asked_on_its_own_clauses(table: Path) -> None:
    smoking, football = measured([read_gold(table, None)], []).ours
    assert smoking.clause_right
    assert smoking.verdict is Verdict.NO
    assert smoking.quotes
    assert all(smoking.quotes)
    assert football.verdict is Verdict.NOT_COVERED
    assert smoking.ms > 0


def test_a_file_is_published_and_its_clauses_are_counted_against_the_split(table: Path) -> None:
    policy = table.with_name("garden-house.md")
    policy.write_text(POLICY, encoding="utf-8")
    run = measured([read_gold(table, None)], [policy])
    assert run.notes == ["garden: 1 of 3 clauses exact; no clause stands for c1, c3"]
    assert run.ours[0].clause_right


def test_ids_of_handrails_own_need_no_split(tmp_path: Path) -> None:
    policy = tmp_path / "garden-house.md"
    policy.write_text(POLICY, encoding="utf-8")
    handrail = opened(tmp_path / "data")
    publish_files(handrail, [policy])
    (version,) = handrail.assistant.current()
    own_id = f"garden-house/{version.clauses[0].ref.path}"
    gold = tmp_path / "set.jsonl"
    gold.write_text(json.dumps(SMOKING | {"gold": [own_id]}), encoding="utf-8")
    told = CliRunner().invoke(main, [str(gold), "--policy", str(policy), "--json"])
    assert told.exit_code == 0
    figures = json.loads(told.stdout)["stacks"][NAME]["figures"]
    assert figures["main citation right"]["value"] == 100


def test_an_id_that_names_no_clause_is_refused_in_one_sentence(tmp_path: Path) -> None:
    policy, gold = tmp_path / "garden-house.md", tmp_path / "set.jsonl"
    policy.write_text(POLICY, encoding="utf-8")
    gold.write_text(json.dumps(SMOKING | {"gold": ["other/p1"]}), encoding="utf-8")
    told = CliRunner().invoke(main, [str(gold), "--policy", str(policy)])
    assert told.exit_code == 1
    assert "S1 names other/p1, which is not published" in told.stderr


def test_the_tutorial_stack_stands_beside_and_errors_are_listed(table: Path) -> None:
    told = CliRunner().invoke(main, [str(table), "--tutorial", "--errors"])
    assert told.exit_code == 0
    assert "Handrail" in told.stdout
    assert "tutorial stack, % by kind of question" in told.stdout
    assert "Answered wrong" in told.stdout


def test_an_unsafe_yes_is_named_and_fails_the_command(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_READING_MODEL", "rules")
    monkeypatch.setenv("HANDRAIL_EMBEDDING_MODEL", "packaged")
    table.with_name("garden.clauses.tsv").write_text(
        "c1\tRules > Staff may\t1\tbring a dog.\n", encoding="utf-8"
    )
    # Labelled against the policy, because no rule that forbids has ever been answered with yes.
    table.write_text("c1\t-\tno\tcan_i\t-\tcan i bring a dog\t-\n", encoding="utf-8")
    told = CliRunner().invoke(main, [str(table)])
    assert told.stdout.splitlines()[-1] == "Unsafe yes: garden line 1"
    assert told.exit_code == 1


def test_the_clients_policy_comes_out_clause_for_clause() -> None:
    shared = HERE.parents[2] / "shared"
    policy = shared / "policies" / "social-media-policy.txt"
    if not policy.exists():
        pytest.skip("the client's policy is not beside this checkout")
    gold = read_gold(shared / "eval" / "dev.jsonl", shared / "eval" / "clauses.jsonl")
    run = measured([replace(gold, questions=gold.questions[:1])], [policy])
    assert run.notes == ["dev: 57 of 57 clauses exact"]
