"""What Teams sends is read for what it is, and what is no business of Handrail's is left alone."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parts import Form, Verb
from bot.platform import Arrived, Commanded, Filled, Happening, HomeOpened, Picked, Place, Pressed, Said, Speaker
from bot.teams.conversation import PLATFORM, Kind, conversation_id, conversation_of
from bot.teams.heard import heard, is_departure, key_of, query_of, rated, speaker_of
from tests.bot.chat.world import ADA, SAM
from tests.bot.teams.activities import (
    GROUP,
    TEAM_CHANNEL,
    TENANT,
    Activity,
    account,
    activity,
    in_channel,
    in_group,
    invoke,
    mention,
    message,
    private,
    quoting,
)
from tests.bot.teams.stand_in import BOT

SERVICE = "https://smba.example/emea"
WHO = Speaker(PLATFORM, TENANT, SAM)
CHAT, CHANNEL, GROUP_CHAT = (conversation_id(TENANT, one) for one in (f"a:{SAM}", TEAM_CHANNEL, GROUP))
THREAD = conversation_id(TENANT, f"{TEAM_CHANNEL};messageid=1.1")
PLACES = pytest.mark.parametrize("where", [private(SAM), in_channel("1.1"), in_group()])
HOSTILE = (KeyError, TypeError, ValueError, AttributeError)


def carried(name: str = "verb", what: Any = "share", about: Any = "x1", **fields: Any) -> dict[str, Any]:
    return {"handrail": {name: what, "id": about}, **fields}


def acted(name: str, data: Any, where: dict[str, Any] | None = None, **more: Any) -> Activity:
    """An invoke that carries these data."""
    return invoke(name, SAM, SERVICE, where or in_channel("1.1"), {"data": data}, **more)


def sent(text: str, where: dict[str, Any] | None = None, **more: Any) -> Activity:
    return message(SAM, text, SERVICE, where or private(SAM), **more)


def targeted(text: str, where: dict[str, Any]) -> Activity:
    return sent(text, where, recipient={"id": BOT, "isTargeted": True})


def opinion(given: Any, *, wrapped: bool = True, name: str = "message/submitAction") -> Activity:
    told = {"actionName": "feedback", "actionValue": given}
    value = {"data": told} if wrapped else told
    return invoke(name, SAM, SERVICE, private(SAM), value, replyToId="1.9")


def said_in(told: Activity) -> Said:
    happening = heard(told)
    assert isinstance(happening, Said)
    return happening


def test_a_private_message_is_said_to_handrail() -> None:
    told = sent("hi")
    place = Place(CHAT, told["id"], private=True)
    assert heard(told) == Said(WHO, place, told["id"], "hi", addressed=True, within=None, flat=True)


def test_a_private_reply_stands_under_what_it_quotes() -> None:
    told = sent("") | quoting("1.7", "and a video?")
    said = said_in(told)
    assert (said.text, said.within, said.place.thread) == ("and a video?", "1.7", told["id"])


def test_a_mention_at_the_top_of_a_channel_opens_a_thread_of_its_own() -> None:
    told = mention(SAM, "can i?", SERVICE, in_channel())
    place = Place(CHANNEL, told["id"], private=False)
    assert heard(told) == Said(WHO, place, told["id"], "can i?", addressed=True, within=None)


@pytest.mark.parametrize(("say", "addressed"), [(mention, True), (message, False)])
def test_a_reply_in_a_thread_is_told_with_it_and_may_be_a_follow_up(say: Any, addressed: bool) -> None:
    said = said_in(say(SAM, "and a video?", SERVICE, in_channel("1.1")))
    assert (said.addressed, said.within, said.place) == (addressed, "1.1", Place(CHANNEL, "1.1", False))
    assert not said.flat


@pytest.mark.parametrize(("say", "addressed"), [(mention, True), (message, False)])
def test_a_group_chat_has_no_threads_and_is_not_private(say: Any, addressed: bool) -> None:
    told = say(SAM, "can i?", SERVICE, in_group())
    place = Place(GROUP_CHAT, told["id"], private=False)
    assert heard(told) == Said(WHO, place, told["id"], "can i?", addressed, within=None, flat=True)


def test_a_conversation_of_others_is_nobodys_private_chat_with_handrail() -> None:
    # From the message extension, Teams tells of a chat of two people by its id alone.
    for where in ({"id": "19:sam_ada@unq.gbl.spaces"}, {"id": TEAM_CHANNEL, "isGroup": True}):
        fetched = invoke("composeExtension/fetchTask", SAM, SERVICE, where, {"commandId": "checkDraft"})
        assert conversation_of(fetched).kind is not Kind.PERSONAL


@pytest.mark.parametrize(("where", "place"), [(in_channel("1.1"), THREAD), (in_group(), GROUP_CHAT)])
@pytest.mark.parametrize("text", ["can i knit?", "policy can i knit?", "/policy: can i knit?", "POLICY\ncan i knit?"])
def test_a_slash_message_is_a_command_that_nobody_else_reads(text: str, where: Any, place: str) -> None:
    happening = heard(targeted(text, where))
    assert isinstance(happening, Commanded)
    assert (happening.speaker, happening.text) == (WHO, "can i knit?")
    assert happening.place == Place(place, "", private=True)
    assert json.loads(happening.handle.reply) == [place, SAM]


@pytest.mark.parametrize("text", ["policyholders, who are they?", "our policy on knitting?"])
def test_a_slash_message_keeps_words_that_only_look_like_the_command(text: str) -> None:
    happening = heard(targeted(text, in_channel("1.1")))
    assert isinstance(happening, Commanded)
    assert happening.text == text


@PLACES
def test_a_command_after_a_mention_is_read_as_one(where: dict[str, Any]) -> None:
    happening = heard(mention(SAM, "/Policy can i knit?", SERVICE, where))
    assert isinstance(happening, Said if where == private(SAM) else Commanded)
    assert happening.text == "can i knit?"


@pytest.mark.parametrize("text", ["/policy can i knit?", "policies", "check", "/policyholder"])
def test_what_looks_like_a_command_but_is_not_said_to_handrail_is_none(text: str) -> None:
    said = said_in(sent(text, in_channel("1.1")))
    assert (said.text, said.addressed) == (text, False)


@pytest.mark.parametrize("text", ["Policies", " policies ", "/policy policies"])
def test_policies_is_a_look_at_the_page_in_private(text: str) -> None:
    assert heard(sent(text)) == HomeOpened(WHO)


def test_check_is_a_wish_for_an_empty_form_in_private() -> None:
    happening = heard(sent("CHECK"))
    assert isinstance(happening, Picked)
    assert (happening.speaker, happening.text) == (WHO, None)
    assert (happening.handle.trigger, json.loads(happening.handle.reply)) == ("", [CHAT, SAM])


@pytest.mark.parametrize("text", ["policies", "check"])
def test_among_others_the_commands_of_a_private_chat_are_words_like_any_other(text: str) -> None:
    assert said_in(mention(SAM, text, SERVICE, in_channel())).text == text


@PLACES
def test_help_asks_nothing(where: dict[str, Any]) -> None:
    assert said_in(mention(SAM, "Help", SERVICE, where)).text == ""


def test_a_file_is_told_and_the_html_of_the_message_is_no_file() -> None:
    html, file = {"contentType": "text/html", "content": "<p>x</p>"}, {"contentType": "image/*"}
    for where in (private(SAM), in_channel("1.1"), in_group()):
        assert not said_in(sent("look", where, attachments=[html])).file
        assert said_in(sent("look", where, attachments=[html, file])).file


@PLACES
def test_a_button_in_a_message_is_pressed_where_the_message_stands(where: dict[str, Any]) -> None:
    place = Place(conversation_of(sent("", where)).id, "1.1" if where == in_channel("1.1") else "1.8", where == private(SAM))
    happening = heard(acted("task/fetch", carried(), where, replyToId="1.8"), "t1")
    assert isinstance(happening, Pressed)
    assert (happening.verb, happening.about, happening.place) == (Verb.SHARE, "x1", place)
    assert (happening.handle.trigger, happening.handle.dialog) == ("t1", "t1")


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("name", ["task/fetch", "task/submit", "composeExtension/submitAction"])
def test_every_button_is_known_wherever_it_is_pressed(verb: Verb, name: str) -> None:
    happening = heard(acted(name, carried(what=verb.value)), "t1")
    assert isinstance(happening, Pressed)
    assert happening.verb is verb


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("name", ["task/submit", "composeExtension/submitAction"])
def test_a_form_is_read_field_by_field(form: Form, name: str) -> None:
    fields = {"comment": "parking", "agreed": "yes", "empty": "", "msteams": {"type": "x"}}
    happening = heard(acted(name, carried("form", form.value, **fields)), "t1")
    assert isinstance(happening, Filled)
    assert (happening.form, happening.about, happening.handle.dialog) == (form, "x1", "t1")
    assert happening.values == {"comment": "parking", "agreed": "yes", "empty": ""}


def test_a_field_that_was_left_alone_holds_nothing() -> None:
    happening = heard(acted("task/submit", carried("form", "reason", comment=None)))
    assert isinstance(happening, Filled)
    assert happening.values == {"comment": ""}


def test_a_form_in_a_message_is_answered_in_that_message() -> None:
    form = carried("form", "draft", draft="a photo")
    filled = heard(sent("", in_channel("1.1"), value=form, replyToId="1.8"))
    alone = heard(targeted("", in_channel("1.1")) | {"value": form, "replyToId": "1.8"})
    assert isinstance(filled, Filled)
    assert isinstance(alone, Filled)
    assert (filled.values, filled.handle.trigger) == ({"draft": "a photo"}, "")
    assert json.loads(filled.handle.dialog) == [THREAD, "1.8", ""]
    assert json.loads(alone.handle.dialog) == [THREAD, "1.8", account(SAM)]
    assert isinstance(heard(sent("", value=carried(), replyToId="1.8")), Pressed)


@pytest.mark.parametrize("carries", [{"from": {"aadObjectId": ADA}}, {"user": ADA, "speaker": ADA, "id": ADA}])
def test_who_acts_is_who_teams_says_whatever_a_button_carries(carries: dict[str, Any]) -> None:
    data = {"handrail": {"verb": "share", "form": "", **carries}, **carries}
    for told in (acted("task/fetch", data, replyToId="1.8"), sent("", value=data)):
        happening = heard(told | {"value": {**told["value"], **carries}}, "t1")
        assert isinstance(happening, Pressed)
        assert happening.speaker == WHO == speaker_of(told)
        assert json.loads(happening.handle.reply)[1] == SAM


def test_who_has_no_entra_id_is_called_what_teams_calls_them() -> None:
    assert speaker_of(sent("hi") | {"from": {"id": "29:x"}}).user == "29:x"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"contentType": "html", "content": "<p>a &lt; b</p>"}, "a < b"),
        ({"contentType": "text", "content": "a &lt; <b>"}, "a &lt; <b>"),
        ({"content": None}, ""),
    ],
)
def test_check_message_gives_the_messages_text(body: dict[str, Any], text: str) -> None:
    value = {"commandId": "checkMessage", "messagePayload": {"body": body, "from": {"user": {"id": ADA}}}}
    happening = heard(invoke("composeExtension/fetchTask", SAM, SERVICE, in_channel(), value), "t1")
    assert isinstance(happening, Picked)
    assert (happening.speaker, happening.text, happening.handle.trigger) == (WHO, text, "t1")


def test_check_draft_gives_none() -> None:
    happening = heard(invoke("composeExtension/fetchTask", SAM, SERVICE, in_channel(), {"commandId": "checkDraft"}))
    assert isinstance(happening, Picked)
    assert happening.text is None


@pytest.mark.parametrize(
    ("value", "query"),
    [
        ({"parameters": [{"name": "text", "value": "photos"}]}, "photos"),
        ({"parameters": [{"name": "initialRun", "value": "true"}]}, ""),
        ({"parameters": [{"name": "initialRun", "value": True}, {"name": "text", "value": "x"}]}, ""),
        ({}, ""),
        ({"commandId": "another"}, None),
    ],
)
def test_a_search_is_read_for_its_words(value: dict[str, Any], query: str | None) -> None:
    whole = {"commandId": "insertClause", **value}
    asked = invoke("composeExtension/query", SAM, SERVICE, in_channel(), whole)
    assert query_of(asked) == query
    assert heard(asked) is None


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize(("reaction", "verb"), [("like", Verb.HELPFUL), ("dislike", Verb.NOT_HELPFUL)])
@pytest.mark.parametrize(
    ("feedback", "reason"),
    [
        ('{"feedbackText": "wrong rule"}', {"reason": "", "comment": "wrong rule"}),
        ('{"reason": "unclear", "comment": "why?"}', {"reason": "unclear", "comment": "why?"}),
        ({"reason": "unclear"}, {"reason": "unclear", "comment": ""}),
        ("{}", None),
        ('{"comment": null}', None),
        ("no JSON", None),
        ("[" * 100_000, None),
        ("[1]", None),
        ("", None),
        (None, None),
    ],
)
def test_teams_own_opinions_are_read(wrapped: bool, reaction: str, verb: Verb, feedback: Any, reason: Any) -> None:
    told = rated(opinion({"reaction": reaction, "feedback": feedback}, wrapped=wrapped), "t1")
    assert told is not None
    pressed, filled = told
    assert (pressed.speaker, pressed.verb, pressed.about) == (WHO, verb, "")
    assert pressed.place == Place(CHAT, "1.9", private=True)
    assert (filled and filled.values, filled and filled.form) == (reason, reason and Form.REASON)
