"""Requests sent into the Slack app, and the time after them."""

import asyncio
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.chat.desk import Desk
from bot.records.inbox import Inbox
from bot.slack.app import SlackApp, SlackSide, web_client
from bot.slack.workspaces import OneWorkspace
from tests.bot.chat.world import SAM, Clock, directory
from tests.bot.slack import signed
from tests.bot.slack.stand_in import TOKEN, SlackStandIn

PHOTO = "can i share a photo of a colleague?"


async def status(app: SlackApp, body: signed.Body, **how: Any) -> int:
    answered = await app.bolt.async_dispatch(signed.request(body, **how))
    await asyncio.sleep(0.02)
    await app.worker.settled()
    return int(answered.status)


def private(text: str = PHOTO, ts: str = "1790000000.000100", **more: Any) -> signed.Body:
    return signed.direct(SAM, text, ts, **more)


def rows(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


def another(slack: SlackStandIn, desk: Desk, engine: Engine) -> SlackApp:
    """The app as a new process would have it."""
    workspace = OneWorkspace(web_client(slack.url, TOKEN))
    side = SlackSide(signed.SECRET, workspace, web_client(slack.url), directory())
    return SlackApp(side, desk, Inbox(engine, "slack"))


async def later(app: SlackApp, clock: Clock) -> None:
    """A while later, after the patrol's next round."""
    clock.passes(timedelta(seconds=30))
    await app.worker.look_round()
    await app.worker.settled()
