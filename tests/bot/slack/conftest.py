"""The Slack app of the scenarios, for what only Slack has."""

from tests.bot.chat.conftest import clock, desk, engine, slack, slack_app

__all__ = ["clock", "desk", "engine", "slack", "slack_app"]
