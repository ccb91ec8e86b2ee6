"""Teams' Connector: messages sent and replaced at its pace, and tried again where it asks for that."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)
from yarl import URL

from bot.platform import NotDelivered
from bot.teams.conversation import TeamsConversation
from bot.teams.pacing import Pace

log = logging.getLogger(__name__)

PATIENCE = 20  # seconds for one call
ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds that Teams may ask to wait and be waited for here; what takes longer is taken up later."""

AGAIN = frozenset({412, 429, 500, 502, 503, 504})
"""The statuses after which Teams wants to be called again."""

PASSING = AGAIN | {401, 408}
"""After these a later try may go better: a token may have run out, or a secret be renewed."""

Token = Callable[[], Awaitable[str | None]]

_wait = wait_random_exponential(multiplier=0.5, max=8)


class Refused(Exception):
    """Teams has answered with an error. after: the seconds that it asks to wait, or None."""

    def __init__(self, status: int, code: str, after: float | None) -> None:
        super().__init__(f"Teams said {status} {code}".strip())
        self.status = status
        self.after = after


class Connector:
    """The Connector's calls. token: what to show who calls, None where nobody asks. Close it at the end.

    Every call may raise NotDelivered.
    """

    def __init__(self, token: Token, pace: Pace | None = None) -> None:
        self._token = token
        self._pace = pace or Pace()
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, to: TeamsConversation, address: str, activity: Mapping[str, Any], *, alone: bool = False
    ) -> str:
        """Sends an activity to an address of the conversation, and gives its id.

        alone: to its recipient only, among others who see nothing of it.
        """
        await self._pace.message(to.tenant, address)
        said = await self._call(to, "POST", [address, "activities"], activity, alone=alone)
        return str(said.get("id") or "")

    async def show_typing(self, to: TeamsConversation, address: str) -> None:
        """Shows that something is being written, where that holds up nothing else."""
        if self._pace.free(to.tenant):
            await self._pace.call(to.tenant)
            activity = {"type": "typing", "from": {"id": to.bot}, "conversation": {"id": to.address}}
            await self._call(to, "POST", [address, "activities"], activity, attempts=1)

    async def change(
        self, to: TeamsConversation, message: str, activity: Mapping[str, Any], *, alone: bool = False
    ) -> None:
        """Replaces a message."""
        await self._pace.message(to.tenant, to.address)
        await self._call(to, "PUT", [to.address, "activities", message], activity, alone=alone)

    async def open_private(self, beside: TeamsConversation, person: str) -> str:
        """The address of the private chat with somebody of the same organisation."""
        await self._pace.call(beside.tenant)
        wanted = {
            "isGroup": False,
            "bot": {"id": beside.bot},
            "members": [{"id": person}],
            "tenantId": beside.tenant,
            "channelData": {"tenant": {"id": beside.tenant}},
        }
        said = await self._call(beside, "POST", [], wanted)
        return str(said["id"])

    async def member(self, of: TeamsConversation, person: str) -> Mapping[str, Any]:
        """What Teams knows of somebody in the conversation: name, e-mail, and what it calls them there."""
        await self._pace.call(of.tenant)
        return await self._call(of, "GET", [of.address, "members", person], None)

    async def close(self) -> None:
        """Lets go of its connections."""
        if self._session is not None:
            await self._session.close()

    async def _call(
        self,
        to: TeamsConversation,
        method: str,
        path: list[str],
        body: Mapping[str, Any] | None,
        *,
        alone: bool = False,
        attempts: int = ATTEMPTS,
    ) -> dict[str, Any]:
        root = f"{to.service.rstrip('/')}/v3/conversations"
        url = URL("/".join([root, *(quote(part, safe="") for part in path)]), encoded=True)
        query = {"isTargetedActivity": "true"} if alone else {}
        try:
            async for attempt in _patiently(attempts):
                with attempt:
                    return await self._once(method, url, query, body)
        except Refused as error:
            raise NotDelivered(str(error), lasting=error.status not in PASSING) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            # Teams may have taken it: the inbox decides whether it is sent once more.
            raise NotDelivered(f"Teams is not reached ({type(error).__name__})") from error
        raise AssertionError("the last attempt returns or raises")

    async def _once(
        self, method: str, url: URL, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        token = await self._token()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        session = self._open()
        async with session.request(method, url, params=query, json=body, headers=headers) as answered:
            said = await _said(answered)
            if answered.status >= 400:
                raise Refused(answered.status, _code(said), _after(answered.headers.get("Retry-After")))
            return said

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        return self._session


def _patiently(attempts: int) -> AsyncRetrying:
    return AsyncRetrying(
        retry=retry_if_exception(_again), wait=_waiting, stop=stop_after_attempt(attempts), reraise=True
    )


def _again(error: BaseException) -> bool:
    return isinstance(error, Refused) and error.status in AGAIN and (error.after or 0) <= LONGEST_WAIT


def _waiting(state: RetryCallState) -> float:
    """As long as Teams asks for, else longer with each attempt; a little by chance either way."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.after if isinstance(error, Refused) else None
    return asked + _wait(state) / 8 if asked is not None else _wait(state)


async def _said(answered: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        said = await answered.json(content_type=None)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _code(said: Mapping[str, Any]) -> str:
    """The error's code, never its message, which may repeat what was sent."""
    error = said.get("error")
    return str(error.get("code") or "")[:80] if isinstance(error, dict) else ""


def _after(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
