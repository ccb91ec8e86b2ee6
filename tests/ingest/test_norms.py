"""Norms: what a sentence forbids, allows, requires or tells, and on which condition."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.norms import leads, norms
from knowledge.policy import Norm, NormKind

EVAL = Path(__file__).parents[2].parent / "shared" / "eval"

PIECES = [
    *(
        "Staff must not",
        "post",
        "photos",
        "e.g.",
        "e. g",
        "etc.",
        "Mr.",
        "unless",
        "Ask first.",
        "3.5",
        "(ie",
        "she",
    ),
    *(
        "\n",
        "agrees).",
        '"No."',
        "You may,",
        "only with",
        "their consent",
        "?",
        "!",
        "  ",
        "Tell",
        "No-one may",
        "i.e.",
    ),
]
texts = st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join)


def only(text: str, lead_in: str | None = None) -> Norm:
    (norm,) = norms(text, lead_in)
    return norm


@given(text=texts, lead_in=st.none() | texts)
def test_the_norms_words_rebuild_the_text_with_nothing_but_white_space_between(
    text: str, lead_in: str | None
) -> None:
    place = 0
    for norm in norms(text, lead_in):
        found = text.index(norm.words, place)
        assert not text[place:found].strip()
        assert norm.words == norm.words.strip() != ""
        place = found + len(norm.words)
    assert not text[place:].strip()


@given(text=texts)
def test_a_norms_condition_and_act_stand_in_its_sentence_or_are_none(text: str) -> None:
    for norm in norms(text, None):
        assert norm.act
        assert norm.condition is None or norm.condition.strip()
        assert norm.unless is None or norm.unless.strip()
        assert norm.condition is None or norm.unless is None


@pytest.mark.parametrize(
    "text",
    [
        "Use a work device, e.g. Facebook on the office computer, in your break.",
        "Others are covered, e. g other agencies and professionals.",
        "This holds for all devices, ie those of the service and your own.",
        "Phones, tablets, laptops, etc. Every device is meant.",
        "Speak to Mr. Khan or Dr. Osei first.",
        "Keep it under 3.5 per cent.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert [norm.words for norm in norms(text, None)] == [text]


def test_each_sentence_has_a_norm_of_its_own() -> None:
    kinds = [
        norm.kind
        for norm in norms("You may text the office. Never text a service user. We keep a log.", None)
    ]
    assert kinds == [NormKind.ALLOWS, NormKind.FORBIDS, NormKind.INFORMS]


def test_a_text_without_words_has_no_norms() -> None:
    assert norms(" \n ", "Staff must not:") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Staff must not lend money to a service user.",
        "You may not take the medicine keys home.",
        "Never leave the records room unlocked.",
        "Smoking in company cars is prohibited.",
        "No-one may use another person's password.",
        "Staff should not accept gifts of money.",
        "Do not park across the ambulance bay.",
        "Visitors are not allowed in the kitchen.",
        "No member of staff may witness a will.",
        "You mustn’t prop fire doors open.",
    ],
)
def test_a_ban_forbids(text: str) -> None:
    assert only(text).kind is NormKind.FORBIDS


@pytest.mark.parametrize(
    "text",
    [
        "You may take your break in the garden.",
        "Staff can swap shifts between themselves.",
        "Carers are free to join a union.",
        "It is accepted that staff might ring home in an emergency.",
        "Everyone is encouraged to suggest outings.",
        "Relatives are welcome to stay for lunch.",
    ],
)
def test_a_permission_allows_without_condition(text: str) -> None:
    norm = only(text)
    assert (norm.kind, norm.condition, norm.unless) == (NormKind.ALLOWS, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Staff must wash their hands before every meal.",
        "Carers should write up the visit the same day.",
        "New starters are expected to read this in their first week.",
        "You need to lock the trolley.",
        "It is essential that doors are closed.",
        "Report every fall to the senior on duty.",
        "If you find a mistake in a chart, tell the nurse at once.",
    ],
)
def test_a_duty_requires(text: str) -> None:
    assert only(text).kind is NormKind.REQUIRES


@pytest.mark.parametrize(
    "text",
    [
        "This policy aims to help staff decide what they can and cannot post.",
        "Serious cases may lead to dismissal.",
        "Review date: May 2027",
        "How are risks assessed and managed, so that nobody must worry?",
        "Blogs and wikis are social media.",
    ],
)
def test_what_only_tells_informs(text: str) -> None:
    assert only(text).kind is NormKind.INFORMS


def test_a_rule_knows_its_lead_in() -> None:
    assert only("lend money to a service user", "Staff members must not:").kind is NormKind.FORBIDS
    assert only("use the garden at any hour", "You may:").kind is NormKind.ALLOWS
    assert only("wear a badge", "Every member of staff must:").kind is NormKind.REQUIRES
    assert only("be clear about monitoring", "This policy aims to:").kind is NormKind.INFORMS


def test_a_lead_in_rules_the_first_sentence_only() -> None:
    first, second = norms("lend money to anyone. You may share a taxi.", "Staff must not:")
    assert (first.kind, second.kind) == (NormKind.FORBIDS, NormKind.ALLOWS)


def test_a_heading_that_is_no_lead_in_leads_nothing() -> None:
    assert leads("Training") is None
    assert leads(None) is None


@pytest.mark.parametrize(
    ("text", "lead_in", "condition"),
    [
        (
            "film a colleague without their knowledge or consent",
            "Staff must not:",
            "their knowledge and consent",
        ),
        (
            "Posts must be authorised by the home manager to appear on the page.",
            None,
            "the home manager has authorised you",
        ),
        ("You may take the minibus as long as you are over 25.", None, "you are over 25"),
        ("Staff can bring pets in, provided that the lounge agrees.", None, "the lounge agrees"),
        ("Relatives may eat here only if the cook knows by ten.", None, "the cook knows by ten"),
        ("Staff may enter a room once they have knocked.", None, "they have knocked"),
        ("We might look at an account, but only with their permission.", None, "their permission"),
        (
            "Photos may be shown with the written consent of the person.",
            None,
            "the written consent of the person",
        ),
        ("Where the family agrees, staff may attend the funeral.", None, "the family agrees"),
        ("The director may allow an exception in writing.", None, "the director has agreed to it in writing"),
    ],
)
def test_a_condition_is_found(text: str, lead_in: str | None, condition: str) -> None:
    assert only(text, lead_in).condition == condition


def test_what_lifts_a_ban_is_its_unless() -> None:
    norm = only("We will not open a locker unless its owner is there.")
    assert (norm.kind, norm.condition, norm.unless) == (NormKind.FORBIDS, None, "its owner is there")


def test_a_permission_under_a_heading_that_asks_for_leave_needs_leave() -> None:
    assert only("Blogs about care work.", "Allowed with permission").condition == "permission"


def test_no_condition_is_made_of_leave_that_is_not_needed() -> None:
    norm = only("You do not need our permission to join a union.")
    assert (norm.kind, norm.condition) == (NormKind.ALLOWS, None)


@pytest.mark.parametrize(
    "text", ["a, " * 20_000, "if " * 20_000, "must be authorised by " * 4_000, "only with " * 9_000]
)
def test_a_text_made_to_be_slow_is_read_all_the_same(text: str) -> None:
    assert "".join(norm.words for norm in norms(text, None)) == text.strip()


@pytest.mark.skipif(not EVAL.is_dir(), reason="the hand-made split of a policy is not beside the checkout")
def test_the_norms_of_a_whole_policy_rebuild_its_clauses() -> None:
    for line in (EVAL / "clauses.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        assert " ".join(" ".join(norm.words for norm in norms(text, None)).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Carers shall neither open nor read a service user's post.",
        "After a night shift no work of any kind shall be done.",
        "There shall be no rota, nor may anybody make one.",
        "Staff shall in no circumstances ask for a PIN.",
        "No exception can be made to this rule.",
        "When the alarm sounds, do not use the lift.",
    ],
)
def test_a_ban_is_heard_in_whatever_way_it_is_put(text: str) -> None:
    assert only(text).kind is NormKind.FORBIDS


def test_what_ends_a_permission_is_its_unless_and_never_its_condition() -> None:
    norm = only("You may name the home on your profile, unless you work nights.")
    assert (norm.kind, norm.condition, norm.unless) == (NormKind.ALLOWS, None, "you work nights")


@pytest.mark.parametrize(
    ("text", "unless"),
    [
        ("Passengers shall not be carried other than a colleague on duty.", "a colleague on duty"),
        (
            "Drives must not be plugged in, except those given out by the office.",
            "those given out by the office",
        ),
    ],
)
def test_an_exception_to_a_ban_is_its_unless(text: str, unless: str) -> None:
    norm = only(text)
    assert (norm.kind, norm.unless) == (NormKind.FORBIDS, unless)


def test_a_month_is_no_permission() -> None:
    assert only("The next review is in May 2027.").kind is NormKind.INFORMS


@pytest.mark.parametrize(
    ("lead_in", "kind"),
    [
        ("Staff must do the following:", NormKind.REQUIRES),
        ("You must always do all of the following things:", NormKind.REQUIRES),
        ("Staff must not do any of the following:", NormKind.FORBIDS),
        ("You may do the following.", NormKind.ALLOWS),
        ("No manager or colleague shall:", NormKind.FORBIDS),
        ("Nobody may:", NormKind.FORBIDS),
        ("Do not:", NormKind.FORBIDS),
    ],
)
def test_what_follows_a_lead_in_is_ruled_by_it(lead_in: str, kind: NormKind) -> None:
    assert leads(lead_in) is kind
    assert norms("share a password with a colleague", lead_in)[0].kind is kind
