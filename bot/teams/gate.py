"""Who gets in: only what Teams has signed for this bot, from an organisation that is let in."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity
from botframework.connector.auth import AuthenticateRequestResult, ConnectorFactory

from bot.chat.failures import where
from bot.teams.keys import Keys, KeysNotReached

log = logging.getLogger(__name__)

ISSUER = "https://api.botframework.com"
KEYS_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
CHANNEL = "msteams"


class NotFromTeams(Exception):
    """A request that Teams has not signed for this bot; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot as it is registered. app_id: "" for the playground, where nothing is signed."""

    app_id: str
    secret: str = ""
    tenant: str = ""
    keys_url: str = KEYS_URL


class Gate:
    """Judges requests by botbuilder, and whatever fails there is no way in."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._authentication = _Authentication(_Configuration(bot))
        self.adapter = CloudAdapter(self._authentication)
        self._keys: Keys | None = None

    async def admit(self, raw: Mapping[str, Any], header: str) -> AuthenticateRequestResult:
        """What botbuilder needs to go on. Raises NotFromTeams, KeysNotReached.

        Of the activity only what the judgement needs is looked at: the rest is untrusted, and may be large.
        """
        told = (raw.get("type"), raw.get("channelId"), raw.get("serviceUrl"))
        if not all(isinstance(one, str) for one in told):
            raise NotFromTeams("it is not of Teams' channel, or says not where to answer")
        kind, channel, service = told
        admitted = await self._judged(Activity(type=kind, channel_id=channel, service_url=service), header)
        admitted.connector_factory = _NoClients()
        return admitted

    async def _judged(self, activity: Activity, header: str) -> AuthenticateRequestResult:
        if not self._bot.app_id:
            return await self._authentication.authenticate_request(activity, None)
        self._have_keys()
        if activity.channel_id != CHANNEL or not activity.service_url:
            raise NotFromTeams("it is not of Teams' channel, or says not where to answer")
        try:
            admitted = await self._authentication.authenticate_request(activity, header or None)
        except KeysNotReached:
            raise
        except Exception as error:
            # The library raises what it likes: a plain Exception, an IndexError, a KeyError.
            raise NotFromTeams(where(error)) from error
        # Tokens of the emulator, of skills and of nobody pass the library too.
        if admitted.claims_identity.claims.get("iss") != ISSUER:
            raise NotFromTeams("its token was issued by another")
        return admitted

    def _have_keys(self) -> None:
        if self._keys is None:
            self._keys = Keys(self._bot.keys_url)
            self._keys.put_in_place()


class _NoClients(ConnectorFactory):  # type: ignore[misc]  # the library has no types
    """In place of the library's clients: it would make two for each activity, in 8 ms, that nobody uses."""

    async def create(self, service_url: str, audience: str) -> object:  # noqa: ARG002  as it is called
        """Something to stand where a client would."""
        return self


class _Authentication(ConfigurationBotFrameworkAuthentication):  # type: ignore[misc]  # the same
    """The library's, without the clients that it would make."""

    async def create_user_token_client(self, claims_identity: object) -> object:  # noqa: ARG002  the same
        """Something to stand where a client would: nobody signs in through Handrail."""
        return _NoClients()


class _Configuration:
    """The bot under the names that botbuilder looks for."""

    # Every address is given, so that the library goes to none of its own.
    TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = ISSUER
    OAUTH_URL = "https://api.botframework.com"

    def __init__(self, bot: Bot) -> None:
        self.APP_ID = bot.app_id
        self.APP_PASSWORD = bot.secret
        self.APP_TENANTID = bot.tenant
        self.APP_TYPE = "SingleTenant" if bot.app_id else "MultiTenant"
        self.TO_CHANNEL_FROM_BOT_LOGIN_URL = f"https://login.microsoftonline.com/{bot.tenant}"
        self.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = bot.keys_url
        self.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = bot.keys_url
