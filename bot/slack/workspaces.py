"""Which workspaces Handrail serves, and with which token: one by a token, or many by installation."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import NOT_REACHED, code_of

log = logging.getLogger(__name__)


class SlackUnreachable(Exception):
    """Slack did not say which workspace the token is for; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that Handrail is installed in. team: its id. bot_user: Handrail's own user there."""

    team: str
    token: str
    bot_id: str
    bot_user: str


class Workspaces(Protocol):
    """Where a workspace's token is found."""

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace, or None when Handrail is not installed there. Raises SlackUnreachable."""

    async def remove(self, enterprise: str | None, team: str | None) -> None:
        """Forgets a workspace that has uninstalled Handrail."""

    async def check(self) -> str:
        """What there is to say when Handrail starts. Raises SlackUnreachable."""


class OneWorkspace:
    """The one workspace that a bot token is for, as Slack says when first asked."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._workspace: Workspace | None = None
        self._enterprise: str | None = None
        self._asking = asyncio.Lock()

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace when it is the token's own. Raises SlackUnreachable."""
        own = await self.own()
        if team is None:
            return own if enterprise is not None and enterprise == self._enterprise else None
        return own if team == own.team else None

    async def remove(self, enterprise: str | None, team: str | None) -> None:
        """Nothing to forget: the token is a setting, and Slack takes it no more."""

    async def check(self) -> str:
        """Which workspace the token is for. Raises SlackUnreachable."""
        return f"serving the workspace {(await self.own()).team}"

    async def own(self) -> Workspace:
        """The token's workspace. Raises SlackUnreachable."""
        async with self._asking:
            if self._workspace is None:
                self._workspace = await self._ask()
            return self._workspace

    async def _ask(self) -> Workspace:
        try:
            said = await self._client.auth_test()
        except SlackApiError as error:
            raise SlackUnreachable(f"Slack refused the bot token: {code_of(error)}") from error
        except NOT_REACHED as error:
            raise SlackUnreachable(f"Slack is not reached ({type(error).__name__})") from error
        self._enterprise = said.get("enterprise_id")
        return Workspace(said["team_id"], str(self._client.token), said.get("bot_id") or "", said["user_id"])


class ManyWorkspaces:
    """Every workspace that has installed Handrail."""

    def __init__(self, store: AsyncInstallationStore) -> None:
        self._store = store

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace, by its own installation or its organisation's."""
        bot = await self._store.async_find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None and enterprise is not None:
            bot = await self._store.async_find_bot(
                enterprise_id=enterprise, team_id=None, is_enterprise_install=True
            )
        if bot is None or bot.bot_token is None:
            return None
        return Workspace(team or bot.team_id or "", bot.bot_token, bot.bot_id or "", bot.bot_user_id or "")

    async def remove(self, enterprise: str | None, team: str | None) -> None:
        """Forgets the workspace's installations and their tokens."""
        await self._store.async_delete_all(enterprise_id=enterprise, team_id=team)
        log.info("a workspace has uninstalled Handrail")

    async def check(self) -> str:
        """That any workspace may install Handrail."""
        return "serving every workspace that has installed Handrail"
