"""A command line of each test's own."""

from pathlib import Path

import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from click.testing import CliRunner, Result

import app
from tests.command_line.spoken import POLICY, ROOT, Run


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
