"""Who somebody in Teams is, and whom they can turn to, with a real server in Microsoft Graph's place."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.directory import COLUMNS, Directory, Person, Role
from bot.platform import NotDelivered, Speaker
from bot.teams.graph import PATIENCE, Colleague, Graph
from bot.teams.who import WhoIsWho
from knowledge.answer import Asker, LineManager
from tests.bot.teams.activities import TENANT
from tests.bot.teams.graph_stand_in import TOKEN, GraphStandIn, user

SAM, ADA, BEA, NEW, LOOP, LEFT, RIGHT, UNDER = (f"ab{n}cdef0-0000-4000-8000-0000000000fe" for n in range(8))
LINE_ADA = LineManager("Ada Osei", "ada@example.org")
LINE_BEA = LineManager("Bea Boss", "bea@example.org")


@pytest.fixture
async def server() -> AsyncIterator[GraphStandIn]:
    people = [
        user(ADA, "Ada Osei", "Ada@Example.org", "ada.osei@example.onmicrosoft.com"),
        user(BEA, "Bea Boss", None, "Bea@example.org"),
        user(SAM, "Sam in Graph", "sam@example.org"),
        user(LOOP, "Own Boss", "own@example.org"),
        user(LEFT, "Left Half", "left@example.org"),
        user(RIGHT, "Right Half", "right@example.org"),
    ]
    managers = {ADA: BEA, NEW: ADA, LOOP: LOOP, UNDER: LOOP, LEFT: RIGHT, RIGHT: LEFT}
    async with GraphStandIn({one["id"]: one for one in people}, managers).open() as stand_in:
        yield stand_in


async def token() -> str:
    return TOKEN


@pytest.fixture
async def graph(server: GraphStandIn) -> AsyncIterator[Graph]:
    opened = Graph(token, f"{server.url}/")
    yield opened
    await opened.close()


class TeamsMember:
    """What Teams says of anybody who is a member of a conversation. said: None where it refuses."""

    def __init__(self, **said: Any) -> None:
        self.said: dict[str, Any] | None = said
        self.asked: list[Speaker] = []

    async def __call__(self, who: Speaker) -> Mapping[str, Any]:
        self.asked.append(who)
        if self.said is None:
            raise NotDelivered("Teams said 404 MemberNotFoundInConversation", lasting=True)
        return self.said


SAM_BY_MAIL = {"name": "Sam in Teams", "email": "Sam@Example.org", "userPrincipalName": "s.lee@example.org"}


def speaker(person: str) -> Speaker:
    return Speaker("teams", TENANT, person)


def directory(sams: str = SAM, adas: str = ADA) -> Directory:
    ada = Person("ada@example.org", "Ada Osei", Role.MANAGER, None, "", adas)
    sam = Person("sam@example.org", "Sam Lee", Role.STAFF, "ada@example.org", "", sams)
    return Directory({person.email: person for person in (ada, sam)})


@pytest.mark.parametrize("called", [SAM, SAM.upper()])
@pytest.mark.parametrize("written", [SAM, SAM.upper()])
async def test_by_object_id_in_any_case_of_letters_nobody_need_be_asked(called: str, written: str) -> None:
    teams = TeamsMember(**SAM_BY_MAIL)
    met = await WhoIsWho(directory(written)).met(speaker(called), teams)
    assert met.asker == Asker("sam@example.org", "Sam Lee", LINE_ADA, None)
    assert (met.role, met.manager, teams.asked) == (Role.STAFF, ADA, [])


@pytest.mark.parametrize("said", [SAM_BY_MAIL, {"userPrincipalName": "SAM@example.org"}])
async def test_else_by_the_address_that_teams_has_of_the_conversations_member(said: dict[str, str]) -> None:
    met = await WhoIsWho(directory(sams="")).met(speaker(SAM), TeamsMember(**said))
    assert met.asker == Asker("sam@example.org", "Sam Lee", LINE_ADA, None)
    assert met.manager == ADA


async def test_else_it_is_a_stranger_with_the_name_that_teams_has() -> None:
    met = await WhoIsWho(directory()).met(speaker(NEW), TeamsMember(name="New Person", email="new@x.org"))
    assert (met.asker, met.role, met.manager) == (Asker(None, "New Person"), Role.STAFF, None)


@pytest.mark.parametrize("said", [None, {}, {"name": None, "email": None, "userPrincipalName": None}])
async def test_of_whom_teams_says_nothing_is_a_stranger_without_one(said: dict[str, Any] | None) -> None:
    teams = TeamsMember()
    teams.said = said
    met = await WhoIsWho(directory()).met(speaker(NEW), teams)
    assert (met.asker, met.role, met.manager) == (Asker(), Role.STAFF, None)


async def test_what_teams_said_is_remembered_of_each_and_that_it_failed_is_not() -> None:
    who, teams = WhoIsWho(directory()), TeamsMember(name="New Person")
    there = Speaker("teams", "another organisation", NEW)
    teams.said = None
    assert (await who.met(speaker(NEW), teams)).asker.name is None
    teams.said = {"name": "New Person"}
    assert [(await who.met(speaker(NEW), teams)).asker.name for _ in range(3)] == ["New Person"] * 3
    assert len(teams.asked) == 2
    teams.said = {"name": "Another Person"}
    assert (await who.met(there, teams)).asker.name == "Another Person"


# An asker in a channel is looked up when a manager opens a form days later; they may speak again soon.
async def test_that_nothing_was_known_of_somebody_is_not_remembered() -> None:
    who, teams = WhoIsWho(directory(sams="")), TeamsMember()
    assert (await who.met(speaker(SAM), teams)).asker == Asker()
    teams.said = SAM_BY_MAIL
    assert (await who.met(speaker(SAM), teams)).asker.email == "sam@example.org"


async def test_a_manager_of_the_file_without_an_object_id_is_named_and_cannot_be_written_to() -> None:
    met = await WhoIsWho(directory(adas="")).met(speaker(SAM), TeamsMember())
    assert (met.asker.line_manager, met.manager) == (LINE_ADA, None)


# Whoever answers for a manager must be exactly the one who was asked: see handing_over.
async def test_a_manager_is_called_as_teams_calls_them_however_the_file_writes_it(tmp_path: Path) -> None:
    rows = (
        ",".join(COLUMNS),
        f"ada@example.org,Ada Osei,manager,,,{ADA.upper()}",
        f"sam@example.org,Sam Lee,staff,ada@example.org,,{SAM.upper()}",
    )
    (tmp_path / "people.csv").write_text("\n".join(rows), encoding="utf-8")
    met = await WhoIsWho(Directory.load(tmp_path / "people.csv")).met(speaker(SAM), TeamsMember())
    assert met.manager == ADA


async def test_graph_says_who_the_manager_is_and_who_is_above(server: GraphStandIn, graph: Graph) -> None:
    teams = TeamsMember(name="New Person", email="New@Example.org")
    met = await WhoIsWho(directory(), graph).met(speaker(NEW), teams)
    assert met.asker == Asker("new@example.org", "New Person", LINE_ADA, LINE_BEA)
    assert (met.role, met.manager, server.asked) == (Role.STAFF, ADA, [NEW, ADA])


async def test_graph_counts_before_the_file_which_still_says_who_one_is(
    server: GraphStandIn, graph: Graph
) -> None:
    server.managers[SAM] = BEA
    met = await WhoIsWho(directory(), graph).met(speaker(SAM), TeamsMember())
    assert (met.asker, met.manager) == (Asker("sam@example.org", "Sam Lee", LINE_BEA, None), BEA)
    assert (await WhoIsWho(directory(), graph).met(speaker(ADA), TeamsMember())).role is Role.MANAGER


async def test_where_graph_names_no_manager_the_file_does(server: GraphStandIn, graph: Graph) -> None:
    met = await WhoIsWho(directory(), graph).met(speaker(SAM), TeamsMember())
    assert (met.asker.line_manager, met.manager, server.asked) == (LINE_ADA, ADA, [SAM])


@pytest.mark.parametrize("called", [SAM, SAM.upper()])
async def test_nobody_is_sent_to_themselves(server: GraphStandIn, graph: Graph, called: str) -> None:
    server.managers |= {SAM: SAM}
    met = await WhoIsWho(directory(), graph).met(speaker(called), TeamsMember())
    assert (met.asker.line_manager, met.manager) == (LINE_ADA, ADA)
    stranger = await WhoIsWho(directory(), graph).met(speaker(LOOP), TeamsMember(name="Own Boss"))
    assert (stranger.asker, stranger.manager) == (Asker(None, "Own Boss"), None)


# Questions about one's own manager go to the manager above: not to that manager again, nor to oneself.
@pytest.mark.parametrize(("called", "manager"), [(LEFT, RIGHT), (LEFT.upper(), RIGHT), (UNDER, LOOP)])
async def test_the_manager_above_is_neither_the_asker_nor_the_manager(
    graph: Graph, called: str, manager: str
) -> None:
    met = await WhoIsWho(directory(), graph).met(speaker(called), TeamsMember())
    assert (met.manager, met.asker.senior_manager) == (manager, None)


async def test_a_persons_id_stays_one_part_of_graphs_address(server: GraphStandIn, graph: Graph) -> None:
    server.managers["1a/b?c#d%20e"] = ADA
    assert await graph.manager_of("1a/b?c#d%20e") == Colleague(ADA, "Ada Osei", "ada@example.org")


@pytest.mark.parametrize("status", [302, 400, 401, 403, 429, 500, 503])
async def test_when_graph_refuses_the_file_is_enough_and_graph_is_asked_again(
    server: GraphStandIn, graph: Graph, status: int
) -> None:
    who = WhoIsWho(directory(), graph)
    server.managers[SAM], server.status = BEA, status
    assert (await who.met(speaker(SAM), TeamsMember())).manager == ADA
    server.status = 200
    assert (await who.met(speaker(SAM), TeamsMember())).manager == BEA


ODD = [
    *(b"", b"<html>", b"\xff\xfe\xfd", b"null", b"[]", b"7", b'"Ada"', b"{}", b'{"id": "x"}'),
    *(b'{"displayName": "Ada"}', b'{"id": null, "displayName": "Ada"}', b'{"id": "x", "displayName": null}'),
    *(b'{"id": "", "displayName": "Ada"}', b'{"id": "x", "displayName": ""}'),
]


@pytest.mark.parametrize("body", ODD)
async def test_of_what_is_no_manager_nothing_is_believed(
    server: GraphStandIn, graph: Graph, body: bytes
) -> None:
    server.body = body
    met = await WhoIsWho(directory(), graph).met(speaker(SAM), TeamsMember())
    assert (met.asker.line_manager, met.manager) == (LINE_ADA, ADA)


async def test_where_nothing_listens_or_no_token_is_to_be_had_the_file_is_enough(
    server: GraphStandIn,
) -> None:
    async def none_to_be_had() -> str:
        raise NotDelivered("no token is to be had (invalid_client)")

    async with GraphStandIn({}, {}).open() as gone:
        away = Graph(token, gone.url)
    locked_out = Graph(none_to_be_had, server.url)
    for graph in (away, locked_out):
        assert (await WhoIsWho(directory(), graph).met(speaker(SAM), TeamsMember())).manager == ADA
        await graph.close()
    assert server.asked == []


async def test_an_answer_waits_for_graph_no_longer_than_its_patience(
    server: GraphStandIn, graph: Graph
) -> None:
    server.silent, server.dripping = SAM, NEW
    asked = {name: asyncio.ensure_future(graph.manager_of(name)) for name in (SAM, NEW)}
    await asyncio.wait(asked.values(), timeout=PATIENCE + 1)
    late = [name for name, asking in asked.items() if asking.cancel()]
    told = await asyncio.gather(*asked.values(), return_exceptions=True)
    assert (late, told) == ([], [None, None])
    assert PATIENCE <= 5


@pytest.mark.parametrize("person", [NEW, SAM], ids=["who has a manager", "who has none"])
async def test_what_graph_said_is_remembered_for_an_hour(
    server: GraphStandIn, graph: Graph, person: str
) -> None:
    first = await graph.manager_of(person)
    server.managers[person] = BEA
    graph._remembered.expire(time.monotonic() + 3590)  # what only time itself would do
    assert (await graph.manager_of(person), server.asked) == (first, [person])
    graph._remembered.expire(time.monotonic() + 3610)
    assert await graph.manager_of(person) == Colleague(BEA, "Bea Boss", "bea@example.org")


@pytest.mark.parametrize("status", [200, 404, 500])
async def test_nobody_is_named_in_the_log_at_any_level(
    server: GraphStandIn, graph: Graph, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    server.status = status
    teams = TeamsMember(name="New Person", email="new@example.org")
    refused = TeamsMember()
    refused.said = None
    with caplog.at_level(logging.DEBUG):
        for member in (refused, teams):
            await WhoIsWho(directory(), graph).met(speaker(NEW), member)
    assert "Teams did not say who somebody is" in caplog.text
    named = (NEW, ADA, BEA, "example.org", "New Person", "Ada Osei", "Bea Boss", TOKEN)
    assert [one for one in named if one in caplog.text] == []
