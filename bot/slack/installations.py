"""Installations by OAuth, kept in SQL by Slack's own store, which is asked in a thread."""

import asyncio
import logging
from datetime import UTC, datetime
from logging import Logger

import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.sqlalchemy_utils import normalize_datetime_for_db
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Engine

from knowledge.schema import tables

STATE_SECONDS = 600
BOTS = "slack_bots"
INSTALLATIONS = "slack_installations"
STATES = "slack_oauth_states"

SQLAlchemyInstallationStore.build_bots_table(tables, BOTS)
SQLAlchemyInstallationStore.build_installations_table(tables, INSTALLATIONS)
SQLAlchemyOAuthStateStore.build_oauth_states_table(tables, STATES)

log = logging.getLogger(__name__)


class SqlInstallationStore(AsyncInstallationStore):
    """Who installed Handrail where, and the tokens, behind the library's engine."""

    def __init__(self, client_id: str, engine: Engine) -> None:
        # The store reads before it writes, and SQLite refuses that half-way when another wrote meanwhile.
        writing = engine.execution_options(writes=True)
        self._store = SQLAlchemyInstallationStore(client_id, writing, BOTS, INSTALLATIONS, log)

    @property
    def logger(self) -> Logger:
        """Where the store logs."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keeps an installation with its bot."""
        await asyncio.to_thread(self._store.save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps a bot."""
        await asyncio.to_thread(self._store.save_bot, bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The newest bot of a workspace or organisation, or None."""
        return await asyncio.to_thread(
            self._store.find_bot,
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The newest installation of a workspace or organisation, or None."""
        return await asyncio.to_thread(
            self._store.find_installation,
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Removes a workspace's bots and their tokens."""
        await asyncio.to_thread(self._store.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Removes a workspace's installations and their tokens."""
        await asyncio.to_thread(
            self._store.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
        )


class SqlStateStore(AsyncOAuthStateStore):
    """The states of installations under way, each good for ten minutes and for one use."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=True)
        self._store = SQLAlchemyOAuthStateStore(STATE_SECONDS, self._engine, log, STATES)

    @property
    def logger(self) -> Logger:
        """Where the store logs."""
        return log

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """A new state."""
        return await asyncio.to_thread(self._store.issue)

    async def async_consume(self, state: str) -> bool:
        """Whether this state was issued and has not been used or run out."""
        return await asyncio.to_thread(self._consume, state)

    def _consume(self, state: str) -> bool:
        # In one statement: the store reads, then deletes, and of two at once both could read.
        states = self._store.oauth_states
        now = normalize_datetime_for_db(datetime.now(UTC))
        good = (states.c.state == state) & (states.c.expire_at > now)
        with self._engine.begin() as connection:
            return connection.execute(sa.delete(states).where(good)).rowcount == 1
