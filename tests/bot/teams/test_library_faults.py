"""The faults of botbuilder that Handrail goes round: each is there still, and Handrail none the worse."""

# When the first test of a pair fails, its fault is mended, and the way round it may go.

import inspect
from typing import Any

import pytest
from aiohttp import web
from botbuilder.core import ActivityHandler
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, Entity
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor, _OpenIdMetadata

from tests.bot.chat.world import SAM
from tests.bot.teams.activities import invoke, message, private
from tests.bot.teams.key_server import APP_ID, KeyServer, token
from tests.bot.teams.stand_in import TeamsStandIn
from tests.bot.teams.teams_chat import Client, TeamsChat

PHOTO = "can i share a photo of a colleague?"
PRESSED = {"data": {"handrail": {"verb": "check-draft", "id": ""}, "msteams": {"type": "task/fetch"}}}


class Library(ActivityHandler):  # type: ignore[misc]  # the library has no types
    """A bot as the library's own documents make one."""

    async def on_invoke_activity(self, turn_context: Any) -> Any:  # noqa: ARG002
        return self._create_invoke_response({"task": {"type": "message", "value": "Hello"}})


class Plain:
    """The library's configuration, for keys on this machine."""

    APP_ID, APP_PASSWORD, APP_TENANTID, APP_TYPE = APP_ID, "secret", "tenant", "SingleTenant"

    def __init__(self, keys_url: str) -> None:
        self.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = keys_url
        self.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = keys_url
        self.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com"
        self.TO_CHANNEL_FROM_BOT_LOGIN_URL = "https://login.microsoftonline.com/tenant"
        self.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
        self.OAUTH_URL = "https://api.botframework.com"


@pytest.fixture
async def library(aiohttp_client: Any, keys: KeyServer, teams_client: Client) -> Client:
    """The library alone, with the keys that Handrail has put in its cache: only its own way in is tried."""
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Plain(keys.url)))

    async def messages(request: web.Request) -> web.Response:
        answered = await adapter.process(request, Library())
        assert isinstance(answered, web.Response)
        return answered

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    # Handrail's gate puts its keys in place with the first request that it judges.
    async with teams_client.post("/api/messages", json=message(SAM, "x", "http://x/", private(SAM))):
        pass
    client: Client = await aiohttp_client(app)
    return client


async def status(client: Client, activity: Any, bearer: str) -> int:
    headers = {"Authorization": f"Bearer {bearer}"}
    async with client.post("/api/messages", json=activity, headers=headers) as answered:
        return int(answered.status)


async def test_the_library_fails_over_the_body_of_every_invoke(library: Client, teams: TeamsStandIn) -> None:
    pressed = invoke("task/fetch", SAM, teams.url, private(SAM), PRESSED)
    assert await status(library, pressed, token(teams.url)) == 500


async def test_handrail_answers_an_invoke_with_its_body(teams_chat: TeamsChat, teams: TeamsStandIn) -> None:
    pressed = invoke("task/fetch", SAM, teams.url, private(SAM), PRESSED)
    answered = await teams_chat.send(pressed)
    assert answered["task"]["value"]["title"] == "Check against policy"


def test_the_librarys_entity_drops_what_it_does_not_know() -> None:
    told = Entity(type="https://schema.org/Message", additional_properties={"citation": [1]})
    assert told.serialize() == {"type": "https://schema.org/Message"}
    heard = Activity().deserialize({"type": "message", "entities": [{"type": "mention", "citation": [1]}]})
    assert "citation" not in str(heard.serialize())


async def test_handrails_citations_reach_teams_whole(teams_chat: TeamsChat, teams: TeamsStandIn) -> None:
    await teams_chat.say(SAM, PHOTO)
    (entity,) = teams.posted[0].activity["entities"]
    assert entity["@type"] == "Message"
    first = entity["citation"][0]
    assert first["position"] == 1
    assert first["appearance"]["name"] == "Phones & photos policy, Guidelines, rule 2"
    assert first["appearance"]["url"] == "https://care.example.net/clauses/phones/2/must-not.2"


@pytest.mark.parametrize("how", [{"age": 4_000}, {"key_id": "another"}], ids=["expired", "unknown key"])
async def test_the_library_answers_a_bad_token_as_a_fault_of_its_own(
    library: Client, teams: TeamsStandIn, keys: KeyServer, how: dict[str, Any]
) -> None:
    kept = JwtTokenExtractor.metadataCache.pop(keys.url)
    own = _OpenIdMetadata(keys.url)
    own.keys, own.last_updated = [], own.last_updated.max
    JwtTokenExtractor.metadataCache[keys.url] = kept if "age" in how else own
    asked = message(SAM, PHOTO, teams.url, private(SAM))
    assert await status(library, asked, token(teams.url, **how)) == 500


@pytest.mark.parametrize("how", [{"age": 4_000}, {"key_id": "another"}], ids=["expired", "unknown key"])
async def test_handrail_answers_a_bad_token_by_401(
    teams_client: Client, teams: TeamsStandIn, how: dict[str, Any]
) -> None:
    asked = message(SAM, PHOTO, teams.url, private(SAM))
    assert await status(teams_client, asked, token(teams.url, **how)) == 401


def test_the_library_fetches_keys_by_requests_inside_the_event_loop() -> None:
    fetching = inspect.getsource(_OpenIdMetadata._refresh)
    assert "requests.get(" in fetching
    assert "timeout" not in fetching


async def test_handrail_puts_its_own_keys_in_the_librarys_place(
    teams_chat: TeamsChat, keys: KeyServer
) -> None:
    await teams_chat.say(SAM, PHOTO)
    assert not isinstance(JwtTokenExtractor.metadataCache[keys.url], _OpenIdMetadata)
    assert keys.asked == 1
