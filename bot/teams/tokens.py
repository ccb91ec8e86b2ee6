"""Tokens that Handrail shows Microsoft's services, fetched aside so that nobody waits for the network."""

import asyncio
import logging
from functools import partial

import msal

from bot.platform import NotDelivered

log = logging.getLogger(__name__)

CONNECTOR = "https://api.botframework.com/.default"
GRAPH = "https://graph.microsoft.com/.default"
LOGIN = "https://login.microsoftonline.com"
PATIENCE = 20  # seconds


class Tokens:
    """Tokens for one app of one organisation. Each is kept by msal for as long as it is good."""

    def __init__(self, app_id: str, secret: str, tenant: str, login: str = LOGIN) -> None:
        self._make = partial(
            msal.ConfidentialClientApplication,
            app_id,
            client_credential=secret,
            authority=f"{login.rstrip('/')}/{tenant}",
            # Only Microsoft's own addresses can be looked up there.
            instance_discovery=login == LOGIN,
            timeout=PATIENCE,
        )
        self._app: msal.ConfidentialClientApplication | None = None
        self._one_at_a_time = asyncio.Lock()

    async def token(self, scope: str = CONNECTOR) -> str:
        """A token for a service. Raises NotDelivered when none is to be had."""
        async with self._one_at_a_time:
            try:
                said = await asyncio.to_thread(self._fetch, scope)
            except Exception as error:
                raise NotDelivered(f"no token is to be had ({type(error).__name__})") from error
        if "access_token" not in said:
            # The description may hold the request; the code says what to mend.
            raise NotDelivered(f"no token is to be had ({said.get('error', 'no reason given')})")
        return str(said["access_token"])

    def _fetch(self, scope: str) -> dict[str, str]:
        if self._app is None:
            self._app = self._make()
        return dict(self._app.acquire_token_for_client([scope]) or {})
