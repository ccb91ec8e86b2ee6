"""Many workspaces: each installs Handrail, is answered with its own token, and forgotten when it leaves."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Bot, Installation
from sqlalchemy import Engine

from bot.chat.desk import Desk
from bot.conversation import Assistant, Conversation
from bot.records.inbox import Inbox
from bot.settings import Settings
from bot.slack.app import SlackApp, SlackSide, web_client
from bot.slack.installations import STATES, SqlInstallationStore, SqlStateStore
from bot.slack.manifest import REDIRECT_PATH, bot_scopes
from bot.slack.opening import open_slack
from bot.slack.workspaces import ManyWorkspaces
from knowledge.schema import open_database, tables
from tests.bot.chat.world import CHANNEL, NAMES, SAM, Clock, directory
from tests.bot.slack import signed
from tests.bot.slack.posting import later, status
from tests.bot.slack.stand_in import TEAM, TOKEN, Call, SlackStandIn

Client = TestClient[Any, Any]
NEW_TOKEN = "xoxb-of-t7"


class Installing(SlackStandIn):
    """Slack where a workspace T7 installs the app."""

    def do_oauth_v2_access(self, call: Call) -> dict[str, Any]:
        if call.arguments["code"] != "a code":
            return {"error": "invalid_code"}
        self.teams[NEW_TOKEN] = "T7"
        return {
            "access_token": NEW_TOKEN,
            "token_type": "bot",
            "scope": ",".join(bot_scopes()),
            "bot_user_id": "UBOT7",
            "app_id": "A1",
            "team": {"id": "T7", "name": "Seven"},
            "enterprise": None,
            "authed_user": {"id": "UADMIN"},
            "is_enterprise_install": False,
        }


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def bot(team: str | None = "T7", token: str = NEW_TOKEN, **more: Any) -> Bot:
    given = {"bot_id": "B7", "bot_user_id": "UBOT7", "installed_at": 1.0, "app_id": "A1", **more}
    return Bot(team_id=team, bot_token=token, **given)


def installation(user: str, at: float) -> Installation:
    ids: dict[str, Any] = {"app_id": "A1", "team_id": "T7", "bot_id": "B7", "bot_user_id": "UBOT7"}
    return Installation(**ids, bot_token=NEW_TOKEN, user_id=user, installed_at=at)


async def test_an_installation_is_kept_found_and_forgotten(database: Engine) -> None:
    store = SqlInstallationStore("1.2", database)
    await store.async_save(installation("UADMIN", 1.0))
    found = await store.async_find_installation(enterprise_id=None, team_id="T7")
    assert found
    assert (found.bot_token, found.user_id) == (NEW_TOKEN, "UADMIN")
    workspaces = ManyWorkspaces(store)
    workspace = await workspaces.find(None, "T7")
    assert workspace
    assert (workspace.team, workspace.token, workspace.bot_user) == ("T7", NEW_TOKEN, "UBOT7")
    assert await workspaces.find(None, "T8") is None
    await workspaces.remove(None, "T7")
    assert await workspaces.find(None, "T7") is None


async def test_the_newest_token_counts_and_an_organisations_serves_its_workspaces(database: Engine) -> None:
    store = SqlInstallationStore("1.2", database)
    await store.async_save_bot(bot(token="xoxb-old", installed_at=1.0))
    await store.async_save_bot(bot(token="xoxb-new", installed_at=2.0))
    await store.async_save_bot(bot(None, "xoxb-org", enterprise_id="E1", is_enterprise_install=True))
    workspaces = ManyWorkspaces(store)
    newest, organisation = await workspaces.find(None, "T7"), await workspaces.find("E1", "T9")
    assert newest
    assert newest.token == "xoxb-new"
    assert organisation
    assert (organisation.team, organisation.token) == ("T9", "xoxb-org")


async def test_of_several_who_installed_the_newest_is_found_and_can_be_forgotten(database: Engine) -> None:
    store = SqlInstallationStore("1.2", database)
    await store.async_save(installation("UFIRST", 1.0))
    await store.async_save(installation("USECOND", 2.0))
    seven: dict[str, Any] = {"enterprise_id": None, "team_id": "T7"}
    newest = await store.async_find_installation(**seven)
    assert newest
    assert newest.user_id == "USECOND"
    await store.async_delete_installation(**seven, user_id="USECOND")
    assert await store.async_find_installation(**seven, user_id="USECOND") is None
    assert await store.async_find_installation(**seven, user_id="UFIRST")
    await store.async_delete_bot(**seven)
    assert await store.async_find_bot(**seven) is None


async def test_what_leaves_is_forgotten_and_nothing_else(database: Engine) -> None:
    store = SqlInstallationStore("1.2", database)
    await store.async_save_bot(bot(None, "xoxb-org", enterprise_id="E1", is_enterprise_install=True))
    await store.async_save_bot(bot("T7", "xoxb-own", enterprise_id="E1"))
    await store.async_save_bot(bot("T8", "xoxb-other"))
    workspaces = ManyWorkspaces(store)

    async def tokens() -> list[str | None]:
        asked = [("E1", "T7"), ("E1", "T9"), (None, "T8"), ("E2", "T9"), (None, None)]
        found = [await workspaces.find(*ids) for ids in asked]
        return [workspace.token if workspace else None for workspace in found]

    assert await tokens() == ["xoxb-own", "xoxb-org", "xoxb-other", None, None]
    await workspaces.remove("E1", "T7")
    assert await tokens() == ["xoxb-org", "xoxb-org", "xoxb-other", None, None]
    await workspaces.remove("E1", None)
    assert await tokens() == [None, None, "xoxb-other", None, None]


@pytest.mark.parametrize(("seconds", "good"), [(590, True), (601, False)])
async def test_a_state_is_good_for_ten_minutes(database: Engine, seconds: int, good: bool) -> None:
    states = SqlStateStore(database)
    state = await states.async_issue()
    table = tables.tables[STATES]
    with database.begin() as connection:
        until = connection.execute(sa.select(table.c.expire_at)).scalar_one()
        connection.execute(sa.update(table).values(expire_at=until - timedelta(seconds=seconds)))
    assert await states.async_consume(state) is good


async def test_of_several_who_use_a_state_at_once_one_gets_in(database: Engine) -> None:
    states = SqlStateStore(database)
    for _ in range(5):
        state = await states.async_issue()
        assert sum(await asyncio.gather(*(states.async_consume(state) for _ in range(6)))) == 1


async def test_a_state_is_good_for_one_use(database: Engine) -> None:
    states = SqlStateStore(database)
    state = await states.async_issue()
    assert not await states.async_consume("another")
    assert await states.async_consume(state)
    assert not await states.async_consume(state)


@pytest.fixture
async def installing() -> AsyncIterator[Installing]:
    users = {user: {"id": user, "real_name": name, "profile": {}} for user, name in NAMES.items()}
    async with Installing(users, lacking={"chat.startStream"}).open() as stand_in:
        yield stand_in  # type: ignore[misc]  # open() gives itself
    assert stand_in.complaints == []


@pytest.fixture
async def client(
    installing: Installing,
    engine: Engine,
    assistant: Assistant,
    aiohttp_client: Callable[[web.Application], Awaitable[Client]],
) -> Client:
    """Handrail as it is served to many workspaces."""
    settings = Settings(
        _env_file=None,
        slack="http",
        slack_signing_secret=SecretStr(signed.SECRET),
        slack_client_id="1.2",
        slack_client_secret=SecretStr("a secret"),
        slack_api_url=installing.url,
        public_url="https://care.example.net",
    )  # type: ignore[call-arg]
    app = web.Application()
    app.add_routes(open_slack(app, settings, Conversation(assistant, directory()), directory(), engine))
    return await aiohttp_client(app)


async def begin(client: Client) -> str:
    """The state of an installation that somebody begins."""
    answered = await client.get("/slack/install")
    link = re.search(r'href="([^"]*oauth/v2/authorize[^"]*)"', await answered.text())
    assert link
    asked = parse_qs(urlsplit(unescape(link[1])).query)
    assert asked["client_id"] == ["1.2"]
    assert set(asked["scope"][0].split(",")) == set(bot_scopes())
    assert asked["redirect_uri"] == [f"https://care.example.net{REDIRECT_PATH}"]
    cookie = answered.headers["Set-Cookie"]
    assert cookie.startswith(f"slack-app-oauth-state={asked['state'][0]};")
    assert {"secure", "httponly"} <= {flag.strip().lower() for flag in cookie.split(";")}
    return asked["state"][0]


async def come_back(client: Client, state: str, code: str = "a code", cookie: str | None = None) -> int:
    # By hand: the cookie is Secure, and this client speaks no HTTPS.
    held = {"Cookie": f"slack-app-oauth-state={cookie or state}"}
    answered = await client.get("/slack/oauth_redirect", params={"state": state, "code": code}, headers=held)
    return answered.status


async def ask(client: Client, team: str, ts: str) -> int:
    told = {"type": "message", "channel": f"D{SAM}", "channel_type": "im", "user": SAM, "text": "a photo?"}
    raw, headers = signed.signed(signed.event(team=team, **told, ts=ts))
    answered = await client.post("/slack/events", data=raw, headers=headers)
    return answered.status


async def test_a_workspace_installs_is_answered_with_its_token_and_leaves(
    client: Client, installing: Installing
) -> None:
    assert await ask(client, "T7", "1.1") == 403
    assert await come_back(client, await begin(client)) == 200
    assert await ask(client, "T7", "1.2") == 200
    for _ in range(100):
        if installing.messages[f"D{SAM}"]:
            break
        await asyncio.sleep(0.05)
    (posted,) = [call for call in installing.calls if call.method == "chat.postMessage"]
    assert posted.token == NEW_TOKEN
    assert await ask(client, "T8", "1.3") == 403
    raw, headers = signed.signed(signed.event(team="T7", type="app_uninstalled"))
    assert (await client.post("/slack/events", data=raw, headers=headers)).status == 200
    assert await ask(client, "T7", "1.4") == 403


async def test_a_state_that_was_not_issued_here_installs_nothing(
    client: Client, installing: Installing
) -> None:
    state = await begin(client)
    assert await come_back(client, "forged") == 401
    assert await come_back(client, state, cookie="another browser's") == 400
    assert "oauth.v2.access" not in [call.method for call in installing.calls]
    assert await ask(client, "T7", "1.1") == 403


async def test_a_state_that_was_used_installs_nothing_again(client: Client, installing: Installing) -> None:
    state = await begin(client)
    assert await come_back(client, state) == 200
    assert await come_back(client, state) == 401
    assert len(installing.sent("oauth.v2.access")) == 1


async def test_somebody_who_says_no_at_slack_installs_nothing(client: Client, installing: Installing) -> None:
    told = {"state": (state := await begin(client)), "error": "access_denied"}
    held = {"Cookie": f"slack-app-oauth-state={state}"}
    assert (await client.get(REDIRECT_PATH, params=told, headers=held)).status < 500
    assert installing.calls == []
    assert await ask(client, "T7", "1.1") == 403


@pytest.mark.parametrize(
    ("team", "told", "secret", "gone"),
    [
        ("T7", {"type": "app_uninstalled"}, "a forger's", False),
        ("T8", {"type": "app_uninstalled"}, signed.SECRET, False),
        ("T7", {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, signed.SECRET, False),
        ("T7", {"type": "tokens_revoked", "tokens": {"bot": ["UBOT7"]}}, signed.SECRET, True),
    ],
)
async def test_only_the_workspace_itself_takes_its_leave(
    client: Client, team: str, told: dict[str, Any], secret: str, gone: bool
) -> None:
    await come_back(client, await begin(client))
    raw, headers = signed.signed(signed.event(team=team, **told), secret=secret)
    await client.post("/slack/events", data=raw, headers=headers)
    assert await ask(client, "T7", "1.1") == (403 if gone else 200)


async def test_a_code_that_slack_does_not_know_installs_nothing(client: Client) -> None:
    assert await come_back(client, await begin(client), code="another") >= 400
    assert await ask(client, "T7", "1.1") == 403


@pytest.mark.parametrize("organisation", [None, "E1"])
async def test_a_press_is_taken_up_later_in_an_organisations_workspace_too(
    slack: SlackStandIn, desk: Desk, engine: Engine, clock: Clock, organisation: str | None
) -> None:
    store = SqlInstallationStore("1.2", engine)
    await store.async_save_bot(bot(TEAM, TOKEN, enterprise_id=organisation))
    side = SlackSide(signed.SECRET, ManyWorkspaces(store), web_client(slack.url), directory())
    app = SlackApp(side, desk, Inbox(engine, "slack"))
    share = {"type": "button", "block_id": "b", "action_id": "handrail:share:0", "value": "x" * 32}
    press = signed.interaction("block_actions", SAM, "t1", actions=[share], channel={"id": CHANNEL})
    slack.crash("chat.postEphemeral", times=1)
    assert await status(app, {**press, "enterprise": organisation and {"id": organisation}}) == 200
    assert slack.messages[CHANNEL] == []
    await later(app, clock)
    await app.close()
    assert len(slack.messages[CHANNEL]) == 1
