"""A chat model behind the whole: what it replies is used, and without it all is answered the same."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from app import open_handrail
from bot.settings import Settings
from knowledge.answer import Asker, LineManager, Question, Turn, Verdict
from tests.command_line.spoken import PHOTO, Run, batch_of, is_told, lines_of
from tests.knowledge.chat_server import ChatServer, Said, failure, reply, serving

PICTURES = "put up pictures, photos or film of a service user or colleague"
PATIENT = 60  # seconds: a limit that no test reaches, on a machine however busy


def says_no(request: dict[str, Any]) -> Said:
    """No, by the words about pictures of colleagues, under whatever label they came."""
    clauses = request["messages"][-1]["content"].split("\nClause ")[1:]
    (clause,) = (clause for clause in clauses if PICTURES in clause)
    return reply("no", (clause.split(",")[0], PICTURES))


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with serving(says_no) as chat:
        yield chat


@pytest.fixture
def nowhere() -> str:
    """The address of a server that is down."""
    with closing(create_server(("127.0.0.1", 0))) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def served_at(url: str) -> dict[str, object]:
    return {"CHAT_MODEL": "openai:scripted", "CHAT_URL": url, "CHAT_SECONDS": PATIENT}


def test_what_the_chat_model_replies_is_answered_with_the_policys_words(
    run: Run, own_folder: Path, server: ChatServer
) -> None:
    (alone,) = lines_of(run("ask", PHOTO, "--json", DATA=own_folder))
    result = run("ask", PHOTO, "--json", DATA=own_folder, CHAT_KEY="hunter2", **served_at(server.url))
    (answer,) = lines_of(result)
    assert (alone["verdict"], answer["verdict"]) == ("only_if", "no")
    assert answer["citations"][0]["quote"] == f"{PICTURES} without that person's knowledge and consent"
    assert result.stderr == ""
    assert server.keys == ["Bearer hunter2"]


def test_a_server_that_is_down_leaves_the_offline_answer(
    run: Run, own_folder: Path, nowhere: str, caplog: pytest.LogCaptureFixture
) -> None:
    alone = run("ask", PHOTO, DATA=own_folder)
    result = run("ask", PHOTO, DATA=own_folder, **served_at(nowhere))
    assert result.exit_code == 0
    assert result.stdout == alone.stdout
    assert "answered offline" in caplog.text
    assert "photo" not in caplog.text


def test_a_batch_on_a_server_that_fails_is_answered_offline(
    run: Run, own_folder: Path, server: ChatServer
) -> None:
    server.says(failure(500))
    questions = batch_of(*({"id": at, "text": PHOTO} for at in range(5)))
    answers = lines_of(run("ask", "--batch", "-", stdin=questions, DATA=own_folder, **served_at(server.url)))
    assert [(answer["id"], answer["verdict"]) for answer in answers] == [(at, "only_if") for at in range(5)]
    assert 0 < len(server.requests) < 5


def test_the_assistant_sends_the_question_the_last_turns_and_the_clauses_but_not_who_asks(
    own_folder: Path, server: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = Settings(
        data=own_folder, chat_model="openai:scripted", chat_url=server.url, chat_seconds=PATIENT
    )
    handrail = open_handrail(chosen)
    asker = Asker("sam@example.org", "Sam Whitlock", LineManager("Jolanta Mazur", "jolanta@example.org"))
    before = (Turn("can i post a photo", "Only if they agree."),)
    answer = handrail.assistant.answer(Question("and of a colleague?", asker, before))
    handrail.library.close()
    assert (answer.verdict, answer.text) == (
        Verdict.NO,
        "No. The policy does not allow it as you describe it.",
    )
    assert answer.refer_to is not None
    assert answer.refer_to.name == "Jolanta Mazur"
    sent = str(server.requests)
    assert all(
        words in sent for words in ("and of a colleague?", "can i post a photo", "Only if they agree.")
    )
    assert PICTURES in sent
    assert not any(name in sent for name in ("Sam", "sam@", "Jolanta", "Mazur"))


def test_a_question_far_from_every_policy_stays_on_this_machine(
    run: Run, own_folder: Path, server: ChatServer
) -> None:
    result = run("ask", "what is the capital of france", "--json", DATA=own_folder, **served_at(server.url))
    assert [answer["verdict"] for answer in lines_of(result)] == ["not_covered"]
    assert server.requests == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"CHAT_MODEL": "gpt-5"}, ("gpt-5", "provider:model")),
        ({"CHAT_MODEL": "perplexity:sonar"}, ("pip install langchain-perplexity",)),
        ({"CHAT_MODEL": "openai:gpt-5", "CHAT_URL": "localhost"}, ("http://",)),
        ({"CHAT_SECONDS": "0"}, ("HANDRAIL_CHAT_SECONDS is wrong",)),
    ],
)
def test_a_chat_model_that_cannot_be_used_is_told_before_anything_is_answered(
    run: Run, settings: dict[str, str], said: tuple[str, ...]
) -> None:
    for command in (
        ("ask", PHOTO),
        ("ask", PHOTO, "--json"),
        ("ask", "--batch", "-"),
        ("serve", "--port", 0),
    ):
        assert is_told(run(*command, stdin=batch_of({"text": PHOTO}), **settings), *said)


def test_publishing_asks_no_chat_model(run: Run, policy_file: Path) -> None:
    assert run("ingest", policy_file, "--yes", CHAT_MODEL="nonsense").exit_code == 0
    assert run("rebuild", CHAT_MODEL="nonsense").exit_code == 0
