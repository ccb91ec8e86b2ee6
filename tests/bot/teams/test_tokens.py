"""Tokens for Microsoft's services, from a login on this machine over TLS, and the bot as it is set up."""

from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import Engine

from benchmarks.teams_stand_in import APP_ID, TENANT, StandIn
from bot.chat.desk import Desk
from bot.platform import NotDelivered
from bot.settings import Settings
from bot.teams.opening import open_teams
from bot.teams.tokens import GRAPH, Tokens
from tests.bot.chat.world import SAM, directory


@pytest.fixture
async def microsoft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StandIn]:
    async with StandIn(tmp_path).open() as stand_in:
        # msal asks by requests, which looks here whom to trust.
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stand_in.certificate))
        yield stand_in


async def test_a_token_is_fetched_once_for_each_service(microsoft: StandIn) -> None:
    with closing(Tokens(APP_ID, "a rush", TENANT, microsoft.login)) as tokens:
        assert {await tokens.token() for _ in range(3)} == {"given out"}
        assert microsoft.tokens == 1
        assert await tokens.token(GRAPH) == "given out"
        assert microsoft.tokens == 2


async def test_a_wrong_secret_is_said_by_its_code_and_may_be_mended(microsoft: StandIn) -> None:
    said = r"no token is to be had \(invalid_client\)"
    with (
        closing(Tokens(APP_ID, "another", TENANT, microsoft.login)) as tokens,
        pytest.raises(NotDelivered, match=said) as refused,
    ):
        await tokens.token()
    assert not refused.value.lasting


async def test_a_login_that_is_away_is_no_traceback() -> None:
    with (
        closing(Tokens(APP_ID, "a rush", TENANT, "https://127.0.0.1:9")) as tokens,
        pytest.raises(NotDelivered, match="no token is to be had"),
    ):
        await tokens.token()


async def test_the_bot_as_it_is_set_up_answers_with_its_own_token(
    microsoft: StandIn, desk: Desk, engine: Engine, aiohttp_client: Any
) -> None:
    given: dict[str, Any] = {
        "_env_file": None,
        "teams": "on",
        "teams_app_id": APP_ID,
        "teams_app_secret": "a rush",
        "teams_tenant_id": TENANT.upper(),
        "teams_keys_url": microsoft.keys_url,
        "teams_login_url": microsoft.login,
        "keep_hours": timedelta(days=1).total_seconds() / 3600,
    }
    app = web.Application()
    app.add_routes(open_teams(app, Settings(**given), desk.conversation, directory(), engine))
    client = await aiohttp_client(app)
    activity = {
        "type": "message",
        "id": "m1",
        "channelId": "msteams",
        "serviceUrl": microsoft.url,
        "from": {"id": "29:sam", "aadObjectId": SAM, "name": "Sam"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:sam", "conversationType": "personal", "tenantId": TENANT},
        "text": "can i share a photo of a colleague?",
    }
    headers = {"Authorization": f"Bearer {microsoft.token()}"}
    answered: aiohttp.ClientResponse
    async with client.post("/api/messages", json=activity, headers=headers) as answered:
        assert answered.status == 200
    await client.close()  # which lets what is under way be finished
    assert microsoft.answered["m1"] == 1
