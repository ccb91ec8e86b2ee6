"""Who somebody in Slack is: from the directory, and from the Slack profile where that says more."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from cachetools import TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import Directory, Person, Role
from bot.platform import Acquaintance
from bot.slack.errors import NOT_REACHED, code_of
from knowledge.answer import Asker, LineManager

log = logging.getLogger(__name__)

REMEMBERED = 3600.0  # seconds
MOST_REMEMBERED = 20_000

_Known = tuple[Person | None, str, str]
"""A person of the directory or None, with the name and the e-mail that Slack has for them."""


class WhoIsWho:
    """Looks people up, and remembers for an hour what Slack said.

    manager_field: the id of the profile field that holds the line manager ("Xf0123"), or "": then
    the directory alone says who that is.
    """

    def __init__(self, directory: Directory, manager_field: str = "") -> None:
        self._directory = directory
        self._manager_field = manager_field
        self._remembered: TTLCache[tuple[str, ...], Any] = TTLCache(MOST_REMEMBERED, REMEMBERED)

    async def met(self, client: AsyncWebClient, user: str) -> Acquaintance:
        """Who this is and whom they can turn to. When Slack does not answer, what the directory says."""
        person, name, email = await self._known(client, user)
        manager_id = await self._manager_of(client, user) if self._manager_field else None
        # Nobody is sent to themselves, whatever a profile says.
        if manager_id and manager_id != user:
            manager = await self._as_manager(client, manager_id)
            above_id = await self._manager_of(client, manager_id)
            # Nor is anybody sent above their manager to that manager, or to themselves.
            others = above_id if above_id not in {user, manager_id} else None
            above = await self._as_manager(client, others) if others else None
            asker = Asker(person.email if person else email or None, name or None, manager, above)
        else:
            asker = self._directory.asker(person.email) if person else Asker(None, name or None)
            manager_id = await self._reachable(client, asker.line_manager)
        return Acquaintance(asker, person.role if person else Role.STAFF, manager_id)

    async def _known(self, client: AsyncWebClient, user: str) -> _Known:
        person = self._directory.on_slack(user)
        if person is not None:
            return person, person.name, person.email
        said = await self._asked(client.users_info, user=user)
        profile = (said.get("user") or {}).get("profile") or {}
        email = str(profile.get("email") or "")
        person = self._directory.person(email)
        if person is not None:
            return person, person.name, person.email
        name = (said.get("user") or {}).get("real_name") or profile.get("real_name") or ""
        return None, str(name), email

    async def _manager_of(self, client: AsyncWebClient, user: str) -> str | None:
        said = await self._asked(client.users_profile_get, user=user)
        fields = (said.get("profile") or {}).get("fields") or {}
        value = (fields.get(self._manager_field) or {}).get("value")
        return str(value) if value else None

    async def _as_manager(self, client: AsyncWebClient, user: str) -> LineManager | None:
        _, name, email = await self._known(client, user)
        return LineManager(name, email) if name else None

    async def _reachable(self, client: AsyncWebClient, manager: LineManager | None) -> str | None:
        """What Slack calls this manager, or None."""
        person = self._directory.person(manager.email) if manager else None
        if person is None:
            return None
        if person.slack_id:
            return person.slack_id
        said = await self._asked(client.users_lookupByEmail, email=person.email)
        found = (said.get("user") or {}).get("id")
        return str(found) if found else None

    async def _asked(self, method: Callable[..., Awaitable[Any]], **arguments: str) -> dict[str, Any]:
        """What Slack says, remembered; {} when it does not know or does not answer."""
        key = (method.__name__, *arguments.values())
        if key in self._remembered:
            return dict(self._remembered[key])
        try:
            said = dict((await method(**arguments)).data)
        except SlackApiError as error:
            code = code_of(error)
            log.info("Slack did not say who somebody is: %s", code)
            if code in {"users_not_found", "user_not_found"}:
                self._remembered[key] = {}
            return {}
        except NOT_REACHED as error:
            log.warning("Slack did not say who somebody is: %s", type(error).__name__)
            return {}
        self._remembered[key] = said
        return said
