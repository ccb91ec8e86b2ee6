"""Tokens that Handrail shows Microsoft's services, fetched aside so that nobody waits for the network."""

import asyncio
import logging
from functools import partial
from typing import Any

import msal
import requests

from bot.platform import NotDelivered

log = logging.getLogger(__name__)

CONNECTOR = "https://api.botframework.com/.default"
GRAPH = "https://graph.microsoft.com/.default"
LOGIN = "https://login.microsoftonline.com"
PATIENCE = 20  # seconds


class _Line(requests.Session):
    """What msal asks by: with a limit to its patience, and to be closed."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{"timeout": PATIENCE, **kwargs})


class Tokens:
    """Tokens for one app of one organisation. Each is kept by msal for as long as it is good.

    Close it at the end.
    """

    def __init__(self, app_id: str, secret: str, tenant: str, login: str = LOGIN) -> None:
        self._line = _Line()
        self._make = partial(
            msal.ConfidentialClientApplication,
            app_id,
            client_credential=secret,
            authority=f"{login.rstrip('/')}/{tenant}",
            # Only Microsoft's own addresses can be looked up there.
            instance_discovery=login == LOGIN,
            http_client=self._line,
        )
        self._app: msal.ConfidentialClientApplication | None = None
        self._fetching: dict[str, asyncio.Task[dict[str, str]]] = {}

    async def token(self, scope: str = CONNECTOR) -> str:
        """A token for a service. Raises NotDelivered when none is to be had."""
        fetching = self._fetching.get(scope)
        if fetching is None or fetching.done():
            # All who wait for the same token wait for one fetch of it.
            fetching = self._fetching[scope] = asyncio.create_task(asyncio.to_thread(self._fetch, scope))
        try:
            said = await asyncio.shield(fetching)
        except Exception as error:
            # Whatever the library or the network raises.
            raise NotDelivered(f"no token is to be had ({type(error).__name__})") from error
        if "access_token" not in said:
            # The description may hold the request; the code says what to mend.
            raise NotDelivered(f"no token is to be had ({said.get('error', 'no reason given')})")
        return str(said["access_token"])

    def close(self) -> None:
        """Lets go of its connections."""
        self._line.close()

    def _fetch(self, scope: str) -> dict[str, str]:
        if self._app is None:
            self._app = self._make()
        return dict(self._app.acquire_token_for_client([scope]) or {})
