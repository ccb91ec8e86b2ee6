"""The Slack app of the scenarios, for what only Slack has."""

from collections.abc import AsyncIterator

import pytest

from bot.slack.app import SlackApp
from tests.bot.chat.conftest import clock, desk, engine, slack, slack_app
from tests.bot.slack.slack_chat import SlackChat
from tests.bot.slack.stand_in import SlackStandIn

__all__ = ["clock", "desk", "engine", "slack", "slack_app"]


@pytest.fixture
async def chat(slack_app: SlackApp, slack: SlackStandIn) -> AsyncIterator[SlackChat]:
    yield SlackChat(slack_app, slack)
    await slack_app.worker.settled()
