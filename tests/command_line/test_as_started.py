"""The commands as a person starts them, each in a process of its own."""

import json
from pathlib import Path

import pytest

from tests.command_line.spoken import PHOTO, batch_of, started
from tests.knowledge.chat_server import reply, serving


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


def test_asking_for_real_asks_the_chat_model_and_logs_no_word_of_it(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_CHAT_MODEL", "openai:scripted")
    monkeypatch.setenv("HANDRAIL_CHAT_SECONDS", "60")
    with serving(lambda _request: reply("not_covered")) as server:
        monkeypatch.setenv("HANDRAIL_CHAT_URL", server.url)
        done = started("app.py", "ask", f"{PHOTO} zorblatt", folder=own_folder)
        assert f"\n> {PHOTO} zorblatt\n" in server.told()
    assert done.stdout.decode("utf-8").startswith("NOT COVERED")
    assert b"zorblatt" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_ingest_under_its_own_name_names_itself(tmp_path: Path) -> None:
    done = started("-m", "ingest", str(tmp_path / "missing.md"), folder=tmp_path / "data")
    assert done.returncode == 1
    assert done.stdout == b""
    last = done.stderr.decode("utf-8").splitlines()[-1]
    assert last == f"Error: There is no file {tmp_path / 'missing.md'}: check its name and folder."
