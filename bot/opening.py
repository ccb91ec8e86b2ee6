"""The page and the chat platforms that are set, opened as one application."""

from collections.abc import Callable

from aiohttp import web
from sqlalchemy import Engine

from bot.conversation import Conversation
from bot.directory import Directory
from bot.settings import Settings
from bot.web.app import make_app, open_doors

Say = Callable[[str], None]


def open_all(
    settings: Settings,
    conversation: Conversation,
    directory: Directory,
    engine: Callable[[], Engine],
    asker_email: str | None,
    say: Say,
) -> web.Application:
    """The one application with everything that is set. engine: called where a platform needs records.

    say: is told in a line what is served beside the page.
    """
    app = make_app(conversation, asker_email, public_url=settings.public_url)
    # Each is imported only where it is used: its libraries take their time.
    if settings.slack != "off":
        from bot.slack.opening import open_slack

        open_doors(app, open_slack(app, settings, conversation, directory, engine()))
        say(f"Slack is served too ({settings.slack}).")
    if settings.teams != "off":
        from bot.teams.opening import open_teams

        open_doors(app, open_teams(app, settings, conversation, directory, engine()))
        say(f"Teams is served too ({settings.teams}).")
    return app
