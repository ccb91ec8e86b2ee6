"""Reading: what a clause says to a question, and which clause is read first."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.norms import leads, norms
from knowledge.answer import Question, Turn, Verdict, quote_stands
from knowledge.found import Found
from knowledge.policy import Clause, ClauseRef
from knowledge.reading import QUOTE_LIMIT, Reading, Readings, RuleReader

EVAL = Path(__file__).parents[2].parent / "shared" / "eval"

PHOTOS = ("put up pictures of colleagues without their knowledge or consent", "Staff must not:")
BULLYING = ("use group chats to bully a colleague", "Staff must not:")
PAGE = ("Posts on our page must be authorised by the home manager to be published.", None)
IDEAS = ("Staff are encouraged to offer ideas for the newsletter.", None)
LOCKERS = ("We will not open a locker unless its owner has agreed.", None)
SIGN_IN = ("Staff must sign in at the desk.", None)
AIMS = ("The newsletter is sent to families and friends of the home.", None)
BLOG = (
    "Where staff blog about care, they should make sure that their readers know whose views they are.",
    None,
)


def found(words: tuple[str, str | None], score: float = 0.8, path: str = "rules.1") -> Found:
    text, lead_in = words
    clause = Clause(
        ClauseRef("sample", 1, path), ("Rules",), None, "rule 1", text, lead_in, norms(text, lead_in)
    )
    return Found(clause, score, score, score, 0.5)


def read(words: tuple[str, str | None], text: str, *earlier: str) -> Reading:
    question = Question(text, history=tuple(Turn(said) for said in earlier))
    (reading,) = RuleReader().read(question, [found(words)]).ordered
    return reading


@pytest.mark.parametrize(
    ("words", "text", "verdict"),
    [
        (BULLYING, "can i take the mick out of Sam in our group chat", Verdict.NO),
        (BULLYING, "what is bullying in a chat", Verdict.EXPLAIN),
        (PHOTOS, "can i post a pic of my mate", Verdict.ONLY_IF),
        (PHOTOS, "my mate said yes, can i post the pic", Verdict.YES),
        (PHOTOS, "my mate said no, can i post the pic of him on my page anyway", Verdict.NO),
        (PHOTOS, "two of them said yes, the other two dont know, can i post it", Verdict.NO),
        (PAGE, "can i stick a notice on our page", Verdict.ONLY_IF),
        (PAGE, "the home manager okayed it, can i put it on our page", Verdict.YES),
        (PAGE, "nobody told me i could, can i put it on our page tonight please", Verdict.NO),
        (PAGE, "the team leader okayed it, can i put it on our page", Verdict.ONLY_IF),
        (IDEAS, "ok to send in an idea for the newsletter?", Verdict.YES),
        (LOCKERS, "can they open my locker", Verdict.ONLY_IF),
        (SIGN_IN, "do i have to sign in", Verdict.YES),
        (SIGN_IN, "can i skip signing in", Verdict.NO),
        (SIGN_IN, "where do i sign in", Verdict.EXPLAIN),
        (BLOG, "can i write a blog on care", Verdict.ONLY_IF),
        (AIMS, "who gets the newsletter", Verdict.EXPLAIN),
        (AIMS, "can my nan get the newsletter", Verdict.EXPLAIN),
    ],
)
def test_the_verdict(words: tuple[str, str | None], text: str, verdict: Verdict) -> None:
    assert read(words, text).verdict is verdict


def test_a_yes_by_word_of_mouth_is_none_where_writing_is_asked_for() -> None:
    clause = ("Staff may write a book only with the written approval of the director.", None)
    assert read(clause, "the director said yes in the corridor, can i start my book").verdict is Verdict.NO
    assert read(clause, "the director said yes by email, can i start my book").verdict is Verdict.YES


def test_a_follow_up_is_read_in_the_light_of_what_was_asked() -> None:
    asked = "can i post a photo of my mate"
    assert read(PHOTOS, "and if she said yes?", asked).verdict is Verdict.YES
    assert (
        read(PHOTOS, "he changed his mind, it is already up tho and looks great", asked).verdict is Verdict.NO
    )


@pytest.mark.parametrize(
    "text",
    [
        "ok to send in an idea for the newsletter, but it is about a resident?",
        "can i send in ideas even though i'm not staff",
        "can i offer an idea instead of doing my shift",
    ],
)
def test_a_permission_is_no_yes_to_a_question_that_turns(text: str) -> None:
    assert read(IDEAS, text).verdict is not Verdict.YES


def test_a_permission_far_from_the_question_is_no_yes() -> None:
    far = found(IDEAS, score=0.2)
    (reading,) = RuleReader().read(Question("ok to bring my dog?"), [far]).ordered
    assert reading.verdict is Verdict.ONLY_IF


def test_a_permission_with_a_bound_is_no_yes() -> None:
    clause = ("Staff may take two rolls home each day. Hot food must stay here.", None)
    assert read(clause, "can i take rolls home").verdict is Verdict.ONLY_IF


@pytest.mark.parametrize(
    ("words", "text", "condition"),
    [
        (PHOTOS, "can i post a pic of my mate", "they know about it and have agreed"),
        (PAGE, "can i stick a notice on our page", "the home manager has authorised you"),
        (LOCKERS, "can they open my locker", "its owner has agreed"),
        (BLOG, "can i write a blog on care", "you make sure that your readers know whose views you are"),
        (
            ("film a visitor without the visitor's consent", "Staff must not:"),
            "can i film Ann",
            "the visitor has agreed",
        ),
        (
            ("You may leave early with the permission of the senior.", None),
            "can i go at 3",
            "you have the permission of the senior",
        ),
        (("enter a flat without first having knocked", "Staff must not:"), "can i go in", "you have knocked"),
        (("Only the cook may use the fryer.", None), "can i use the fryer", "you are the cook"),
        (
            ("Only staff on the list may drive.", None),
            "can i drive the bus",
            "you are among staff on the list",
        ),
        (
            ("Only the mugs in the rack may be used.", None),
            "can i use my mug",
            "it is among the mugs in the rack",
        ),
    ],
)
def test_the_condition_is_worded_for_the_asker(
    words: tuple[str, str | None], text: str, condition: str
) -> None:
    assert read(words, text).condition == condition


def test_what_ends_a_permission_is_never_its_condition() -> None:
    clause = ("You may name the home on your profile, unless you work nights.", None)
    reading = read(clause, "can i put the home on my linkedin")
    assert (reading.verdict, reading.condition) == (Verdict.ONLY_IF, "this is not so: you work nights")


def test_a_short_question_is_told_the_condition_that_a_clause_names() -> None:
    clause = (
        "Pets must not sleep in the kitchen. A cat may visit the lounge once the senior has agreed.",
        None,
    )
    assert read(clause, "can we have a cat in").condition == "the senior has agreed"


def test_a_short_clause_is_quoted_whole() -> None:
    clause = ("You may text the office. Never text a service user.", None)
    assert read(clause, "can i text a service user").quote == clause[0]


def test_of_a_long_clause_the_sentence_that_matters_is_quoted() -> None:
    padding = (
        "The home keeps a log of every key that is given out, by day and by night, for all the doors. " * 4
    )
    clause = (padding + "Never lend the medicine keys to anybody.", None)
    assert len(clause[0]) > QUOTE_LIMIT
    assert read(clause, "can i lend Jo the medicine keys").quote == "Never lend the medicine keys to anybody."


def test_a_question_for_leave_prefers_a_rule_to_what_only_tells() -> None:
    told, ruled = found(AIMS, 0.60, "aims.1"), found(BULLYING, 0.58, "rules.1")
    asked = Question("can i make fun of Sam in the newsletter")
    first, second = RuleReader().read(asked, [told, ruled]).ordered
    assert (first.found, second.found) == (ruled, told)


def test_a_question_for_information_prefers_what_tells_to_a_rule() -> None:
    told, ruled = found(AIMS, 0.58, "aims.1"), found(BULLYING, 0.60, "rules.1")
    first, _ = RuleReader().read(Question("who gets the newsletter"), [ruled, told]).ordered
    assert first.found is told


def test_where_a_permission_and_a_ban_are_as_good_the_ban_is_read_first() -> None:
    allows, forbids = found(IDEAS, 0.80, "rules.1"), found(BULLYING, 0.79, "rules.2")
    readings = RuleReader().read(Question("ok to send in an idea?"), [allows, forbids]).ordered
    assert [reading.verdict for reading in readings] == [Verdict.NO, Verdict.YES]


def test_nothing_found_is_read_as_nothing_and_answers_nothing() -> None:
    assert RuleReader().read(Question("can i"), []) == Readings((), answered=False)


def test_what_search_found_well_answers() -> None:
    assert RuleReader().read(Question("ok to send in an idea for the newsletter?"), [found(IDEAS)]).answered


def test_what_search_barely_found_is_read_all_the_same_and_does_not_answer() -> None:
    said = RuleReader().read(Question("how do i get onto the staff wifi"), [found(IDEAS, 0.3)])
    assert not said.answered
    assert [reading.found.clause.text for reading in said.ordered] == [IDEAS[0]]


def test_whether_a_follow_up_is_answered_hangs_on_the_turn_before_it() -> None:
    barely = [found(PHOTOS, 0.35)]
    photo, wifi = Turn("can i post a photo of my mate"), Turn("how do i get onto the staff wifi")
    assert RuleReader().read(Question("and if she says yes?", history=(photo,)), barely).answered
    assert not RuleReader().read(Question("and if she says yes?", history=(wifi,)), barely).answered


CLAUSES = st.sampled_from([PHOTOS, BULLYING, PAGE, IDEAS, LOCKERS, SIGN_IN, AIMS, BLOG])
SCORES = st.floats(-1.0, 1.3)
WORDS = "can i do we have to post photo she he said yes no who when not but ok skip page chat ?"
QUESTIONS = st.text(min_size=1, max_size=120) | st.lists(
    st.sampled_from(WORDS.split()),
    min_size=1,
).map(" ".join)


@given(text=QUESTIONS, rows=st.lists(st.tuples(CLAUSES, SCORES), max_size=8))
def test_every_reading_keeps_its_promises(
    text: str, rows: list[tuple[tuple[str, str | None], float]]
) -> None:
    clauses = [found(words, score, f"rules.{place}") for place, (words, score) in enumerate(rows)]
    readings = RuleReader().read(Question(text), clauses).ordered
    assert sorted(reading.found.clause.ref for reading in readings) == [one.clause.ref for one in clauses]
    for reading in readings:
        assert 0.0 <= reading.relevance <= 1.0
        assert reading.verdict is not Verdict.NOT_COVERED
        assert (reading.condition is not None) == (reading.verdict is Verdict.ONLY_IF)
        assert quote_stands(reading.quote, reading.found.clause)
    relevances = [reading.relevance for reading in readings]
    assert relevances == sorted(relevances, reverse=True)


@pytest.mark.skipif(
    not EVAL.is_dir(), reason="the labelled questions on a policy are not beside the checkout"
)
def test_no_question_of_the_tuning_set_gets_an_unsafe_yes_from_its_own_clause() -> None:
    clauses = {}
    for line in (EVAL / "clauses.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        heading = row["section"].rsplit(" > ", 1)[-1]
        clauses[row["id"]] = found((row["text"], heading if leads(heading) else None), path=row["id"])
    strict = asked = 0
    for line in (EVAL / "dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["gold"]:
            continue
        history = tuple(Turn(turn["user"], turn["bot_gist"]) for turn in row.get("history", []))
        asked_here = Question(row["text"], history=history)
        (reading,) = RuleReader().read(asked_here, [clauses[row["gold"][0]]]).ordered
        assert not (row["verdict"] == "no" and reading.verdict is Verdict.YES), row["id"]
        asked, strict = asked + 1, strict + (reading.verdict == row["verdict"])
    assert strict / asked >= 0.8


def test_a_permission_with_a_ban_not_far_below_it_is_no_yes() -> None:
    residents = ("write about residents in the newsletter", "Staff must not:")
    asked = Question("ok to send in an idea for the newsletter?")
    alone = RuleReader().read(asked, [found(IDEAS)]).ordered
    assert alone[0].verdict is Verdict.YES
    beside = RuleReader().read(asked, [found(IDEAS), found(residents, 0.66, "rules.2")]).ordered
    assert (beside[0].verdict, beside[0].condition) == (
        Verdict.ONLY_IF,
        "it is not what the next rule forbids",
    )
    assert beside[1].found.clause.ref.path == "rules.2"


def test_consent_that_was_given_is_a_yes_whatever_else_is_forbidden_below() -> None:
    asked = Question("my mate said yes, can i post the pic")
    readings = RuleReader().read(asked, [found(PHOTOS), found(BULLYING, 0.66, "rules.2")]).ordered
    assert readings[0].verdict is Verdict.YES
