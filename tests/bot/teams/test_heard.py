"""What Teams sends is read for what it is, and what is no business of Handrail's is left alone."""

from typing import Any

import pytest

from bot import platform as p
from bot.parts import Form, Verb
from bot.teams.conversation import PLATFORM, Kind, Mark, conversation_id, conversation_of
from bot.teams.heard import heard, query_of, rated, speaker_of
from tests.bot.chat.world import ADA, SAM
from tests.bot.teams import activities as teams
from tests.bot.teams.sam_says import SERVICE, acted, carried, opinion, sent, targeted

WHO = p.Speaker(PLATFORM, teams.TENANT, SAM.lower())
CHAT, CHANNEL, GROUP_CHAT = (
    conversation_id(teams.TENANT, one) for one in (f"a:{SAM}", teams.TEAM_CHANNEL, teams.GROUP)
)
THREAD = conversation_id(teams.TENANT, f"{teams.TEAM_CHANNEL};messageid=1.1")
PLACES = pytest.mark.parametrize("where", [teams.private(SAM), teams.in_channel("1.1"), teams.in_group()])


def said_in(told: teams.Activity) -> p.Said:
    happening = heard(told)
    assert isinstance(happening, p.Said)
    return happening


def test_a_private_message_is_said_to_handrail() -> None:
    told = sent("hi")
    place = p.Place(CHAT, told["id"], private=True)
    assert heard(told) == p.Said(WHO, place, told["id"], "hi", addressed=True, within=None, flat=True)


def test_a_private_reply_stands_under_what_it_quotes() -> None:
    told = sent("") | teams.quoting("1.7", "and a video?")
    said = said_in(told)
    assert (said.text, said.within, said.place.thread) == ("and a video?", "1.7", told["id"])


def test_a_mention_at_the_top_of_a_channel_opens_a_thread_of_its_own() -> None:
    told = teams.mention(SAM, "can i?", SERVICE, teams.in_channel())
    place = p.Place(CHANNEL, told["id"], private=False)
    assert heard(told) == p.Said(WHO, place, told["id"], "can i?", addressed=True, within=None)


@pytest.mark.parametrize(("say", "addressed"), [(teams.mention, True), (teams.message, False)])
def test_a_reply_in_a_thread_is_told_with_it_and_may_be_a_follow_up(say: Any, addressed: bool) -> None:
    said = said_in(say(SAM, "and a video?", SERVICE, teams.in_channel("1.1")))
    assert (said.addressed, said.within, said.place) == (addressed, "1.1", p.Place(CHANNEL, "1.1", False))
    assert not said.flat


@pytest.mark.parametrize(("say", "addressed"), [(teams.mention, True), (teams.message, False)])
def test_a_group_chat_has_no_threads_and_is_not_private(say: Any, addressed: bool) -> None:
    told = say(SAM, "can i?", SERVICE, teams.in_group())
    place = p.Place(GROUP_CHAT, "", private=False)
    assert heard(told) == p.Said(WHO, place, told["id"], "can i?", addressed, within=None, flat=True)


def test_a_conversation_of_others_is_nobodys_private_chat_with_handrail() -> None:
    # From the message extension, Teams tells of a chat of two people by its id alone.
    for where in ({"id": "19:sam_ada@unq.gbl.spaces"}, {"id": teams.TEAM_CHANNEL, "isGroup": True}):
        fetched = teams.invoke("composeExtension/fetchTask", SAM, SERVICE, where, {"commandId": "checkDraft"})
        assert conversation_of(fetched).kind is not Kind.PERSONAL


@pytest.mark.parametrize(
    ("where", "place"), [(teams.in_channel("1.1"), THREAD), (teams.in_group(), GROUP_CHAT)]
)
@pytest.mark.parametrize(
    "text", ["can i knit?", "policy can i knit?", "/policy: can i knit?", "POLICY\ncan i knit?"]
)
def test_a_slash_message_is_a_command_that_nobody_else_reads(text: str, where: Any, place: str) -> None:
    happening = heard(targeted(text, where))
    assert isinstance(happening, p.Commanded)
    assert (happening.speaker, happening.text) == (WHO, "can i knit?")
    assert happening.place == p.Place(place, "", private=True)
    assert Mark.of(happening.handle.reply) == Mark("", place, SAM.lower())


@pytest.mark.parametrize("text", ["policyholders, who are they?", "our policy on knitting?"])
def test_a_slash_message_keeps_words_that_only_look_like_the_command(text: str) -> None:
    happening = heard(targeted(text, teams.in_channel("1.1")))
    assert isinstance(happening, p.Commanded)
    assert happening.text == text


@PLACES
def test_a_command_after_a_mention_is_read_as_one(where: dict[str, Any]) -> None:
    happening = heard(teams.mention(SAM, "/Policy can i knit?", SERVICE, where))
    assert isinstance(happening, p.Said if where == teams.private(SAM) else p.Commanded)
    assert happening.text == "can i knit?"


@pytest.mark.parametrize("text", ["/policy can i knit?", "policies", "check", "/policyholder"])
def test_what_looks_like_a_command_but_is_not_said_to_handrail_is_none(text: str) -> None:
    said = said_in(sent(text, teams.in_channel("1.1")))
    assert (said.text, said.addressed) == (text, False)


@pytest.mark.parametrize("text", ["Policies", " policies ", "/policy policies"])
def test_policies_is_a_look_at_the_page_in_private(text: str) -> None:
    assert heard(sent(text)) == p.HomeOpened(WHO)


def test_check_is_a_wish_for_an_empty_form_in_private() -> None:
    happening = heard(sent("CHECK"))
    assert isinstance(happening, p.Picked)
    assert (happening.speaker, happening.text) == (WHO, None)
    assert (happening.handle.trigger, Mark.of(happening.handle.reply)) == ("", Mark("", CHAT, SAM.lower()))


@pytest.mark.parametrize("text", ["policies", "check"])
def test_among_others_the_commands_of_a_private_chat_are_words_like_any_other(text: str) -> None:
    assert said_in(teams.mention(SAM, text, SERVICE, teams.in_channel())).text == text


@PLACES
def test_help_asks_nothing(where: dict[str, Any]) -> None:
    assert said_in(teams.mention(SAM, "Help", SERVICE, where)).text == ""


def test_a_file_is_told_and_the_html_of_the_message_is_no_file() -> None:
    html, file = {"contentType": "text/html", "content": "<p>x</p>"}, {"contentType": "image/*"}
    for where in (teams.private(SAM), teams.in_channel("1.1"), teams.in_group()):
        assert not said_in(sent("look", where, attachments=[html])).file
        assert said_in(sent("look", where, attachments=[html, file])).file


@PLACES
def test_a_button_in_a_message_is_pressed_where_the_message_stands(where: dict[str, Any]) -> None:
    thread = "1.1" if where == teams.in_channel("1.1") else "" if where == teams.in_group() else "1.8"
    place = p.Place(conversation_of(sent("", where)).id, thread, where == teams.private(SAM))
    happening = heard(acted("task/fetch", carried(), where, replyToId="1.8"), "t1")
    assert isinstance(happening, p.Pressed)
    assert (happening.verb, happening.about, happening.place) == (Verb.SHARE, "x1", place)
    assert (happening.handle.trigger, Mark.of(happening.handle.dialog).trigger) == ("t1", "t1")


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("name", ["task/fetch", "task/submit", "composeExtension/submitAction"])
def test_every_button_is_known_wherever_it_is_pressed(verb: Verb, name: str) -> None:
    happening = heard(acted(name, carried(what=verb.value)), "t1")
    assert isinstance(happening, p.Pressed)
    assert happening.verb is verb


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("name", ["task/submit", "composeExtension/submitAction"])
def test_a_form_is_read_field_by_field(form: Form, name: str) -> None:
    fields = {"comment": "parking", "agreed": "yes", "empty": "", "msteams": {"type": "x"}}
    happening = heard(acted(name, carried("form", form.value, **fields)), "t1")
    assert isinstance(happening, p.Filled)
    assert (happening.form, happening.about) == (form, "x1")
    assert Mark.of(happening.handle.dialog).trigger == "t1"
    assert happening.values == {"comment": "parking", "agreed": "yes", "empty": ""}


def test_a_field_that_was_left_alone_holds_nothing() -> None:
    happening = heard(acted("task/submit", carried("form", "reason", comment=None)))
    assert isinstance(happening, p.Filled)
    assert happening.values == {"comment": ""}


def test_a_form_in_a_message_is_answered_in_that_message() -> None:
    form = carried("form", "draft", draft="a photo")
    filled = heard(sent("", teams.in_channel("1.1"), value=form, replyToId="1.8"))
    alone = heard(targeted("", teams.in_channel("1.1")) | {"value": form, "replyToId": "1.8"})
    assert isinstance(filled, p.Filled)
    assert isinstance(alone, p.Filled)
    assert (filled.values, filled.handle.trigger) == ({"draft": "a photo"}, "")
    assert Mark.of(filled.handle.dialog) == Mark("", THREAD, SAM.lower(), "1.8")
    assert Mark.of(alone.handle.dialog) == Mark("", THREAD, SAM.lower(), "1.8", alone=True)
    assert isinstance(heard(sent("", value=carried(), replyToId="1.8")), p.Pressed)


@pytest.mark.parametrize(
    "carries", [{"from": {"aadObjectId": ADA}}, {"user": ADA, "speaker": ADA, "id": ADA}]
)
def test_who_acts_is_who_teams_says_whatever_a_button_carries(carries: dict[str, Any]) -> None:
    data = {"handrail": {"verb": "share", "form": "", **carries}, **carries}
    for told in (acted("task/fetch", data, replyToId="1.8"), sent("", value=data)):
        happening = heard(told | {"value": {**told["value"], **carries}}, "t1")
        assert isinstance(happening, p.Pressed)
        assert happening.speaker == WHO == speaker_of(told)
        assert Mark.of(happening.handle.reply).person == SAM.lower()


def test_who_has_no_entra_id_is_called_what_teams_calls_them() -> None:
    assert speaker_of(sent("hi") | {"from": {"id": "29:x"}}).user == "29:x"


@pytest.mark.parametrize(
    ("body", "text"), [({"contentType": "html", "content": "<p>a &lt; b</p>"}, "a < b"),
    ({"contentType": "text", "content": "a &lt; <b>"}, "a &lt; <b>"), ({"content": None}, ""),],
)  # fmt: skip
def test_check_message_gives_the_messages_text(body: dict[str, Any], text: str) -> None:
    value = {"commandId": "checkMessage", "messagePayload": {"body": body, "from": {"user": {"id": ADA}}}}
    happening = heard(
        teams.invoke("composeExtension/fetchTask", SAM, SERVICE, teams.in_channel(), value), "t1"
    )
    assert isinstance(happening, p.Picked)
    assert (happening.speaker, happening.text, happening.handle.trigger) == (WHO, text, "t1")


def test_check_draft_gives_none() -> None:
    happening = heard(
        teams.invoke(
            "composeExtension/fetchTask", SAM, SERVICE, teams.in_channel(), {"commandId": "checkDraft"}
        )
    )
    assert isinstance(happening, p.Picked)
    assert happening.text is None


@pytest.mark.parametrize(
    ("value", "query"), [({"parameters": [{"name": "text", "value": "photos"}]}, "photos"),
    ({"parameters": [{"name": "initialRun", "value": "true"}]}, ""),
    ({"parameters": [{"name": "initialRun", "value": True}, {"name": "text", "value": "x"}]}, ""), ({}, ""),
    ({"commandId": "another"}, None),],
)  # fmt: skip
def test_a_search_is_read_for_its_words(value: dict[str, Any], query: str | None) -> None:
    whole = {"commandId": "insertClause", **value}
    asked = teams.invoke("composeExtension/query", SAM, SERVICE, teams.in_channel(), whole)
    assert query_of(asked) == query
    assert heard(asked) is None


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize(("reaction", "verb"), [("like", Verb.HELPFUL), ("dislike", Verb.NOT_HELPFUL)])
@pytest.mark.parametrize(
    ("feedback", "reason"), [('{"feedbackText": "wrong rule"}', {"reason": "", "comment": "wrong rule"}),
    ('{"reason": "unclear", "comment": "why?"}', {"reason": "unclear", "comment": "why?"}),
    ({"reason": "unclear"}, {"reason": "unclear", "comment": ""}), ("{}", None), ('{"comment": null}', None),
    ("no JSON", {"reason": "", "comment": "no JSON"}),
    pytest.param("[" * 100_000, None, id="deep"), ("[1]", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_teams_own_opinions_are_read(
    wrapped: bool, reaction: str, verb: Verb, feedback: Any, reason: Any
) -> None:
    told = rated(opinion({"reaction": reaction, "feedback": feedback}, wrapped=wrapped), "t1")
    assert told is not None
    pressed, filled = told
    assert (pressed.speaker, pressed.verb, pressed.about) == (WHO, verb, "")
    assert pressed.place == p.Place(CHAT, "1.9", private=True)
    assert (filled and filled.values, filled and filled.form) == (reason, reason and Form.REASON)


@pytest.mark.parametrize("value", [{}, {"actionName": "other", "actionValue": {"reaction": "like"}}])
def test_what_is_no_opinion_is_taken_for_none(value: dict[str, Any]) -> None:
    assert rated(teams.invoke("message/submitAction", SAM, SERVICE, teams.private(SAM), value), "t1") is None
    assert rated(opinion({"reaction": "heart"}), "t1") is None
