"""Who somebody in Teams is: from the directory, from Microsoft Graph, and from Teams itself."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cachetools import TTLCache

from bot.directory import Directory, Person, Role
from bot.platform import Acquaintance, NotDelivered, Speaker
from bot.teams.graph import Colleague, Graph
from knowledge.answer import Asker, LineManager

log = logging.getLogger(__name__)

REMEMBERED = 3600.0  # seconds
MOST_REMEMBERED = 20_000

Member = Callable[[Speaker], Awaitable[Mapping[str, Any]]]
"""What Teams itself knows of somebody; {} where it knows nothing. May raise NotDelivered."""


class WhoIsWho:
    """Looks people up, and remembers for an hour what Teams said. graph: None where it is not to be asked."""

    def __init__(self, directory: Directory, graph: Graph | None = None) -> None:
        self._directory = directory
        self._graph = graph
        self._remembered: TTLCache[Speaker, tuple[str, str]] = TTLCache(MOST_REMEMBERED, REMEMBERED)

    async def met(self, speaker: Speaker, member: Member) -> Acquaintance:
        """Who this is and whom they can turn to. Where nobody else answers, what the directory says."""
        person = self._directory.on_teams(speaker.user)
        name, email = (person.name, person.email) if person else await self._as_member(speaker, member)
        person = person or self._directory.person(email)
        role = person.role if person else Role.STAFF
        manager = await self._graph.manager_of(speaker.user) if self._graph else None
        # Nobody is sent to themselves, whatever a directory says.
        if manager is None or manager.id == speaker.user.lower():
            asker = self._directory.asker(person.email) if person else Asker(None, name or None)
            return Acquaintance(asker, role, self._reachable(asker.line_manager))
        above = await self._above(speaker, manager)
        asker = Asker(
            person.email if person else email or None,
            (person.name if person else name) or None,
            LineManager(manager.name, manager.email),
            above,
        )
        return Acquaintance(asker, role, manager.id)

    async def _above(self, speaker: Speaker, manager: Colleague) -> LineManager | None:
        """The manager's own, where that is neither of the two."""
        above = await self._graph.manager_of(manager.id) if self._graph else None
        if above is None or above.id in {speaker.user.lower(), manager.id}:
            return None
        return LineManager(above.name, above.email)

    async def _as_member(self, speaker: Speaker, member: Member) -> tuple[str, str]:
        """The name and the e-mail that Teams has for somebody, "" for what it does not say."""
        known = self._remembered.get(speaker)
        if known is not None:
            return known
        try:
            said = await member(speaker)
        except NotDelivered as error:
            log.info("Teams did not say who somebody is: %s", error)
            return "", ""
        if not said:
            return "", ""
        email = said.get("email") or said.get("userPrincipalName") or ""
        known = self._remembered[speaker] = (str(said.get("name") or ""), str(email).lower())
        return known

    def _reachable(self, manager: LineManager | None) -> str | None:
        """What Teams calls this manager, or None."""
        person: Person | None = self._directory.person(manager.email) if manager else None
        return (person.teams_id.lower() or None) if person else None
