"""Rebuilding on the command line."""

import shutil
from pathlib import Path

from tests.command_line.spoken import PHOTO, Run, is_told, lines_of


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


def test_an_index_made_with_another_embedding_model_is_told_to_be_rebuilt(
    run: Run, own_folder: Path, tmp_path: Path
) -> None:
    result = run("ask", PHOTO, DATA=own_folder, EMBEDDING_MODEL=tmp_path / "another")
    assert is_told(result, "another embedding model", "run 'python app.py rebuild'")


def test_a_reading_model_that_is_not_there_is_told_so(run: Run, own_folder: Path, tmp_path: Path) -> None:
    result = run("ask", PHOTO, DATA=own_folder, READING_MODEL=tmp_path / "missing")
    assert is_told(result, "no reading model in the folder", str(tmp_path / "missing"))


def test_there_is_nothing_to_rebuild_while_nothing_is_published(run: Run) -> None:
    result = run("rebuild")
    assert (result.exit_code, result.stdout) == (0, "Nothing is published, so nothing to index.\n")
