"""Who gets in: what Teams has signed for this bot, now, from an organisation that is let in."""

import asyncio
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.teams.keys import Keys, KeysNotReached
from tests.bot.chat.world import SAM
from tests.bot.teams.activities import Activity, message, private
from tests.bot.teams.key_server import KEY_ID, KeyServer, another_key, token
from tests.bot.teams.stand_in import TeamsStandIn
from tests.bot.teams.teams_chat import Client, TeamsChat

PHOTO = "can i share a photo of a colleague?"
WRONG: dict[str, dict[str, Any]] = {
    "expired": {"age": 4_000},
    "not valid yet": {"age": -4_000},
    "signed by another's key": {"key": another_key},
    "for another bot": {"aud": "11111111-2222-4333-8444-555555555555"},
    "for nobody": {"aud": None},
    "issued by another": {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
    "issued by a stranger": {"iss": "https://evil.example"},
    "by a key that nobody knows": {"key_id": "another"},
    "for another service": {"serviceurl": "https://evil.example/"},
    "for no service": {"serviceurl": None},
}


def question(teams: TeamsStandIn, **more: Any) -> Activity:
    return {**message(SAM, PHOTO, teams.url, private(SAM)), **more}


async def posted(client: Client, activity: Any, authorization: str | None) -> int:
    headers = {"Authorization": authorization} if authorization is not None else {}
    async with client.post("/api/messages", json=activity, headers=headers) as answered:
        return int(answered.status)


def kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(sa.text("SELECT count(*) FROM inbox")) or 0)


async def test_what_teams_has_signed_is_answered(teams_chat: TeamsChat, teams: TeamsStandIn) -> None:
    await teams_chat.say(SAM, PHOTO)
    assert len(teams.posted) == 1


@pytest.mark.parametrize("how", WRONG.values(), ids=WRONG)
async def test_what_is_not_rightly_signed_is_refused_before_anything_runs(
    teams_client: Client, teams: TeamsStandIn, engine: Engine, how: dict[str, Any]
) -> None:
    assert await posted(teams_client, question(teams), f"Bearer {token(teams.url, **how)}") == 401
    assert teams.calls == []
    assert kept(engine) == 0


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer x.y.z", "Basic eDp5", "x " * 500]
)
async def test_what_is_not_signed_at_all_is_refused(
    teams_client: Client, teams: TeamsStandIn, engine: Engine, authorization: str | None
) -> None:
    assert await posted(teams_client, question(teams), authorization) == 401
    assert kept(engine) == 0


async def test_a_token_without_a_signature_is_refused(teams_client: Client, teams: TeamsStandIn) -> None:
    head, body, _ = token(teams.url).split(".")
    assert await posted(teams_client, question(teams), f"Bearer {head}.{body}.") == 401


@pytest.mark.parametrize("changed", [{"channelId": "emulator"}, {"channelId": None}, {"serviceUrl": None}])
async def test_what_is_of_another_channel_is_refused(
    teams_client: Client, teams: TeamsStandIn, engine: Engine, changed: dict[str, Any]
) -> None:
    assert await posted(teams_client, question(teams, **changed), f"Bearer {token(teams.url)}") == 401
    assert kept(engine) == 0


async def test_another_organisation_is_refused(
    teams_client: Client, teams: TeamsStandIn, engine: Engine
) -> None:
    foreign = {"tenant": {"id": "00000000-1111-4222-8333-444444444444"}}
    elsewhere = {**private(SAM), "tenantId": foreign["tenant"]["id"]}
    for told in ({"conversation": elsewhere}, {"conversation": elsewhere, "channelData": foreign}):
        assert await posted(teams_client, question(teams, **told), f"Bearer {token(teams.url)}") == 403
    nowhere = {"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": None}
    assert await posted(teams_client, question(teams, **nowhere), f"Bearer {token(teams.url)}") == 403
    assert kept(engine) == 0
    assert teams.calls == []


@pytest.mark.parametrize("body", ["", "not json", "[]", "null", '{"text": "no type"}', '{"type": 7}', '"x"'])
async def test_what_is_no_activity_is_refused(teams_client: Client, teams: TeamsStandIn, body: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token(teams.url)}"}
    async with teams_client.post("/api/messages", data=body, headers=headers) as answered:
        assert answered.status == 400


@pytest.mark.parametrize(
    "shape",
    [
        {"conversation": None},
        {"conversation": []},
        {"from": "sam"},
        {"recipient": 5},
        {"text": {"a": 1}},
        {"attachments": {"a": 1}},
        {"attachments": ["x"]},
        {"entities": [None]},
        {"value": "x"},
        {"type": "invoke", "name": "task/fetch", "value": None},
        {"type": "invoke", "name": "task/fetch", "value": {"data": {"handrail": {"verb": "delete-all"}}}},
        {"type": "invoke", "name": "task/submit", "value": {"data": {"handrail": {"form": "format-disk"}}}},
        {"type": "invoke", "name": "composeExtension/query", "value": {"parameters": 5}},
        {"type": "invoke", "name": "message/submitAction", "value": {"actionValue": []}},
        {"type": "conversationUpdate", "membersAdded": "x"},
    ],
    ids=str,
)
async def test_an_odd_activity_harms_nobody(
    teams_client: Client, teams: TeamsStandIn, shape: dict[str, Any]
) -> None:
    answered = await posted(teams_client, question(teams, **shape), f"Bearer {token(teams.url)}")
    assert answered in {200, 400, 403}
    assert teams.posted == []


async def test_the_keys_are_fetched_once_and_by_nobody_who_holds_others_up(
    teams_client: Client, teams: TeamsStandIn, keys: KeyServer
) -> None:
    keys.waits_for = threading.Event()

    async def something_else() -> int:
        await asyncio.sleep(0.1)
        assert keys.waits_for
        keys.waits_for.set()
        return 200

    every = [posted(teams_client, question(teams), f"Bearer {token(teams.url)}") for _ in range(10)]
    assert set(await asyncio.gather(*every, something_else())) == {200}
    assert keys.asked == 1


async def test_tokens_of_unknown_keys_do_not_make_it_fetch_again_and_again(
    teams_client: Client, teams: TeamsStandIn, keys: KeyServer
) -> None:
    for number in range(5):
        bad = token(teams.url, key_id=f"unknown {number}")
        assert await posted(teams_client, question(teams), f"Bearer {bad}") == 401
    assert keys.asked == 1


async def test_while_the_keys_are_not_to_be_had_teams_is_asked_to_come_again(
    teams_client: Client, teams: TeamsStandIn, keys: KeyServer, engine: Engine
) -> None:
    keys.away = True
    for _ in range(3):
        assert await posted(teams_client, question(teams), f"Bearer {token(teams.url)}") == 503
    assert keys.tried == 1, "those who come just after do not wait for another try"
    assert kept(engine) == 0


class Hours:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_keys_that_were_away_are_fetched_a_little_later(keys: KeyServer) -> None:
    clock = Hours()
    kept_keys = Keys(keys.url, clock)
    keys.away = True
    with pytest.raises(KeysNotReached):
        await kept_keys.get(KEY_ID)
    keys.away = False
    with pytest.raises(KeysNotReached):
        await kept_keys.get(KEY_ID)
    clock.now += 31
    assert (await kept_keys.get(KEY_ID)).endorsements == ["msteams"]


async def test_old_keys_are_renewed_and_good_for_as_long_as_they_cannot_be(keys: KeyServer) -> None:
    clock = Hours()
    kept_keys = Keys(keys.url, clock)
    await kept_keys.get(KEY_ID)
    keys.away = True
    clock.now += 25 * 3600
    for _ in range(3):
        assert await kept_keys.get(KEY_ID)
    await asyncio.sleep(0.1)
    keys.away = False
    clock.now += 31
    await kept_keys.get(KEY_ID)
    await asyncio.sleep(0.1)
    assert keys.asked == 2


async def test_who_acts_may_be_of_no_other_organisation_either(
    teams_client: Client, teams: TeamsStandIn, engine: Engine
) -> None:
    elsewhere = "00000000-1111-4222-8333-444444444444"
    guest = {"id": "29:guest", "aadObjectId": "guest", "tenantId": elsewhere}
    for told in ({"from": guest}, {"channelData": {"tenant": {"id": elsewhere}}}):
        assert await posted(teams_client, question(teams, **told), f"Bearer {token(teams.url)}") == 403
    assert kept(engine) == 0


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"type": ' * 30_000, b"\xff\xfe"])
async def test_a_body_that_is_made_to_hurt_is_refused(teams_client: Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json; charset=nonsense", "Authorization": "Bearer x"}
    async with teams_client.post("/api/messages", data=body, headers=headers) as answered:
        assert answered.status == 400
    headers["Content-Type"] = "application/json"
    async with teams_client.post("/api/messages", data=body, headers=headers) as answered:
        assert answered.status == 400
