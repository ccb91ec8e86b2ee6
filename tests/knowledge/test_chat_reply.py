"""What a chat model is asked, and how much of its reply is used: pure, without any model."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.norms import norms
from knowledge.answer import Question, Turn, Verdict, quote_stands
from knowledge.chat_reply import (
    INSTRUCTIONS,
    LONGEST_CONDITION,
    Cited,
    Reply,
    ReplyUnusable,
    asked_of_model,
    readings_from,
    reply_in,
    reply_of,
)
from knowledge.found import Found
from knowledge.policy import Clause, ClauseRef
from knowledge.reading import QUOTE_LIMIT, Reading, Readings
from knowledge.wording import NOT_FORBIDDEN

PHOTOS = "put up pictures of colleagues without their knowledge or consent"
NEWSLETTER = "Staff may send pictures of colleagues to the newsletter."
MASKS = "Staff must wear a mask in the workshop."
HISTORY = "The home was opened in a former school."


def found(text: str, path: str = "rules.1", lead_in: str | None = None) -> Found:
    ref = ClauseRef("sample", 1, path)
    clause = Clause(ref, ("Rules",), None, "rule 1", text, lead_in, norms(text, lead_in))
    return Found(clause, 0.5, 0.5, 0.5, 0.5)


FOUND = [
    found(PHOTOS, "rules.1", "Staff must not:"),
    found(NEWSLETTER, "rules.2"),
    found(MASKS, "rules.3"),
    found(HISTORY, "rules.4"),
]
THEY_AGREE = "they know about it and have agreed"


def offline(*verdicts: str, answered: bool = True) -> Readings:
    """How another reader reads the first so many clauses, in this order."""
    ordered = (
        Reading(
            one,
            0.9 - 0.1 * at,
            Verdict(verdict),
            THEY_AGREE if verdict == "only_if" else None,
            one.clause.text,
        )
        for at, (one, verdict) in enumerate(zip(FOUND, verdicts, strict=False))
    )
    return Readings(tuple(ordered), answered)


def reply(verdict: str, *labels: str, condition: str | None = None, quote: str | None = None) -> Reply:
    texts = {f"C{at}": one.clause.text for at, one in enumerate(FOUND, 1)}
    cited = [{"clause": label, "quote": quote or texts.get(label, "no such words")} for label in labels]
    return reply_of({"verdict": verdict, "citations": cited, "condition": condition})


def read(said: Reply, before: Readings) -> list[tuple[str, str]]:
    after = readings_from(said, FOUND, before)
    assert after.answered
    return [(reading.found.clause.ref.path, reading.verdict.value) for reading in after.ordered]


def test_the_model_is_shown_every_clause_with_its_label_heading_lead_in_and_words() -> None:
    lines = asked_of_model(Question("can i post a pic of my mate"), FOUND[:2]).splitlines()
    assert lines[:-1] == [
        "The question:",
        "> can i post a pic of my mate",
        "Clause C1, under the headings:",
        "> Rules",
        "led in by:",
        "> Staff must not:",
        "words:",
        f"> {PHOTOS}",
        "Clause C2, under the headings:",
        "> Rules",
        "words:",
        f"> {NEWSLETTER}",
    ]


def test_the_model_is_shown_the_last_turns_and_never_who_asks() -> None:
    turns = tuple(Turn(f"question {at}", f"answer {at}") for at in range(5))
    told = asked_of_model(Question("and if she agrees?", history=turns), FOUND)
    assert "> question 1" not in told
    assert (
        "They asked before:\n> question 4\nThey were answered:\n> answer 4\nThe question:\n> and if" in told
    )


@given(st.text(), st.text(), st.text(min_size=1))
def test_no_text_leaves_its_quoted_line(typed: str, heading: str, words: str) -> None:
    clause = replace(FOUND[0].clause, text=words, lead_in=words, heading_path=(heading,))
    question = Question(typed, history=(Turn(typed, words),))
    lines = asked_of_model(question, [replace(FOUND[0], clause=clause)]).splitlines()
    ours = [line for line in lines if not line.startswith("> ")]
    assert len(lines) - len(ours) == 6
    assert ours[:-1] == [
        "They asked before:",
        "They were answered:",
        "The question:",
        "Clause C1, under the headings:",
        "led in by:",
        "words:",
    ]


def test_the_instructions_say_what_quoted_lines_are_and_show_the_form_of_a_reply() -> None:
    assert 'line that begins with "> " is quoted' in INSTRUCTIONS
    shown = next(line for line in INSTRUCTIONS.splitlines() if line.startswith("{"))
    assert set(json.loads(shown)) == set(Reply.model_fields)
    assert set(json.loads(shown)["citations"][0]) == set(Cited.model_fields)
    for verdict in Verdict:
        assert f'- "{verdict.value}":' in INSTRUCTIONS


PLAIN = '{"verdict": "no", "citations": [{"clause": "C1", "quote": "put up pictures"}], "condition": null}'


@pytest.mark.parametrize("text", [PLAIN, f" {PLAIN}\n", f"```json\n{PLAIN}\n```", f"```\n{PLAIN}\n```\n"])
def test_a_reply_is_one_json_object_bare_or_in_a_code_fence(text: str) -> None:
    assert reply_in(text).verdict == "no"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "Yes, you can.",
        PLAIN[:-1],
        f"Here it is: {PLAIN}",
        f"{PLAIN} {PLAIN}",
        f"[{PLAIN}]",
        PLAIN.replace('"no"', '"of course"'),
        PLAIN.replace('"C1"', "1"),
        PLAIN.replace('"condition"', '"note": "call me", "condition"'),
        PLAIN.replace('"verdict": "no", ', ""),
        PLAIN.replace("put up", "put up " * 3000),
    ],
)
def test_anything_else_is_no_reply(text: str) -> None:
    with pytest.raises(ReplyUnusable):
        reply_in(text)


def test_a_reply_in_the_arguments_of_a_tool_is_held_to_the_same_form() -> None:
    assert reply_of(json.loads(PLAIN)) == reply_in(PLAIN)
    with pytest.raises(ReplyUnusable):
        reply_of({**json.loads(PLAIN), "note": "call me"})


@pytest.mark.parametrize(
    "said",
    [
        reply("no"),
        reply("no", "C9"),
        reply("no", "C0"),
        reply("no", "c1"),
        reply("no", "C1", quote="put up photos of colleagues"),
        reply("no", "C1", quote=NEWSLETTER),
        reply("no", "C1", quote=" "),
        reply("no", "C1", quote="pictures of"),
        reply("no", "C1", quote="ut up pictures of colleagues"),
        reply("no", "C1", "C2", quote=PHOTOS),
    ],
)
def test_a_clause_that_was_not_given_or_words_that_are_not_in_it_make_a_reply_unusable(said: Reply) -> None:
    with pytest.raises(ReplyUnusable):
        readings_from(said, FOUND, offline("only_if", "yes", "explain", "explain"))


def test_why_a_reply_is_unusable_is_said_without_its_words() -> None:
    with pytest.raises(ReplyUnusable) as told:
        readings_from(reply("no", "C1", quote="zorblatt in room 4"), FOUND, offline("no"))
    assert "zorblatt" not in str(told.value)
    with pytest.raises(ReplyUnusable) as told:
        reply_in('{"verdict": "zorblatt"}')
    assert "zorblatt" not in str(told.value)


@pytest.mark.parametrize("answered", [True, False])
def test_a_reply_of_not_covered_leaves_the_readings_unanswered(answered: bool) -> None:
    before = offline("only_if", "yes", answered=answered)
    assert readings_from(reply("not_covered", "C2"), FOUND, before) == Readings(
        before.ordered, answered=False, by_chat_model=True
    )


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        # No and explain are taken: they give no leave.
        (reply("no", "C3"), ("yes", "yes", "yes"), [("rules.3", "no"), ("rules.1", "yes")]),
        (reply("explain", "C4", "C2"), ("no", "yes", "no", "explain"), [("rules.4", "explain")]),
        # Yes goes as far as the offline reader goes with the same clause, and no further.
        (reply("yes", "C2"), ("explain", "yes", "explain"), [("rules.2", "yes")]),
        (reply("yes", "C2"), ("explain", "only_if", "explain"), [("rules.2", "only_if")]),
        (reply("yes", "C2"), ("only_if", "explain", "explain"), [("rules.2", "explain")]),
        (reply("yes", "C2"), ("only_if", "no", "explain"), [("rules.2", "no")]),
        (
            reply("yes", "C2", "C3"),
            ("explain", "yes", "only_if"),
            [("rules.3", "only_if"), ("rules.2", "yes")],
        ),
        (reply("yes", "C2", "C4"), ("only_if", "yes", "no", "explain"), [("rules.2", "only_if")]),
        # A no of the offline reader is never turned.
        (reply("yes", "C2", "C3"), ("explain", "yes", "no"), [("rules.3", "no"), ("rules.2", "yes")]),
        (reply("yes", "C2"), ("no", "yes"), [("rules.1", "no"), ("rules.2", "yes")]),
        (reply("yes", "C1"), ("no", "yes"), [("rules.1", "no")]),
        (reply("only_if", "C1", condition="they consent"), ("no", "yes"), [("rules.1", "no")]),
        # A condition beside a no about another clause: both are shown.
        (
            reply("only_if", "C2", "C4", condition="it is for the newsletter"),
            ("no", "only_if", "yes", "explain"),
            [("rules.2", "only_if"), ("rules.1", "no"), ("rules.4", "explain"), ("rules.3", "yes")],
        ),
    ],
)
def test_the_verdict_is_never_bolder_than_the_offline_readers(
    said: Reply, before: tuple[str, ...], after: list[tuple[str, str]]
) -> None:
    assert read(said, offline(*before))[: len(after)] == after


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        # A needless refusal is mended: what gives no leave is taken, and a condition that the clause makes.
        (reply("no", "C3"), ("yes", "yes", "yes"), [("rules.3", "no"), ("rules.1", "yes")]),
        (reply("explain", "C4"), ("yes", "yes", "yes", "explain"), [("rules.4", "explain")]),
        (reply("only_if", "C1", condition="they consent"), ("explain", "yes"), [("rules.1", "only_if")]),
        # A yes is what the offline reader makes of the clause, and no yes at that.
        (reply("yes", "C2"), ("explain", "yes"), [("rules.2", "explain"), ("rules.1", "explain")]),
        (reply("yes", "C1"), ("yes", "yes"), [("rules.1", "explain"), ("rules.2", "yes")]),
        (reply("yes", "C2"), ("yes", "only_if"), [("rules.2", "only_if")]),
        (reply("yes", "C2"), ("yes", "explain"), [("rules.2", "explain")]),
        (reply("yes", "C2"), ("yes", "no"), [("rules.2", "no")]),
        (reply("yes", "C2", "C3"), ("yes", "yes", "no"), [("rules.3", "no"), ("rules.2", "yes")]),
        # A ban that did not answer is shown beside, and decides nothing.
        (reply("yes", "C2"), ("no", "yes"), [("rules.2", "explain"), ("rules.1", "no")]),
        (reply("yes", "C2"), ("no", "only_if"), [("rules.2", "only_if"), ("rules.1", "no")]),
        (reply("yes", "C1"), ("no", "yes"), [("rules.1", "no")]),
        (
            reply("only_if", "C2", condition="it is for the newsletter"),
            ("no", "yes"),
            [("rules.2", "only_if"), ("rules.1", "no")],
        ),
    ],
)
def test_where_the_offline_reader_found_no_answer_the_model_may_but_never_a_yes(
    said: Reply, before: tuple[str, ...], after: list[tuple[str, str]]
) -> None:
    assert read(said, offline(*before, answered=False))[: len(after)] == after


@pytest.mark.parametrize("before", [("explain", "no", "yes", "explain"), ("explain", "yes", "yes", "no")])
def test_a_yes_beside_a_ban_stands_on_the_condition_that_it_is_not_what_is_forbidden(
    before: tuple[str, ...],
) -> None:
    first, second, *_ = readings_from(reply("yes", "C3"), FOUND, offline(*before)).ordered
    assert (first.found.clause.ref.path, first.verdict, first.condition) == (
        "rules.3",
        Verdict.ONLY_IF,
        NOT_FORBIDDEN,
    )
    assert second.verdict is Verdict.NO


def test_a_ban_that_is_far_less_relevant_takes_no_yes_away() -> None:
    best, *_ = readings_from(reply("yes", "C2"), FOUND, offline("explain", "yes", "explain", "no")).ordered
    assert best.verdict is Verdict.YES


def test_every_clause_keeps_one_reading_and_relevance_falls() -> None:
    before = offline("explain", "yes", "only_if", "explain")
    after = readings_from(reply("explain", "C4", "C2", "C4"), FOUND, before).ordered
    assert [r.found.clause.ref.path for r in after] == ["rules.4", "rules.2", "rules.1", "rules.3"]
    assert [r.relevance for r in after] == [r.relevance for r in before.ordered]


@pytest.mark.parametrize(
    ("condition", "given"),
    [
        ("your colleague knows about it and consents", "your colleague knows about it and consents"),
        ("Only if your colleagues consent.", "your colleagues consent"),
        ("You have your colleague’s consent", "you have your colleague’s consent"),
        # Words that are not the clause's, or turn it round, or leave its own condition out.
        ("you feel like it", THEY_AGREE),
        ("your manager signed it off", THEY_AGREE),
        ("it is of colleagues", THEY_AGREE),
        ("they do not consent to pictures", THEY_AGREE),
        ("they don’t consent to pictures", THEY_AGREE),
        (None, THEY_AGREE),
        (" . ", THEY_AGREE),
    ],
)
def test_a_condition_keeps_to_its_clause_or_is_the_offline_readers(condition: str | None, given: str) -> None:
    said = reply("only_if", "C1", condition=condition)
    best, *_ = readings_from(said, FOUND, offline("only_if", "yes")).ordered
    assert (best.verdict, best.condition) == (Verdict.ONLY_IF, given)


def test_a_condition_that_nobody_can_vouch_for_makes_a_reply_unusable() -> None:
    with pytest.raises(ReplyUnusable):
        readings_from(
            reply("only_if", "C3", condition="you feel like it"), FOUND, offline("yes", "yes", "yes")
        )


@pytest.mark.parametrize(
    "condition",
    [
        "they consent, see https://example.org",
        "they consent, see www.example.org",
        "they consent on example.org",
        "they consent: //example",
        "they consent to *pictures*",
        "they consent to <b>pictures</b>",
        "they consent to [pictures]",
        "they consent\nto pictures",
        "they consent\x1b to pictures",
        "they consent\u202e to pictures",
        "they consent to jo@example",
        "they consent on 07700 900123",
        "they consent, ext 12345",
        "Jolanta Mazur and colleagues consent, said Jolanta Mazur",
        "they consent to pictures" + " of colleagues" * LONGEST_CONDITION,
    ],
)
def test_a_condition_with_a_link_markup_or_somebodys_details_makes_a_reply_unusable(condition: str) -> None:
    with pytest.raises(ReplyUnusable):
        readings_from(reply("only_if", "C1", condition=condition), FOUND, offline("only_if", "yes"))


def test_a_condition_is_only_given_with_its_verdict() -> None:
    best, *_ = readings_from(reply("no", "C1", condition="they consent"), FOUND, offline("only_if")).ordered
    assert best.condition is None


def test_half_a_sentence_is_quoted_as_the_whole_one() -> None:
    said = reply("no", "C2", quote="pictures of colleagues")
    best, *_ = readings_from(said, FOUND, offline("no", "no")).ordered
    assert best.quote == NEWSLETTER


def test_of_a_long_clause_the_sentence_that_was_copied_from_is_quoted() -> None:
    long = found(f"{MASKS} {'The workshop is cleaned on Fridays. ' * 12}{NEWSLETTER}", "rules.9")
    assert len(long.clause.text) > QUOTE_LIMIT
    before = Readings((Reading(long, 0.9, Verdict.EXPLAIN, None, MASKS),), answered=True)
    for copied, shown in [
        ("may send pictures of colleagues", NEWSLETTER),
        ("in the workshop. The workshop is", MASKS),
    ]:
        said = Reply(verdict="explain", citations=[Cited(clause="C1", quote=copied)])
        (reading,) = readings_from(said, [long], before).ordered
        assert reading.quote == shown


@given(
    st.sampled_from(["yes", "only_if", "no", "explain"]),
    st.lists(st.sampled_from(["C1", "C2", "C3", "C4"]), min_size=1, max_size=5),
    st.lists(st.sampled_from(["yes", "only_if", "no", "explain"]), min_size=4, max_size=4),
    st.sampled_from([None, "they consent", "you like", "you wear a mask in the workshop"]),
    st.booleans(),
)
def test_whatever_is_replied_a_yes_has_the_offline_readers_yes_and_every_quote_stands(
    verdict: str, labels: list[str], before: list[str], condition: str | None, answered: bool
) -> None:
    read_before = offline(*before, answered=answered)
    try:
        said = readings_from(reply(verdict, *labels, condition=condition), FOUND, read_before)
    except ReplyUnusable:
        return
    after = said.ordered
    best = after[0]
    assert said.answered
    if best.verdict is Verdict.YES:
        assert answered
        assert before[0] != "no"
        assert next(r for r in read_before.ordered if r.found == best.found).verdict is Verdict.YES
        assert all(before[int(label[1]) - 1] in ("yes", "explain") for label in labels)
    assert {r.found.clause.ref for r in after} == {one.clause.ref for one in FOUND}
    assert all(quote_stands(r.quote, r.found.clause) for r in after)
    assert all(bool(r.condition) == (r.verdict is Verdict.ONLY_IF) for r in after)
