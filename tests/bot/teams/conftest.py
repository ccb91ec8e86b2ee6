"""The Teams bot of the scenarios, for what only Teams has."""

from tests.bot.chat.conftest import (
    clock,
    desk,
    engine,
    keys,
    teams,
    teams_app,
    teams_chat,
    teams_client,
)

__all__ = ["clock", "desk", "engine", "keys", "teams", "teams_app", "teams_chat", "teams_client"]
