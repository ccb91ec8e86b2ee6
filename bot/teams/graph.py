"""Who somebody's line manager is, as the organisation's directory in Microsoft 365 says."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from cachetools import TTLCache

from bot.platform import NotDelivered
from knowledge.circuit import Circuit

log = logging.getLogger(__name__)

GRAPH_URL = "https://graph.microsoft.com/v1.0"
PATIENCE = 5.0  # seconds: an answer waits for it
REMEMBERED = 3600.0  # seconds
MOST_REMEMBERED = 20_000
_OF_TEAMS = "29:"
FIELDS = "id,displayName,mail,userPrincipalName"

Token = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in the organisation's directory: their object id, name and e-mail."""

    id: str
    name: str
    email: str


class Graph:
    """Looks managers up by GET users/{id}/manager, and remembers for an hour what it was told.

    See https://learn.microsoft.com/graph/api/user-list-manager. token: for Microsoft Graph.
    """

    def __init__(self, token: Token, url: str = GRAPH_URL) -> None:
        self._token = token
        # Below warnings it writes down every address, and these name people.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(timeout=PATIENCE)
        self._circuit = Circuit()
        self._url = url.rstrip("/")
        self._remembered: TTLCache[str, tuple[Colleague | None]] = TTLCache(MOST_REMEMBERED, REMEMBERED)

    async def manager_of(self, person: str) -> Colleague | None:
        """The line manager of the person with this object id; None where Graph names none or is away."""
        known = self._remembered.get(person)
        if known is not None:
            return known[0]
        # What is no object id is unknown there; and while Graph is away, nobody waits for it in vain.
        if person.startswith(_OF_TEAMS) or not self._circuit.lets_through(time.monotonic()):
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._ask(person)
        except (NotDelivered, httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
            self._circuit.failed(time.monotonic())
            log.warning("Graph did not say who a manager is: %s", _kind(error))
            return None
        self._circuit.worked()
        self._remembered[person] = (found,)
        return found

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._client.aclose()

    async def _ask(self, person: str) -> Colleague | None:
        answered = await self._client.get(
            "/".join([self._url, "users", quote(person, safe=""), "manager"]),
            params={"$select": FIELDS},
            headers={"Authorization": f"Bearer {await self._token()}"},
        )
        if answered.status_code == httpx.codes.NOT_FOUND:
            return None
        answered.raise_for_status()
        told = answered.json()
        if not (isinstance(told, dict) and told.get("id") and told.get("displayName")):
            raise ValueError("what Graph said is no person")
        email = told.get("mail") or told.get("userPrincipalName") or ""
        return Colleague(str(told["id"]).lower(), str(told["displayName"]), str(email).lower())


def _kind(error: Exception) -> str:
    """What went wrong, without the address, which names a person."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answered {error.response.status_code}"
    return type(error).__name__
