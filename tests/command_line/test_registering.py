"""What a chat platform is told of Handrail when it is registered there: printed, or written to a file."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.command_line.spoken import Run, is_told

APP_ID = "7D0C5A1E-3f3b-4f57-9d53-2f1f0c4b9a10"


def test_the_teams_package_is_written_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    wanted = tmp_path / "for teams.zip"
    told = run("teams-package", "--app-id", APP_ID, "--organisation", "Linnetbrook Care", "--out", wanted)
    assert told.exit_code == 0
    assert "upload it in Teams" in told.stderr
    with zipfile.ZipFile(wanted) as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["bots"][0]["botId"] == APP_ID.lower()
    assert manifest["developer"]["name"] == "Linnetbrook Care"
    assert {file.name for file in tmp_path.iterdir()} == {"for teams.zip"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--app-id", "handrail"), "is not a bot's id"),
        (("--app-id", APP_ID, "--url", "http://handrail.example.org"), "is no address that Teams takes"),
        (("--app-id", APP_ID, "--organisation", "x" * 33), "has 33 characters"),
    ],
)
def test_what_teams_would_not_take_is_told_in_a_sentence(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert is_told(run("teams-package", *words), said)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    told = run("teams-package", "--app-id", APP_ID, "--out", tmp_path / "nowhere" / "x.zip")
    assert told.exit_code == 1
    assert "No such file or directory" in told.stderr


def test_teams_without_an_app_id_does_not_start(run: Run) -> None:
    assert is_told(run("serve", TEAMS="on"), "HANDRAIL_TEAMS=on needs HANDRAIL_TEAMS_APP_ID too")
    address = "https://handrail.example.org"
    assert is_told(
        run("serve", TEAMS="playground", PUBLIC_URL=address), "lets in whoever asks from this machine"
    )


def test_the_playground_is_served_to_this_machine_only(run: Run) -> None:
    assert is_told(run("serve", "--host", "0.0.0.0", TEAMS="playground"), "instead of 0.0.0.0")  # noqa: S104


def test_the_slack_manifest_is_for_an_address_or_for_a_socket(run: Run) -> None:
    by_socket = json.loads(run("slack-manifest", "--socket").stdout)
    assert by_socket["settings"]["socket_mode_enabled"]
    by_http = json.loads(run("slack-manifest", "--url", "https://handrail.example.org").stdout)
    assert "handrail.example.org" in json.dumps(by_http)
    assert run("slack-manifest").exit_code == 2
