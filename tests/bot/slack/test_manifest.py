"""The manifest says what the code does: what it listens to, what it calls, and nothing more."""

import ast
import json
from pathlib import Path

import pytest

from bot.slack.app import EVENTS
from bot.slack.heard import CHECK_DRAFT, CHECK_MESSAGE, COMMAND
from bot.slack.manifest import bot_scopes, filled_in, manifest

SLACK = Path(__file__).parents[3] / "bot" / "slack"

SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "tokens_revoked": set(),
}
SCOPES_OF_METHODS = {
    "assistant_threads_setStatus": {"assistant:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_startStream": {"chat:write"},
    "chat_stopStream": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "users_info": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "users_profile_get": {"users.profile:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
FAMILIES = (
    "assistant_",
    "auth_",
    "chat_",
    "conversations_",
    "files_",
    "users_",
    "views_",
    "reactions_",
)


def methods_called() -> set[str]:
    """The methods of Slack's Web API that the code names."""
    return {
        node.attr
        for path in SLACK.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith(FAMILIES)
    }


def test_it_subscribes_to_what_the_code_listens_to() -> None:
    subscribed = set(manifest()["settings"]["event_subscriptions"]["bot_events"])
    assert subscribed == set(SCOPES_OF_EVENTS)
    assert {event.split(".")[0] for event in subscribed} == set(EVENTS)


def test_its_command_and_shortcuts_are_those_that_the_code_knows() -> None:
    features = manifest()["features"]
    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert {shortcut["callback_id"]: shortcut["type"] for shortcut in features["shortcuts"]} == {
        CHECK_DRAFT: "global",
        CHECK_MESSAGE: "message",
    }


def test_it_asks_leave_for_what_the_code_does_and_nothing_else() -> None:
    called = methods_called()
    assert called == set(SCOPES_OF_METHODS)
    needed = {"commands"}.union(*SCOPES_OF_EVENTS.values(), *(SCOPES_OF_METHODS[method] for method in called))
    assert set(bot_scopes()) == needed
    assert bot_scopes() == sorted(needed)


def test_for_http_every_address_is_the_one_given() -> None:
    text = json.dumps(filled_in("https://care.example.net/"))
    assert "handrail.example.org" not in text
    assert text.count('"https://care.example.net/slack/events"') == 3
    assert '"https://care.example.net/slack/oauth_redirect"' in text


def test_for_socket_mode_there_is_no_address() -> None:
    text = json.dumps(filled_in(None))
    assert "https://" not in text
    assert filled_in(None)["settings"]["socket_mode_enabled"] is True


def test_filling_in_leaves_the_shipped_manifest_alone() -> None:
    before = json.dumps(manifest())
    filled_in(None)
    assert json.dumps(manifest()) == before


@pytest.mark.parametrize(("name", "most"), [("name", 35), ("description", 140), ("long_description", 4000)])
def test_its_words_are_within_slacks_limits(name: str, most: int) -> None:
    assert 0 < len(manifest()["display_information"][name]) <= most


def test_its_long_description_is_long_enough_for_slack() -> None:
    assert len(manifest()["display_information"]["long_description"]) >= 174


def test_its_shortcuts_are_within_slacks_limits() -> None:
    for shortcut in manifest()["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_docs_explain_every_scope() -> None:
    page = (SLACK.parents[1] / "docs" / "slack.md").read_text(encoding="utf-8")
    for scope in bot_scopes():
        assert f"`{scope}`" in page
