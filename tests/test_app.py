"""The command line: what is typed in, what comes out where, and one sentence for whatever goes wrong."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from click.testing import CliRunner, Result
from filelock import FileLock
from jsonschema import Draft202012Validator

import app

ROOT = Path(__file__).parents[1]
PHOTO = "can i post a photo of a colleague?"
SAMPLES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "policies").glob("*.md"))
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
POLICY = """# Knitting policy

Issued: 7 September 2026

## Rules

Staff must not:

1. knit on the stairs
2. leave needles in a chair
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a data folder of the test's own, from a folder without a .env file."""
    monkeypatch.chdir(tmp_path)

    def ran(*words: object, stdin: bytes | str = b"", **settings: object) -> Result:
        given = {"DATA": tmp_path / "new", "PEOPLE": ROOT / "people.csv", **settings}
        environment = {f"HANDRAIL_{name}": str(value) for name, value in given.items()}
        command = [str(word) for word in words]
        # A command is a process, and in a new process Chroma has no folder open.
        SharedSystemClient.clear_system_cache()
        result = CliRunner().invoke(app.cli, command, input=stdin, env=environment, catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return ran


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    file = tmp_path / "knitting.md"
    file.write_text(POLICY, encoding="utf-8")
    return file


def kept(folder: Path) -> dict[str, bytes]:
    """Every file of a data folder with its bytes, save what SQLite lays out while it reads."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".db-shm"
        and not (path.suffix == ".db-wal" and not path.stat().st_size)
    }


def lines_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def is_told(result: Result, *words: str) -> bool:
    """Whether a command failed with one sentence on standard error that holds these words."""
    last = result.stderr.strip().splitlines()[-1]
    sentence = last.removeprefix("Error: ")
    one = sentence.endswith(".") and ". " not in sentence and last != sentence
    return result.exit_code == 1 and result.stdout == "" and one and all(word in sentence for word in words)


def batch_of(*questions: dict[str, Any] | str) -> str:
    lines = (question if isinstance(question, str) else json.dumps(question) for question in questions)
    return "".join(f"{line}\n" for line in lines)


# Asking


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


# Publishing


def test_a_file_is_shown_then_asked_about_then_published(run: Run, policy_file: Path) -> None:
    result = run("ingest", policy_file, stdin="y\n")
    assert result.exit_code == 0
    shown, _, after = result.stdout.partition("Publish this as version 1? [y/N]: ")
    assert "Knitting policy → knitting, version 1" in shown
    assert "Issued:  7 September 2026" in shown
    assert "2  Rules" in shown
    assert "forbid something" in shown
    assert "Published: Knitting policy, version 1." in after
    assert "Making it searchable" in result.stderr
    answer = run("ask", "can i knit on the stairs")
    assert answer.stdout.startswith("NO.")
    assert "Staff must not: knit on the stairs" in answer.stdout


@pytest.mark.parametrize("said", ["n\n", "\n", "perhaps\nn\n"])
def test_whoever_does_not_say_yes_publishes_nothing(run: Run, policy_file: Path, said: str) -> None:
    result = run("ingest", policy_file, stdin=said)
    assert result.exit_code == 0
    assert result.stdout.endswith("Nothing was published.\n")
    assert is_told(run("ask", PHOTO), "No policy is published yet")


def test_an_end_of_input_is_no_yes(run: Run, policy_file: Path) -> None:
    result = run("ingest", policy_file, stdin="")
    assert result.exit_code == 1
    assert is_told(run("ask", PHOTO), "No policy is published yet")


def test_a_policy_is_called_what_it_is_told_to_be_called(run: Run, policy_file: Path) -> None:
    result = run("ingest", policy_file, "--policy", "wool-work", "--yes")
    assert "Knitting policy → wool-work, version 1" in result.stdout
    assert "knitting, version" not in result.stdout


def test_a_changed_file_becomes_the_next_version_and_an_unchanged_one_none(
    run: Run, policy_file: Path
) -> None:
    run("ingest", policy_file, "--yes")
    again = run("ingest", policy_file, "--yes")
    assert again.exit_code == 0
    assert again.stdout == "Knitting policy: no change from version 1, which stays published.\n"
    policy_file.write_text(POLICY.replace("on the stairs", "in the lift"), encoding="utf-8")
    changed = run("ingest", policy_file, "--yes")
    assert "Published: Knitting policy, version 2." in changed.stdout
    (answer,) = lines_of(run("ask", "can i knit in the lift", "--json"))
    assert answer["citations"][0]["version"] == 2
    assert answer["citations"][0]["quote"] == "knit in the lift"


def test_paths_are_printed_and_nothing_is_published(run: Run, policy_file: Path) -> None:
    result = run("ingest", policy_file, "--paths")
    assert "knitting/rules.must-not.1\tknit on the stairs\n" in result.stdout
    assert is_told(run("ask", PHOTO), "No policy is published yet")


def make_missing(file: Path) -> None:
    file.unlink(missing_ok=True)


def make_empty(file: Path) -> None:
    file.write_bytes(b"")


def make_blank(file: Path) -> None:
    file.write_bytes(b" \n\t\n")


def make_binary(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 20)


def make_picture(file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)


def make_headings_only(file: Path) -> None:
    file.write_text("# Knitting policy\n\n## Rules\n", encoding="utf-8")


def make_folder(file: Path) -> None:
    file.mkdir()


def make_broken_link(file: Path) -> None:
    file.symlink_to(file.with_name("nowhere"))


def make_unreadable(file: Path) -> None:
    file.write_text(POLICY, encoding="utf-8")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("whoever runs the tests may read any file")


BAD_FILES = [
    make_missing,
    make_empty,
    make_blank,
    make_binary,
    make_picture,
    make_headings_only,
    make_folder,
    make_broken_link,
    make_unreadable,
]


@pytest.mark.parametrize("make", BAD_FILES)
def test_a_file_that_is_no_policy_is_told_in_one_sentence_and_changes_nothing(
    run: Run, own_folder: Path, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    file = tmp_path / "stitching.md"
    make(file)
    before = kept(own_folder)
    assert is_told(run("ingest", file, "--yes", DATA=own_folder), "stitching.md")
    assert kept(own_folder) == before


def test_a_format_that_cannot_be_read_yet_is_told_with_those_that_can(run: Run, tmp_path: Path) -> None:
    for name in ("policy.docx", "policy", "policy.md.exe"):
        (tmp_path / name).write_text(POLICY, encoding="utf-8")
        assert is_told(run("ingest", tmp_path / name, "--yes"), name, ".txt, .md")


def test_of_several_files_none_is_published_when_one_is_bad(
    run: Run, own_folder: Path, policy_file: Path, tmp_path: Path
) -> None:
    make_empty(tmp_path / "stitching.md")
    before = kept(own_folder)
    result = run("ingest", policy_file, tmp_path / "stitching.md", "--yes", DATA=own_folder)
    assert is_told(result, "stitching.md is empty")
    assert kept(own_folder) == before


def test_two_files_that_would_be_one_policy_are_not_published(
    run: Run, own_folder: Path, policy_file: Path, tmp_path: Path
) -> None:
    shutil.copy(policy_file, tmp_path / "Knitting Policy.txt")
    before = kept(own_folder)
    result = run("ingest", policy_file, tmp_path / "Knitting Policy.txt", "--yes", DATA=own_folder)
    assert is_told(result, "“knitting”", "--policy")
    assert kept(own_folder) == before


@pytest.mark.parametrize(
    "slug", ["", "Knitting", "knit ting", "../knitting", "-knitting", "k" * 61, "caf\u00e9"]
)
def test_a_short_name_that_cannot_be_one_is_told_in_one_sentence(
    run: Run, policy_file: Path, slug: str
) -> None:
    assert is_told(run("ingest", policy_file, "--policy", slug, "--yes"), "cannot be a policy's short name")


def test_one_short_name_is_not_given_to_two_files(run: Run, policy_file: Path) -> None:
    result = run("ingest", policy_file, policy_file, "--policy", "knitting", "--yes")
    assert result.exit_code == 2
    assert "--policy names one policy" in result.stderr


def test_while_someone_else_publishes_nothing_is_changed(
    run: Run, own_folder: Path, policy_file: Path
) -> None:
    with FileLock(own_folder / "publishing.lock"):
        before = kept(own_folder)
        result = run("ingest", policy_file, "--yes", DATA=own_folder)
        assert kept(own_folder) == before
        rebuilt = run("rebuild", DATA=own_folder)
        assert kept(own_folder) == before
    assert result.exit_code == rebuilt.exit_code == 1
    assert "Someone else is publishing at this moment" in result.stderr
    assert "Someone else is publishing at this moment" in rebuilt.stderr


def test_two_data_folders_never_touch_each_other(run: Run, own_folder: Path, policy_file: Path) -> None:
    before = kept(own_folder)
    run("ingest", policy_file, "--yes")
    assert kept(own_folder) == before
    assert run("ask", PHOTO, "--json", DATA=own_folder).stdout
    (answer,) = lines_of(run("ask", "can i knit on the stairs", "--json"))
    assert {citation["policy"] for citation in answer["citations"]} == {"knitting"}


# Rebuilding


def test_a_deleted_index_is_rebuilt_from_the_library(run: Run, own_folder: Path) -> None:
    (before,) = lines_of(run("ask", PHOTO, "--json", DATA=own_folder))
    shutil.rmtree(own_folder / "index")
    assert is_told(run("ask", PHOTO, DATA=own_folder), "run 'python app.py rebuild'")
    rebuilt = run("rebuild", DATA=own_folder)
    assert rebuilt.exit_code == 0
    assert rebuilt.stdout.startswith("The index holds ")
    (after,) = lines_of(run("ask", PHOTO, "--json", DATA=own_folder))
    assert {**after, "latency_ms": 0} == {**before, "latency_ms": 0}


def test_a_broken_index_is_told_with_what_to_do(run: Run, own_folder: Path) -> None:
    shutil.rmtree(own_folder / "index")
    (own_folder / "index").mkdir()
    (own_folder / "index" / "chroma.sqlite3").write_bytes(b"These are my notes.\n" * 400)
    assert is_told(run("ask", PHOTO, DATA=own_folder), f"delete the folder {own_folder / 'index'}")


def test_there_is_nothing_to_rebuild_while_nothing_is_published(run: Run) -> None:
    result = run("rebuild")
    assert (result.exit_code, result.stdout) == (0, "Nothing is published, so nothing to index.\n")


# Settings, folders and files that cannot be used


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEB_PORT", "many"), ("WEB_PORT", "65536"), ("WEB_PORT", "-1"), ("LOG_LEVEL", "LOUD")],
)
@pytest.mark.parametrize("command", [("ask", PHOTO), ("rebuild",), ("serve",), ("ingest", "x.md")])
def test_a_setting_that_is_wrong_is_named(run: Run, command: tuple[str, ...], name: str, value: str) -> None:
    assert is_told(run(*command, **{name: value}), f"The setting HANDRAIL_{name} is wrong")


def test_a_setting_left_empty_keeps_its_default(run: Run, tmp_path: Path, policy_file: Path) -> None:
    result = run("ingest", policy_file, "--yes", DATA="", WEB_PORT="", LOG_LEVEL="", EMBEDDING_MODEL="")
    assert result.exit_code == 0
    assert (tmp_path / "data" / "handrail.db").is_file()


def test_settings_can_stand_in_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HANDRAIL_WEB_PORT=many\n", encoding="utf-8")
    assert is_told(run("rebuild"), "HANDRAIL_WEB_PORT")
    (tmp_path / ".env").write_bytes(b"HANDRAIL_PEOPLE=caf\xe9.csv\n")
    assert is_told(run("rebuild"), ".env is not UTF-8")


def test_a_data_folder_that_is_a_file_is_told_so(run: Run, policy_file: Path) -> None:
    for folder in (policy_file, policy_file / "data"):
        assert is_told(run("ask", PHOTO, DATA=folder), str(folder))
        assert is_told(run("ingest", policy_file, "--yes", DATA=folder), str(folder))
    assert policy_file.read_text(encoding="utf-8") == POLICY


def test_a_data_folder_that_may_not_be_written_is_told_so(run: Run, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("whoever runs the tests may write anywhere")
    assert is_told(run("ask", PHOTO, DATA=locked), str(locked))
    assert is_told(run("ask", PHOTO, DATA=locked / "data"), str(locked))


def test_a_data_folder_may_have_any_name(run: Run, tmp_path: Path, policy_file: Path) -> None:
    folder = tmp_path / "50% d\u2019\u00e9t\u00e9 #1?"
    assert run("ingest", policy_file, "--yes", DATA=folder).exit_code == 0
    assert run("ask", "can i knit on the stairs", DATA=folder).stdout.startswith("NO.")
    assert (folder / "handrail.db").is_file()


def test_a_library_that_is_no_database_is_told_so_and_kept(
    run: Run, own_folder: Path, policy_file: Path
) -> None:
    (own_folder / "handrail.db").write_bytes(b"These are my notes.\n" * 400)
    before = kept(own_folder)
    for command in (("ask", PHOTO), ("ingest", policy_file, "--yes"), ("rebuild",)):
        assert "cannot be used" in run(*command, DATA=own_folder).stderr
    assert kept(own_folder) == before


def test_a_database_that_cannot_be_reached_is_told_without_its_password(run: Run) -> None:
    url = "postgresql+psycopg://handrail:hunter2@127.0.0.1:1/policies"
    result = run("ask", PHOTO, DATABASE_URL=url)
    assert is_told(result, "policies on 127.0.0.1:1", "cannot be used")
    assert "hunter2" not in result.output
    assert is_told(run("ask", PHOTO, DATABASE_URL="nonsense"), "HANDRAIL_DATABASE_URL")


def test_people_who_cannot_be_read_are_told_of_before_anything_is_answered(
    run: Run, own_folder: Path, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    for content in (b"name,email\nSam,sam@example.org\n", b"\xff\xfe\x00", b'email,name\n"sam'):
        people.write_bytes(content)
        for how in ((PHOTO,), (PHOTO, "--json"), ("--batch", "-")):
            result = run("ask", *how, stdin=batch_of({"text": PHOTO}), DATA=own_folder, PEOPLE=people)
            assert result.exit_code == 1
            assert result.stdout == ""
            assert "people.csv" in result.stderr


def test_without_people_everyone_is_unknown(run: Run, own_folder: Path, tmp_path: Path) -> None:
    result = run("ask", PHOTO, "--json", DATA=own_folder, PEOPLE=tmp_path / "nobody.csv")
    (answer,) = lines_of(result)
    assert answer["refer_to"] == {"kind": "line_manager", "name": None, "email": None}


def test_a_model_that_is_not_there_is_told_so(run: Run, tmp_path: Path, policy_file: Path) -> None:
    result = run("ingest", policy_file, "--yes", EMBEDDING_MODEL=tmp_path / "no-model")
    assert result.exit_code == 1
    assert "There is no sentence-transformers model in the folder" in result.stderr
    assert is_told(run("ask", PHOTO), "No policy is published yet")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])  # noqa: S104 -- it must be refused
def test_the_page_is_served_to_this_machine_only(run: Run, host: str) -> None:
    assert is_told(run("serve", "--host", host), "only served to this machine", host)


# The real thing, as a person starts it


def started(*words: str, folder: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    settings = {"HANDRAIL_DATA": str(folder), "HANDRAIL_LOG_LEVEL": "DEBUG", "PYTHONIOENCODING": "latin-1"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
        **more,
    )


def test_asking_for_real_prints_an_answer_and_logs_no_word_of_the_question(own_folder: Path) -> None:
    text = "can i post a photo of a colleague called zorblatt?"
    done = started("app.py", "ask", text, "--as", "sam@example.org", folder=own_folder)
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").startswith("ONLY IF:")
    assert b"zorblatt" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_batch_for_real_keeps_answers_and_progress_apart(own_folder: Path) -> None:
    questions = batch_of({"id": 1, "text": f"{PHOTO} zorblatt"}, {"id": 2, "text": "can i sew"}).encode()
    done = started("app.py", "ask", "--batch", "-", folder=own_folder, input=questions)
    assert done.returncode == 0
    answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == [1, 2]
    assert b"2 questions" in done.stderr
    assert b"zorblatt" not in done.stderr


def test_ingest_under_its_own_name_names_itself(tmp_path: Path) -> None:
    done = started("-m", "ingest", str(tmp_path / "missing.md"), folder=tmp_path / "data")
    assert done.returncode == 1
    assert done.stdout == b""
    last = done.stderr.decode("utf-8").splitlines()[-1]
    assert last == f"Error: There is no file {tmp_path / 'missing.md'}: check its name and folder."
