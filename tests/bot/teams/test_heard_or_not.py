"""What comes and goes, what is ignored, what tells one event from another, and shapes that nobody expects."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import platform as p
from bot.parts import Form, Verb
from bot.teams.conversation import PLATFORM, conversation_of
from bot.teams.heard import heard, is_departure, key_of, query_of, rated, speaker_of
from tests.bot.chat.world import ADA, SAM
from tests.bot.teams import activities as teams
from tests.bot.teams.sam_says import SERVICE, acted, carried, opinion, sent
from tests.bot.teams.stand_in import BOT

WHO = p.Speaker(PLATFORM, teams.TENANT, SAM.lower())
HOSTILE = (KeyError, TypeError, ValueError, AttributeError)


@pytest.mark.parametrize("where", [teams.private(SAM), teams.in_channel(), teams.in_group()])
def test_arrivals_are_one_however_they_are_told(where: dict[str, Any]) -> None:
    added = {"membersAdded": [{"id": "29:x"}, {"id": BOT}]}
    told = [
        teams.activity("conversationUpdate", SAM, SERVICE, where, **added),
        teams.activity("installationUpdate", SAM, SERVICE, where, action="add"),
    ]
    place = p.Place(conversation_of(told[0]).id, "", where == teams.private(SAM))
    assert [heard(one) for one in told] == [p.Arrived(WHO, place)] * 2
    assert len({key_of(one, p.Arrived(WHO, place)) for one in told}) == 1
    assert not any(map(is_departure, told))


@pytest.mark.parametrize(
    ("kind", "more", "leaves"), [
    ("conversationUpdate", {"membersRemoved": [{"id": "29:x"}, {"id": BOT}]}, True),
    ("installationUpdate", {"action": "remove"}, True),
    ("installationUpdate", {"action": "remove-upgrade"}, False),
    ("conversationUpdate", {"membersRemoved": [{"id": "29:x"}]}, False),
    ("message", {"membersRemoved": [{"id": BOT}], "action": "remove"}, False),],
)  # fmt: skip
def test_a_departure_is_handrails_own_alone(kind: str, more: dict[str, Any], leaves: bool) -> None:
    assert is_departure(teams.activity(kind, SAM, SERVICE, teams.in_channel(), **more)) is leaves


@pytest.mark.parametrize(
    "told", [teams.activity(
    "messageReaction", SAM, SERVICE, teams.private(SAM), reactionsAdded=[{"type": "like"}]),
    teams.activity("messageUpdate", SAM, SERVICE, teams.private(SAM), text="edited"),
    teams.activity("messageDelete", SAM, SERVICE, teams.private(SAM)),
    teams.activity("typing", SAM, SERVICE, teams.private(SAM)), teams.activity(
    "event", SAM, SERVICE, teams.private(SAM), name="application/vnd.microsoft.readReceipt"),
    teams.activity("conversationUpdate", SAM, SERVICE, teams.in_channel(), membersAdded=[{"id": "29:x"}]),
    teams.activity("conversationUpdate", SAM, SERVICE, teams.in_channel(), membersRemoved=[{"id": BOT}]),
    teams.activity("installationUpdate", SAM, SERVICE, teams.in_channel(), action="add-upgrade"),
    acted("task/fetch", {"somebody": "else's"}), acted("task/fetch", {"handrail": "share"}),
    acted("signin/verifyState", carried()), teams.invoke(
    "composeExtension/fetchTask", SAM, SERVICE, teams.in_channel(), {"commandId": "another"}),
    opinion({"reaction": "like"}), {},],
)  # fmt: skip
def test_what_is_no_business_of_ours_is_left_alone(told: teams.Activity) -> None:
    assert heard(told) is None


def test_a_message_has_one_key_and_no_other_has_the_same() -> None:
    same = {"id": "1.5"}
    places = [
        teams.private(SAM),
        teams.private(ADA),
        teams.in_channel(),
        teams.in_channel("1.1"),
        teams.in_group(),
    ]
    told = [sent("hi") | same | {"conversation": where} for where in places]
    told += [sent("hi"), acted("task/fetch", carried(), teams.private(SAM), **same)]
    told += [acted("task/submit", carried(), teams.private(SAM), **same)]
    keys = [key_of(one, happening) for one in told if (happening := heard(one))]
    again = [key_of({**one, "text": "x", "timestamp": "y"}, heard(one) or p.HomeOpened(WHO)) for one in told]
    assert keys == again
    assert len(set(keys)) == len(told)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.sampled_from([BOT, "add", "/policy x"]), lambda inner: (st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "data", "handrail", "verb", "form", "type", "mentioned"]), inner
    )), max_leaves=8,
)  # fmt: skip
WHOLE = [
    teams.mention(SAM, "/policy x", SERVICE, teams.in_channel(), attachments=[], value=None),
    sent("x", value=carried()), acted("task/submit", carried("form", "draft")), teams.invoke(
    "composeExtension/fetchTask", SAM, SERVICE, teams.in_channel(), {"commandId": "checkMessage"}),
    teams.activity("installationUpdate", SAM, SERVICE, teams.in_channel(), action="add", membersAdded=[]),
    opinion({"reaction": "like"}),
    teams.invoke("composeExtension/query", SAM, SERVICE, teams.in_channel(), {"commandId": "insertClause"}),
]  # fmt: skip


@settings(max_examples=400)
@given(st.sampled_from(WHOLE), st.data())
def test_whatever_shape_it_has_it_is_read_or_refused_in_known_ways(
    whole: teams.Activity, data: st.DataObject
) -> None:
    fields = data.draw(st.dictionaries(st.sampled_from(sorted(whole)), ANY, min_size=1, max_size=3))
    for read in (lambda told: heard(told, "t"), lambda told: rated(told, "t"), query_of, is_departure):
        try:
            happening = read({**whole, **fields})
        except HOSTILE:
            continue
        if isinstance(happening, p.Happening):
            assert not isinstance(happening, p.Pressed) or happening.verb in Verb
            assert not isinstance(happening, p.Filled) or happening.form in Form
            assert happening.speaker == speaker_of({**whole, **fields})


@given(st.text(), st.text(min_size=1))
def test_a_key_is_short_whatever_is_in_it(address: str, number: str) -> None:
    told = {**sent("hi"), "id": number * 50, "conversation": {"id": address * 50, "tenantId": teams.TENANT}}
    assert len(key_of(told, heard(told) or p.HomeOpened(WHO)) or "") in range(1, 161)
