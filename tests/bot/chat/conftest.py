"""The scenarios' chat, over a platform that collects and over the real Slack app."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.chat.desk import Desk, open_desk
from bot.conversation import Assistant, Conversation
from bot.records.inbox import Inbox
from bot.slack.app import SlackApp, SlackSide, web_client
from bot.slack.workspaces import OneWorkspace
from knowledge.schema import open_database, sqlite_url
from tests.bot.chat.collecting import CollectingChat
from tests.bot.chat.world import NAMES, Chat, Clock, directory
from tests.bot.slack.signed import SECRET
from tests.bot.slack.slack_chat import SlackChat
from tests.bot.slack.stand_in import TOKEN, SlackStandIn


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(sqlite_url(tmp_path / "handrail.db"))
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(engine: Engine, clock: Clock, assistant: Assistant) -> Desk:
    conversation = Conversation(assistant, directory())
    return open_desk(conversation, engine, timedelta(hours=24), clock, "https://care.example.net/")


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    """Slack's Web API; a test fails when it would have refused anything that it was given to show."""
    users = {user: {"id": user, "real_name": name, "profile": {}} for user, name in NAMES.items()}
    async with SlackStandIn(users).open() as stand_in:
        yield stand_in
    assert stand_in.complaints == []


@pytest.fixture
async def slack_app(desk: Desk, engine: Engine, slack: SlackStandIn) -> AsyncIterator[SlackApp]:
    workspace = OneWorkspace(web_client(slack.url, TOKEN))
    app = SlackApp(
        SlackSide(SECRET, workspace, web_client(slack.url), directory()), desk, Inbox(engine, "slack")
    )
    yield app
    await app.close()


@pytest.fixture(params=["collecting", "slack", "slack without agents"])
def chat(request: pytest.FixtureRequest, desk: Desk, engine: Engine) -> Chat:
    """A chat on each platform; Slack with and without what only some workspaces have."""
    if request.param == "collecting":
        return CollectingChat(desk, Inbox(engine, "collecting"), directory())
    slack: SlackStandIn = request.getfixturevalue("slack")
    if request.param == "slack without agents":
        slack.lacking |= {
            "chat.startStream",
            "assistant.threads.setStatus",
            "assistant.threads.setSuggestedPrompts",
        }
    return SlackChat(request.getfixturevalue("slack_app"), slack)
