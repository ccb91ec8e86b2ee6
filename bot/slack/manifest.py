"""The app manifest that an administrator pastes into Slack, and what it says."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"
MANIFEST = Path(__file__).parent / "manifest.json"


@cache
def manifest() -> dict[str, Any]:
    """The manifest as it is shipped, with an address to be filled in."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def bot_scopes() -> list[str]:
    """What Handrail asks leave for."""
    return list(manifest()["oauth_config"]["scopes"]["bot"])


def filled_in(url: str | None) -> dict[str, Any]:
    """The manifest for a Handrail that Slack reaches at this address; for Socket Mode when it is None."""
    whole = copy.deepcopy(manifest())
    settings, features, oauth = whole["settings"], whole["features"], whole["oauth_config"]
    if url is None:
        settings["socket_mode_enabled"] = True
        del settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]
        del features["slash_commands"][0]["url"], oauth["redirect_urls"]
        return whole
    root = url.rstrip("/")
    settings["event_subscriptions"]["request_url"] = root + EVENTS_PATH
    settings["interactivity"]["request_url"] = root + EVENTS_PATH
    features["slash_commands"][0]["url"] = root + EVENTS_PATH
    oauth["redirect_urls"] = [root + REDIRECT_PATH]
    return whole
