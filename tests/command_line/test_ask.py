"""Asking on the command line: what is typed in, and what comes out where."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.views import CLOSEST
from tests.command_line.spoken import (
    PHOTO,
    SAMPLES,
    SCHEMA,
    Run,
    batch_of,
    is_told,
    kept,
    lines_of,
)


def test_an_answer_is_readable_text_with_the_verdict_first(run: Run, own_folder: Path) -> None:
    result = run("ask", PHOTO, "--as", "sam@example.org", DATA=own_folder)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "ONLY IF:"
    assert max(map(len, lines)) <= 88
    assert "knowledge and consent”" in " ".join(result.stdout.split())
    assert "(Version 1, issued" in result.stdout
    assert lines[-1] == "Ask your line manager, Jolanta Mazur (jolanta@example.org)."


def test_an_asker_that_nobody_knows_is_told_so_beside_the_answer(run: Run, own_folder: Path) -> None:
    result = run("ask", PHOTO, "--as", "nobody@example.org", DATA=own_folder)
    assert result.exit_code == 0
    assert result.stderr == (
        "Nobody in people.csv has the e-mail nobody@example.org, so no line manager is named.\n"
    )
    assert result.stdout.endswith("Ask your line manager or a senior manager.\n")


def test_one_question_as_json_follows_the_published_schema(run: Run, own_folder: Path) -> None:
    result = run("ask", PHOTO, "--json", "--as", "SAM@example.org", DATA=own_folder)
    (answer,) = lines_of(result)
    Draft202012Validator(SCHEMA).validate(answer)
    assert answer["id"] is None
    assert answer["verdict"] == "only_if"
    assert answer["condition"]
    assert answer["answer"].startswith("Only if ")
    assert answer["refer_to"] == {
        "kind": "line_manager",
        "name": "Jolanta Mazur",
        "email": "jolanta@example.org",
    }
    assert {citation["version"] for citation in answer["citations"]} == {1}
    assert answer["citations"][0]["quote"] in SAMPLES


def test_what_is_not_covered_comes_with_the_closest_thing_as_no_answer(run: Run, own_folder: Path) -> None:
    asked = ("ask", "how many days holiday do i get a year", "--as", "sam@example.org")
    (answer,) = lines_of(run(*asked, "--json", DATA=own_folder))
    Draft202012Validator(SCHEMA).validate(answer)
    assert (answer["verdict"], answer["citations"]) == ("not_covered", [])
    assert answer["closest"]["quote"] in SAMPLES
    assert f"{CLOSEST} “" in answer["answer"]
    text = run(*asked, DATA=own_folder).stdout
    assert text.index("NOT COVERED.") < text.index(CLOSEST) < text.index("Ask your line manager, Jolanta")


def test_the_schema_that_is_published_is_the_schema_that_holds(run: Run) -> None:
    result = run("ask", "--schema")
    assert json.loads(result.stdout) == SCHEMA
    Draft202012Validator.check_schema(SCHEMA)
    fields = [*SCHEMA["properties"].values(), *SCHEMA["$defs"]["CitationLine"]["properties"].values()]
    assert all(field.get("description") for field in fields)


def test_a_batch_is_answered_in_its_order_one_json_object_a_line(run: Run, own_folder: Path) -> None:
    before = [{"user": "can i post a photo of my colleague on facebook", "bot_gist": "Only if she agrees."}]
    questions = batch_of(
        {"id": "b", "text": PHOTO, "gold": ["not read"], "kind": "can_i"},
        "",
        {"id": 7, "text": "what is the capital of france", "history": []},
        {"text": ""},
        {"id": "a", "text": "and if she said yes?", "history": before, "asker": "kwame@example.org"},
        '{"id": "half", "text": "can i post a photo of a colleague \\ud83d"}',
        {"id": "long", "text": "why " * 900},
    )
    result = run("ask", "--batch", "-", "--as", "sam@example.org", stdin=questions, DATA=own_folder)
    assert result.exit_code == 0
    answers = lines_of(result)
    assert [answer["id"] for answer in answers] == ["b", 7, None, "a", "half", "long"]
    for answer in answers:
        Draft202012Validator(SCHEMA).validate(answer)
        assert (answer["verdict"] == "not_covered") is (answer["citations"] == [])
        assert answer["verdict"] == "not_covered" or answer["closest"] is None
        assert (answer["verdict"] == "only_if") is (answer["condition"] is not None)
    first, france, empty, follow_up, half, long = answers
    assert first["refer_to"]["name"] == "Jolanta Mazur"
    assert (france["verdict"], france["refer_to"]) == ("not_covered", None)
    assert empty["verdict"] == long["verdict"] == "not_covered"
    assert follow_up["citations"][0]["clause"].startswith(("guidelines.must-not", "your-own-phone"))
    assert follow_up["refer_to"]["name"] == "Daniel Okafor"
    assert half["verdict"] == "only_if"
    assert "6 questions" in result.stderr
    assert "Answering" in result.stderr


def test_a_batch_can_be_a_file_with_a_byte_order_mark_and_windows_line_ends(
    run: Run, own_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    text = batch_of({"id": 1, "text": "can i film\u2028a resident on my own phone"}, {"id": 2, "text": PHOTO})
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    answers = lines_of(run("ask", "--batch", file, DATA=own_folder))
    assert [(answer["id"], answer["verdict"]) for answer in answers] == [(1, "no"), (2, "only_if")]


@pytest.mark.parametrize(
    ("third", "said"),
    [
        ("not json", "Line 3 is not JSON"),
        ('{"id": 3, "text": "cut', "Line 3 is not JSON"),
        ("[" * 5000, "Line 3 is not JSON"),
        ('{"text": "x", "id": ' + "9" * 5000 + "}", "Line 3 is not JSON"),
        ('["text"]', "Line 3 is no object"),
        ("null", "Line 3 is no object"),
        ('{"id": 3}', "Line 3, text"),
        ('{"text": 5}', "Line 3, text"),
        ('{"text": null}', "Line 3, text"),
        ('{"text": "x", "id": [1]}', "Line 3, id"),
        ('{"text": "x", "history": "before"}', "Line 3, history"),
        ('{"text": "x", "history": [{"bot_gist": "y"}]}', "Line 3, history.0.user"),
        ('{"text": "x", "asker": 1}', "Line 3, asker"),
    ],
)
def test_a_batch_with_a_bad_third_line_is_not_answered_at_all(run: Run, third: str, said: str) -> None:
    questions = batch_of({"text": PHOTO}, {"text": PHOTO}, third, {"text": PHOTO})
    assert is_told(run("ask", "--batch", "-", stdin=questions), said, "nothing was answered")


def test_what_was_asked_is_not_repeated_when_a_line_is_bad(run: Run) -> None:
    result = run("ask", "--batch", "-", stdin='{"text": ["zorblatt"]}\n')
    assert is_told(result, "Line 1, text")
    assert "zorblatt" not in result.output


def test_a_batch_that_is_not_utf_8_is_told_so(run: Run) -> None:
    latin = batch_of('{"text": "caf\u00e9"}').encode("latin-1")
    for content in (latin, batch_of({"text": PHOTO}).encode("utf-16")):
        assert is_told(run("ask", "--batch", "-", stdin=content), "not UTF-8")


@pytest.mark.parametrize("content", ["", "\n\n  \n"])
def test_an_empty_batch_has_no_answers(run: Run, content: str) -> None:
    result = run("ask", "--batch", "-", stdin=content)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "There is no question to answer.\n"


@pytest.mark.parametrize(
    "words",
    [("ask",), ("ask", PHOTO, "--batch", "-"), ("ask", "--batch", "missing.jsonl"), ("ask", "--batch", ".")],
)
def test_a_command_that_cannot_be_understood_says_how_to_use_it(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr


@pytest.mark.parametrize("how", [(PHOTO,), (PHOTO, "--json"), ("--batch", "-")])
def test_while_nothing_is_published_whoever_asks_is_told_what_to_do(run: Run, how: tuple[str, ...]) -> None:
    result = run("ask", *how, stdin=batch_of({"text": PHOTO}))
    assert is_told(result, "No policy is published yet", "python -m ingest FILE")


def test_an_empty_question_gets_an_example(run: Run, own_folder: Path) -> None:
    result = run("ask", "", DATA=own_folder)
    assert result.exit_code == 0
    assert "Type a question first" in result.stdout


def test_asking_changes_nothing_in_the_data_folder(run: Run, own_folder: Path) -> None:
    before = kept(own_folder)
    run("ask", PHOTO, DATA=own_folder)
    run("ask", "--batch", "-", stdin=batch_of({"text": "can i tell zorblatt"}), DATA=own_folder)
    after = kept(own_folder)
    assert before.keys() == after.keys()
    assert before["handrail.db"] == after["handrail.db"]
    assert not any(b"zorblatt" in content for content in after.values())
