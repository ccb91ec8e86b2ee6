"""The Slack app made from the settings: for one workspace by its token, or for many that install it."""

from datetime import UTC, datetime, timedelta

from aiohttp import web
from pydantic import SecretStr
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from sqlalchemy import Engine

from bot.chat.desk import open_desk
from bot.conversation import Conversation
from bot.directory import Directory
from bot.records.inbox import Inbox
from bot.settings import Settings
from bot.slack.app import SlackApp, SlackSide, web_client
from bot.slack.heard import PLATFORM
from bot.slack.installations import SqlInstallationStore, SqlStateStore
from bot.slack.manifest import REDIRECT_PATH, bot_scopes
from bot.slack.serving import INSTALL_PATH, attach, routes
from bot.slack.workspaces import ManyWorkspaces, OneWorkspace, Workspaces


def open_slack(
    app: web.Application,
    settings: Settings,
    conversation: Conversation,
    directory: Directory,
    engine: Engine,
) -> list[web.RouteDef]:
    """Lets the application serve Slack, and gives Slack's ways in, which have a guard of their own."""
    flow = _flow(settings, engine) if settings.many_workspaces else None
    side = SlackSide(
        # In Socket Mode nothing is signed: Slack is known by the connection that Handrail opened itself.
        signing_secret=_value(settings.slack_signing_secret) or "unused",
        workspaces=_workspaces(settings, engine),
        client=web_client(settings.slack_api_url),
        directory=directory,
        manager_field=settings.slack_manager_field,
    )
    desk = open_desk(conversation, engine, timedelta(hours=settings.keep_hours), _now, settings.public_url)
    slack = SlackApp(side, desk, Inbox(engine, PLATFORM))
    attach(app, slack, _value(settings.slack_app_token) if settings.slack == "socket" else "")
    return routes(slack, flow) if settings.slack == "http" else []


def _now() -> datetime:
    return datetime.now(UTC)


def _workspaces(settings: Settings, engine: Engine) -> Workspaces:
    if settings.many_workspaces:
        return ManyWorkspaces(SqlInstallationStore(settings.slack_client_id, engine))
    return OneWorkspace(web_client(settings.slack_api_url, _value(settings.slack_bot_token)))


def _flow(settings: Settings, engine: Engine) -> AsyncOAuthFlow:
    root = settings.slack_api_url.rstrip("/").removesuffix("/api")
    return AsyncOAuthFlow(
        client=web_client(settings.slack_api_url),
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=_value(settings.slack_client_secret),
            scopes=bot_scopes(),
            redirect_uri=settings.public_url.rstrip("/") + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=f"{root}/oauth/v2/authorize",
            installation_store=SqlInstallationStore(settings.slack_client_id, engine),
            state_store=SqlStateStore(engine),
        ),
    )


def _value(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
