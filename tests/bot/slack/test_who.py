"""Who somebody in Slack is, and whom they can turn to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.directory import Directory, Person, Role
from bot.slack.app import web_client
from bot.slack.who import WhoIsWho
from knowledge.answer import Asker, LineManager
from tests.bot.slack.stand_in import TOKEN, SlackStandIn

FIELD = "Xf0MANAGER"


def user(name: str, email: str = "", manager: str = "") -> dict[str, Any]:
    fields = {FIELD: {"value": manager, "alt": ""}} if manager else {}
    return {"real_name": name, "profile": {"email": email, "fields": fields}}


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    people = {
        "USAM": user("Sam in Slack", "sam@example.org"),
        "UADA": user("Ada in Slack", "Ada@Example.org", "UBEA"),
        "UBEA": user("Bea Boss", "bea@example.org"),
        "UNEW": user("New Person", "new@example.org", "UADA"),
        "ULOOP": user("Own Boss", "own@example.org", "ULOOP"),
        "ULEFT": user("Left Half", "left@example.org", "URIGHT"),
        "URIGHT": user("Right Half", "right@example.org", "ULEFT"),
        "UUNDER": user("Under Loop", "under@example.org", "ULOOP"),
    }
    users = {name: {"id": name, **told} for name, told in people.items()}
    async with SlackStandIn(users).open() as stand_in:
        yield stand_in


def directory(sams: str = "", adas: str = "") -> Directory:
    ada = Person("ada@example.org", "Ada Osei", Role.MANAGER, None, adas, "")
    sam = Person("sam@example.org", "Sam Lee", Role.STAFF, "ada@example.org", sams, "")
    return Directory({person.email: person for person in (ada, sam)})


async def test_by_slack_id_nobody_need_be_asked(slack: SlackStandIn) -> None:
    met = await WhoIsWho(directory("USAM", "UADA")).met(web_client(slack.url, TOKEN), "USAM")
    ada = LineManager("Ada Osei", "ada@example.org")
    assert (met.asker, met.role, met.manager) == (
        Asker("sam@example.org", "Sam Lee", ada, None),
        Role.STAFF,
        "UADA",
    )
    assert slack.calls == []


async def test_by_the_profiles_address_in_whatever_case(slack: SlackStandIn) -> None:
    who = WhoIsWho(directory())
    assert (await who.met(web_client(slack.url, TOKEN), "UADA")).role is Role.MANAGER
    sam = await who.met(web_client(slack.url, TOKEN), "USAM")
    assert sam.asker.email == "sam@example.org"


async def test_a_manager_without_a_slack_id_is_looked_up_by_address(slack: SlackStandIn) -> None:
    slack.users["UADA"]["profile"]["email"] = "ada@example.org"
    met = await WhoIsWho(directory("USAM")).met(web_client(slack.url, TOKEN), "USAM")
    assert met.manager == "UADA"


async def test_a_manager_who_is_not_in_slack_cannot_be_written_to(slack: SlackStandIn) -> None:
    del slack.users["UADA"]
    met = await WhoIsWho(directory("USAM")).met(web_client(slack.url, TOKEN), "USAM")
    assert met.asker.line_manager
    assert met.manager is None


async def test_somebody_in_no_file_is_staff_with_the_name_that_slack_has(slack: SlackStandIn) -> None:
    met = await WhoIsWho(directory()).met(web_client(slack.url, TOKEN), "UNEW")
    assert (met.asker, met.role, met.manager) == (Asker(None, "New Person"), Role.STAFF, None)


async def test_somebody_whom_slack_does_not_know_is_a_stranger(slack: SlackStandIn) -> None:
    met = await WhoIsWho(directory(), FIELD).met(web_client(slack.url, TOKEN), "UNOBODY")
    assert (met.asker, met.manager) == (Asker(), None)


async def test_the_profile_field_says_who_the_manager_is_and_who_is_above(slack: SlackStandIn) -> None:
    met = await WhoIsWho(directory(), FIELD).met(web_client(slack.url, TOKEN), "UNEW")
    assert met.manager == "UADA"
    assert met.asker.line_manager == LineManager("Ada Osei", "ada@example.org")
    assert met.asker.senior_manager == LineManager("Bea Boss", "bea@example.org")


async def test_where_the_field_is_empty_the_file_says_it(slack: SlackStandIn) -> None:
    met = await WhoIsWho(directory("USAM", "UADA"), FIELD).met(web_client(slack.url, TOKEN), "USAM")
    assert met.manager == "UADA"


async def test_nobody_is_sent_to_themselves(slack: SlackStandIn) -> None:
    met = await WhoIsWho(directory(), FIELD).met(web_client(slack.url, TOKEN), "ULOOP")
    assert (met.manager, met.asker.line_manager) == (None, None)


# Questions about one's own manager go to the manager above: not to that manager again, nor to oneself.
@pytest.mark.parametrize("asker", ["ULEFT", "UUNDER"])
async def test_the_manager_above_is_neither_the_asker_nor_the_manager(
    slack: SlackStandIn, asker: str
) -> None:
    met = await WhoIsWho(directory(), FIELD).met(web_client(slack.url, TOKEN), asker)
    assert met.asker.line_manager is not None
    assert met.asker.senior_manager is None


async def test_the_file_counts_where_a_profile_names_its_owner_as_manager(slack: SlackStandIn) -> None:
    slack.users["USAM"] |= user("Sam in Slack", "sam@example.org", "USAM")
    met = await WhoIsWho(directory("USAM", "UADA"), FIELD).met(web_client(slack.url, TOKEN), "USAM")
    assert met.manager == "UADA"
    assert met.asker.line_manager == LineManager("Ada Osei", "ada@example.org")


async def test_the_profile_field_counts_before_the_file(slack: SlackStandIn) -> None:
    slack.users["USAM"] |= user("Sam in Slack", "sam@example.org", "UBEA")
    met = await WhoIsWho(directory("USAM", "UADA"), FIELD).met(web_client(slack.url, TOKEN), "USAM")
    assert (met.manager, met.role) == ("UBEA", Role.STAFF)
    assert met.asker == Asker("sam@example.org", "Sam Lee", LineManager("Bea Boss", "bea@example.org"), None)


@pytest.mark.parametrize("error", ["internal_error", "missing_scope", "ratelimited"])
async def test_when_slack_refuses_to_say_the_file_is_enough(slack: SlackStandIn, error: str) -> None:
    slack.fail("users.profile.get", times=9, error=error)
    met = await WhoIsWho(directory("USAM", "UADA"), FIELD).met(web_client(slack.url, TOKEN), "USAM")
    assert (met.manager, met.asker.name) == ("UADA", "Sam Lee")


async def test_when_nothing_answers_at_slacks_address_the_file_is_enough() -> None:
    async with SlackStandIn().open() as gone:
        client = web_client(gone.url, TOKEN)
    met = await WhoIsWho(directory("USAM"), FIELD).met(client, "USAM")
    assert (met.asker.name, met.manager) == ("Sam Lee", None)
    stranger = await WhoIsWho(directory(), FIELD).met(client, "USAM")
    assert (stranger.asker, stranger.role, stranger.manager) == (Asker(), Role.STAFF, None)


async def test_when_slack_is_away_the_file_is_enough(slack: SlackStandIn) -> None:
    slack.crash("users.profile.get", times=9)
    slack.crash("users.lookupByEmail", times=9)
    met = await WhoIsWho(directory("USAM"), FIELD).met(web_client(slack.url, TOKEN), "USAM")
    assert met.asker.line_manager == LineManager("Ada Osei", "ada@example.org")


async def test_what_slack_said_is_remembered_and_its_failures_are_not(slack: SlackStandIn) -> None:
    who, client = WhoIsWho(directory()), web_client(slack.url, TOKEN)
    slack.crash("users.info", times=1)
    assert (await who.met(client, "UNEW")).asker.name is None
    for _ in range(3):
        assert (await who.met(client, "UNEW")).asker.name == "New Person"
    assert len(slack.sent("users.info")) == 2
    await who.met(client, "UNOBODY")
    await who.met(client, "UNOBODY")
    assert len(slack.sent("users.info")) == 3, "that nobody has this id is remembered too"


async def test_a_meeting_with_a_manager_is_remembered_whole(slack: SlackStandIn) -> None:
    who, client = WhoIsWho(directory(), FIELD), web_client(slack.url, TOKEN)
    first = await who.met(client, "UNEW")
    calls = len(slack.calls)
    assert await who.met(client, "UNEW") == first
    assert len(slack.calls) == calls


async def test_that_nobody_has_an_address_is_remembered_and_that_slack_failed_is_not(
    slack: SlackStandIn,
) -> None:
    who, client = WhoIsWho(directory("USAM")), web_client(slack.url, TOKEN)
    slack.users["UADA"]["profile"]["email"] = "ada@example.org"
    slack.fail("users.lookupByEmail", times=1, error="internal_error")
    assert [(await who.met(client, "USAM")).manager for _ in range(3)] == [None, "UADA", "UADA"]
    assert len(slack.sent("users.lookupByEmail")) == 2
    del slack.users["UADA"]
    unheard_of = WhoIsWho(directory("USAM"))
    assert [(await unheard_of.met(client, "USAM")).manager for _ in range(2)] == [None, None]
    assert len(slack.sent("users.lookupByEmail")) == 3
