"""The scenarios' chat, over a platform that collects and over the real Slack app."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.chat.desk import Desk, open_desk
from bot.conversation import Assistant, Conversation
from bot.records.inbox import Inbox
from knowledge.schema import open_database, sqlite_url
from tests.bot.chat.collecting import CollectingChat
from tests.bot.chat.world import Chat, Clock, directory


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
    return open_desk(Conversation(assistant, directory()), engine, timedelta(hours=24), clock)


@pytest.fixture(params=["collecting"])
async def chat(request: pytest.FixtureRequest, desk: Desk, engine: Engine) -> AsyncIterator[Chat]:
    yield CollectingChat(desk, Inbox(engine, "collecting"), directory())
