"""What can be set from outside, and the file that says so."""

import re
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsWrong, read_settings

EXAMPLE = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"^# (HANDRAIL_\w+)=(.*)$", EXAMPLE, re.MULTILINE))
DEFAULTS = {
    f"HANDRAIL_{name.upper()}": "" if field.default is None else str(field.default)
    for name, field in Settings.model_fields.items()
}


def test_the_example_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"HANDRAIL_\w+", EXAMPLE))
    assert named == set(SHOWN) == set(DEFAULTS)


def test_the_example_shows_each_default() -> None:
    assert SHOWN == DEFAULTS


def test_the_example_sets_nothing_until_it_is_changed() -> None:
    lines = [line for line in EXAMPLE.splitlines() if line.strip()]
    assert all(line.startswith("# ") for line in lines)


def test_each_setting_of_the_example_has_its_explanation() -> None:
    for paragraph in EXAMPLE.strip().split("\n\n")[1:]:
        *explained, setting = paragraph.splitlines()
        assert explained
        assert setting.removeprefix("# ").split("=")[0] in DEFAULTS


def test_the_example_can_be_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = Settings()
    Path(".env").write_text(EXAMPLE.replace("# HANDRAIL_", "HANDRAIL_"), encoding="utf-8")
    assert Settings() == before


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("HANDRAIL_WEB_PORT=9000\nHANDRAIL_DATA=ours\n", encoding="utf-8")
    monkeypatch.setenv("HANDRAIL_WEB_PORT", "9001")
    settings = Settings()
    assert (settings.web_port, settings.data) == (9001, Path("ours"))


def test_what_others_set_for_themselves_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("SOMEBODY_ELSES=1\nDATA=elsewhere\n", encoding="utf-8")
    assert Settings().data == Path("data")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEB_PORT", "65536"),
        ("WEB_PORT", ""),
        ("LOG_LEVEL", "loud"),
        ("CHAT_SECONDS", "0"),
        ("CHAT_SECONDS", "-1"),
        ("CHAT_SECONDS", "inf"),
        ("CHAT_SECONDS", "nan"),
        ("CHAT_SECONDS", "soon"),
    ],
)
def test_a_wrong_value_is_refused_and_an_empty_one_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"HANDRAIL_{name}", value)
    if not value:
        assert Settings().web_port == 8080
        return
    with pytest.raises(ValidationError):
        Settings()


def test_unless_it_is_set_no_chat_model_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert (settings.chat_model, settings.chat_url, settings.chat_key) == ("", "", None)


def test_the_key_is_shown_by_nothing_that_shows_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("HANDRAIL_CHAT_KEY=hunter2\n", encoding="utf-8")
    settings = Settings()
    assert settings.chat_key is not None
    assert settings.chat_key.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SLACK": "http", "SLACK_BOT_TOKEN": "xoxb-1"}, "HANDRAIL_SLACK_SIGNING_SECRET"),
        ({"SLACK": "http", "SLACK_SIGNING_SECRET": "s"}, "HANDRAIL_SLACK_BOT_TOKEN"),
        ({"SLACK": "socket", "SLACK_BOT_TOKEN": "xoxb-1"}, "HANDRAIL_SLACK_APP_TOKEN"),
        ({"SLACK": "socket", "SLACK_APP_TOKEN": "xapp-1"}, "HANDRAIL_SLACK_BOT_TOKEN"),
        (
            {"SLACK": "http", "SLACK_SIGNING_SECRET": "s", "SLACK_CLIENT_ID": "1.2"},
            "HANDRAIL_SLACK_CLIENT_SECRET",
        ),
        (
            {
                "SLACK": "http",
                "SLACK_SIGNING_SECRET": "s",
                "SLACK_CLIENT_ID": "1.2",
                "SLACK_CLIENT_SECRET": "t",
            },
            "HANDRAIL_PUBLIC_URL",
        ),
    ],
)
def test_what_slack_lacks_is_named(
    given: dict[str, str], missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(f"HANDRAIL_{name}", value)
    with pytest.raises(SettingsWrong, match=f"^HANDRAIL_SLACK={given['SLACK']} needs {missing} too\\.$"):
        read_settings()


def test_a_secret_is_shown_by_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("BOT_TOKEN", "SIGNING_SECRET", "APP_TOKEN", "CLIENT_SECRET"):
        monkeypatch.setenv(f"HANDRAIL_SLACK_{name}", "wilhelmina")
    assert "wilhelmina" not in repr(read_settings())


APP_ID = "7d0c5a1e-3f3b-4f57-9d53-2f1f0c4b9a10"
TEAMS = {"TEAMS": "on", "TEAMS_APP_ID": APP_ID, "TEAMS_APP_SECRET": "wilhelmina", "TEAMS_TENANT_ID": "Ours"}


def with_settings(monkeypatch: pytest.MonkeyPatch, folder: Path, given: dict[str, str]) -> None:
    """Sets these, in a folder without a file of settings."""
    monkeypatch.chdir(folder)
    for name, value in given.items():
        monkeypatch.setenv(f"HANDRAIL_{name}", value)


@pytest.mark.parametrize("empty", [True, False])
@pytest.mark.parametrize("missing", ["TEAMS_APP_ID", "TEAMS_APP_SECRET", "TEAMS_TENANT_ID"])
def test_what_teams_lacks_is_named_with_the_way_to_try_it_without(
    missing: str, empty: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {name: value for name, value in TEAMS.items() if name != missing})
    if empty:
        monkeypatch.setenv(f"HANDRAIL_{missing}", "")
    with pytest.raises(SettingsWrong) as raised:
        read_settings()
    assert str(raised.value) == (
        f"HANDRAIL_TEAMS=on needs HANDRAIL_{missing} too; to try Handrail in the Agents Playground on this "
        "machine, without a registration, set HANDRAIL_TEAMS=playground."
    )


def test_of_several_that_teams_lacks_the_first_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {"TEAMS": "on"})
    with pytest.raises(SettingsWrong, match=r"^HANDRAIL_TEAMS=on needs HANDRAIL_TEAMS_APP_ID too;[^.]*\.$"):
        read_settings()


def test_teams_with_what_it_needs_is_taken_and_so_is_the_playground_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {**TEAMS, "PUBLIC_URL": "https://care.example.net"})
    assert read_settings().teams == "on"
    for name in TEAMS:
        monkeypatch.delenv(f"HANDRAIL_{name}")
    assert read_settings().teams == "off", "an address alone asks for no platform"
    monkeypatch.delenv("HANDRAIL_PUBLIC_URL")
    monkeypatch.setenv("HANDRAIL_TEAMS", "playground")
    assert read_settings().teams == "playground"


# Where anybody is let in, nothing may be within reach of others than this machine's own people.
@pytest.mark.parametrize(
    "given", [{"TEAMS_APP_ID": APP_ID}, {"PUBLIC_URL": "https://care.example.net"}], ids=["app id", "address"]
)
def test_the_playground_is_not_opened_to_the_world(
    given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {"TEAMS": "playground", **given})
    with pytest.raises(SettingsWrong) as raised:
        read_settings()
    assert str(raised.value) == (
        "HANDRAIL_TEAMS=playground lets in whoever asks from this machine, so it goes neither with "
        "HANDRAIL_TEAMS_APP_ID nor with HANDRAIL_PUBLIC_URL: leave those empty, or set it to on."
    )


@pytest.mark.parametrize(
    ("own", "listed", "allowed"),
    [
        ("", "", set()),
        ("Ours", "", {"ours"}),
        ("ours", "Theirs,OTHERS", {"ours", "theirs", "others"}),
        (" ours ", " , theirs ,,\tothers , ", {"ours", "theirs", "others"}),
        ("ours", "OURS,theirs,Theirs", {"ours", "theirs"}),
        ("", "theirs", {"theirs"}),
    ],
)
def test_the_bots_own_organisation_and_those_listed_are_let_in(
    own: str, listed: str, allowed: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {"TEAMS_TENANT_ID": own, "TEAMS_TENANTS": listed})
    assert read_settings().allowed_tenants == allowed


@pytest.mark.parametrize("blank", [" ", "\t"])
def test_an_organisation_that_is_only_blanks_is_none(
    blank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {**TEAMS, "TEAMS_TENANT_ID": blank})
    with pytest.raises(SettingsWrong, match="HANDRAIL_TEAMS_TENANT_ID"):
        read_settings()


@pytest.mark.parametrize(
    "wrong",
    ["handrail", APP_ID[:-1], f"{APP_ID}0", APP_ID.replace("-", ""), f"{{{APP_ID}}}", f"g{APP_ID[1:]}"],
)
def test_an_app_id_that_is_none_is_refused(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {**TEAMS, "TEAMS_APP_ID": wrong})
    with pytest.raises(SettingsWrong, match=r"^The setting HANDRAIL_TEAMS_APP_ID is wrong: "):
        read_settings()
    monkeypatch.setenv("HANDRAIL_TEAMS_APP_ID", APP_ID.upper())
    assert read_settings().teams_app_id == APP_ID.upper()


def test_the_secret_of_teams_is_shown_by_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_settings(monkeypatch, tmp_path, TEAMS)
    settings = read_settings()
    assert settings.teams_app_secret
    assert settings.teams_app_secret.get_secret_value() == "wilhelmina"
    assert "wilhelmina" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_nor_by_what_is_said_of_a_setting_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, tmp_path, {"TEAMS": "on", "TEAMS_APP_SECRET": "wilhelmina"})
    with pytest.raises(SettingsWrong) as raised:
        read_settings()
    assert "wilhelmina" not in "".join(traceback.format_exception(raised.value))
