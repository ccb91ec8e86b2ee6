"""The scenarios' chat, over a platform that collects and over the real Slack app."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from aiohttp import web
from sqlalchemy import Engine

from bot.chat.desk import Desk, open_desk
from bot.conversation import Assistant, Conversation
from bot.records.inbox import Inbox
from bot.slack.app import SlackApp, SlackSide, web_client
from bot.slack.workspaces import OneWorkspace
from bot.teams.app import TeamsApp, TeamsSide
from bot.teams.book import AddressBook
from bot.teams.connector import Connector
from bot.teams.gate import Bot, Gate
from bot.teams.serving import Door
from knowledge.schema import open_database, sqlite_url
from tests.bot.chat.collecting import CollectingChat
from tests.bot.chat.world import NAMES, Chat, Clock, directory
from tests.bot.slack.signed import SECRET
from tests.bot.slack.slack_chat import SlackChat
from tests.bot.slack.stand_in import TOKEN, SlackStandIn
from tests.bot.teams.activities import TENANT
from tests.bot.teams.key_server import APP_ID, KeyServer
from tests.bot.teams.stand_in import TOKEN as TOKEN_OF_TEAMS
from tests.bot.teams.stand_in import TeamsStandIn
from tests.bot.teams.teams_chat import Client as TeamsClient
from tests.bot.teams.teams_chat import TeamsChat


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


@pytest.fixture
async def teams() -> AsyncIterator[TeamsStandIn]:
    """Teams' Connector; a test fails when it would have refused anything that it was given to show."""
    members = {user.lower(): {"id": f"29:{user}", "name": name} for user, name in NAMES.items()}
    async with TeamsStandIn(members).open() as stand_in:
        yield stand_in
    assert stand_in.complaints == []


@pytest.fixture
def keys() -> Iterator[KeyServer]:
    """Where the keys are that Teams signs with."""
    with KeyServer().open() as server:
        yield server


@pytest.fixture
async def teams_app(desk: Desk, engine: Engine, clock: Clock) -> AsyncIterator[TeamsApp]:
    """The bot, whose token is one that the stand-in takes."""
    side = TeamsSide(frozenset({TENANT}), Connector(teams_token), directory())
    app = TeamsApp(side, desk, Inbox(engine, "teams"), AddressBook(engine, clock))
    yield app
    await app.close()


async def teams_token() -> str:
    """What the stand-in wants to see."""
    return TOKEN_OF_TEAMS


@pytest.fixture
async def teams_client(
    aiohttp_client: Callable[[web.Application], Awaitable[TeamsClient]], teams_app: TeamsApp, keys: KeyServer
) -> TeamsClient:
    """The route that Teams calls, with the real gate before it."""
    app = web.Application()
    app.add_routes(Door(teams_app, Gate(Bot(APP_ID, "a secret", TENANT, keys.url))).routes())
    return await aiohttp_client(app)


@pytest.fixture
def teams_chat(teams_client: TeamsClient, teams: TeamsStandIn, teams_app: TeamsApp) -> TeamsChat:
    """A chat in Teams."""
    return TeamsChat(teams_client, teams, teams_app.worker)


@pytest.fixture(params=["collecting", "slack", "slack without agents", "teams"])
def chat(request: pytest.FixtureRequest, desk: Desk, engine: Engine) -> Chat:
    """A chat on each platform; Slack with and without what only some workspaces have."""
    if request.param == "teams":
        return cast(Chat, request.getfixturevalue("teams_chat"))
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
