"""The Teams bot made from the settings."""

from datetime import UTC, datetime, timedelta
from functools import partial

from aiohttp import web
from sqlalchemy import Engine

from bot.chat.desk import open_desk
from bot.conversation import Conversation
from bot.directory import Directory
from bot.records.inbox import Inbox
from bot.settings import Settings
from bot.teams.app import TeamsApp, TeamsSide
from bot.teams.book import AddressBook
from bot.teams.connector import Connector
from bot.teams.conversation import PLATFORM
from bot.teams.gate import Bot, Gate
from bot.teams.graph import Graph
from bot.teams.serving import Door, attach
from bot.teams.tokens import GRAPH, Tokens


def open_teams(
    app: web.Application,
    settings: Settings,
    conversation: Conversation,
    directory: Directory,
    engine: Engine,
) -> list[web.RouteDef]:
    """Lets the application serve Teams, and gives Teams' way in, which has a guard of its own."""
    playground = settings.teams == "playground"
    secret = settings.teams_app_secret.get_secret_value() if settings.teams_app_secret else ""
    bot = Bot(settings.teams_app_id, secret, settings.teams_tenant_id, settings.teams_keys_url)
    tokens = Tokens(bot.app_id, secret, bot.tenant, settings.teams_login_url)
    side = TeamsSide(
        tenants=settings.allowed_tenants,
        connector=Connector(_nobody if playground else tokens.token),
        directory=directory,
        graph=Graph(partial(tokens.token, GRAPH), settings.teams_graph_url) if settings.teams_graph else None,
    )
    desk = open_desk(conversation, engine, timedelta(hours=settings.keep_hours), _now, settings.public_url)
    teams = TeamsApp(side, desk, Inbox(engine, PLATFORM), AddressBook(engine, _now))
    attach(app, teams)

    async def let_go(_app: web.Application) -> None:
        tokens.close()

    app.on_cleanup.append(let_go)
    return Door(teams, Gate(bot), playground=playground).routes()


async def _nobody() -> None:
    """The playground asks for no token."""


def _now() -> datetime:
    return datetime.now(UTC)
