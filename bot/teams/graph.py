"""Who somebody's line manager is, as the organisation's directory in Microsoft 365 says."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from cachetools import TTLCache

from bot.platform import NotDelivered

log = logging.getLogger(__name__)

GRAPH_URL = "https://graph.microsoft.com/v1.0"
PATIENCE = 5.0  # seconds: an answer waits for it
REMEMBERED = 3600.0  # seconds
MOST_REMEMBERED = 20_000
FIELDS = "id,displayName,mail,userPrincipalName"

Token = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the organisation's directory: their object id, name and e-mail."""

    id: str
    name: str
    email: str


class Graph:
    """Looks managers up by GET /users/{id}/manager, and remembers for an hour what it was told.

    See https://learn.microsoft.com/graph/api/user-list-manager. token: for Microsoft Graph.
    """

    def __init__(self, token: Token, url: str = GRAPH_URL) -> None:
        self._token = token
        self._client = httpx.AsyncClient(timeout=PATIENCE)
        self._url = url.rstrip("/")
        self._remembered: TTLCache[str, Colleague | None] = TTLCache(MOST_REMEMBERED, REMEMBERED)

    async def manager_of(self, person: str) -> Colleague | None:
        """The line manager of the person with this object id; None where Graph names none or is away."""
        if person in self._remembered:
            return self._remembered[person]
        try:
            found = await self._ask(person)
        except (NotDelivered, httpx.HTTPError, ValueError, KeyError) as error:
            log.warning("Graph did not say who a manager is: %s", _kind(error))
            return None
        self._remembered[person] = found
        return found

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._client.aclose()

    async def _ask(self, person: str) -> Colleague | None:
        answered = await self._client.get(
            f"{self._url}/users/{quote(person, safe='')}/manager",
            params={"$select": FIELDS},
            headers={"Authorization": f"Bearer {await self._token()}"},
        )
        if answered.status_code == httpx.codes.NOT_FOUND:
            return None
        answered.raise_for_status()
        told = answered.json()
        email = told.get("mail") or told.get("userPrincipalName") or ""
        return Colleague(str(told["id"]), str(told["displayName"]), str(email).lower())


def _kind(error: Exception) -> str:
    """What went wrong, without the address, which names a person."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answered {error.response.status_code}"
    return type(error).__name__
