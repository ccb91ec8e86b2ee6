"""Settings, folders and files that cannot be used: one sentence for each."""

import os
from pathlib import Path

import pytest

from tests.command_line.spoken import PHOTO, POLICY, Run, batch_of, is_told, kept, lines_of


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEB_PORT", "many"), ("WEB_PORT", "65536"), ("WEB_PORT", "-1"), ("LOG_LEVEL", "LOUD")],
)
@pytest.mark.parametrize("command", [("ask", PHOTO), ("rebuild",), ("serve",), ("ingest", "x.md")])
def test_a_setting_that_is_wrong_is_named(run: Run, command: tuple[str, ...], name: str, value: str) -> None:
    assert is_told(run(*command, **{name: value}), f"The setting HANDRAIL_{name} is wrong")


def test_a_setting_left_empty_keeps_its_default(run: Run, tmp_path: Path, policy_file: Path) -> None:
    result = run("ingest", policy_file, "--yes", DATA="", WEB_PORT="", LOG_LEVEL="")
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
