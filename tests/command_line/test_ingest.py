"""Publishing on the command line: shown, asked about, published, or refused in a sentence."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.command_line.spoken import PHOTO, POLICY, Run, is_told, kept, lines_of


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
