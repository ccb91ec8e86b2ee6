"""Answers, clauses and policies as they are shown."""

from dataclasses import replace
from datetime import date

import pytest

from bot.views import LONGEST_GIST, NEIGHBOURS, QuoteView, Shape, answer_view, clause_view, policy_view
from knowledge.answer import Answer, Citation, ReferKind, ReferTo, Verdict
from knowledge.policy import ClauseRef, PolicyVersion

WORDS_AND_SHAPES = [
    (Verdict.YES, "Yes", Shape.TICK),
    (Verdict.ONLY_IF, "Only if …", Shape.DIAMOND),
    (Verdict.NO, "No", Shape.OCTAGON),
    (Verdict.EXPLAIN, "What the policy says", Shape.PAGE),
    (Verdict.NOT_COVERED, "Not covered", Shape.QUESTION_MARK),
]


def saying(
    text: str, verdict: Verdict = Verdict.NO, condition: str | None = None, refer_to: ReferTo | None = None
) -> Answer:
    return Answer(verdict, text, condition, (), refer_to, (), None)


@pytest.mark.parametrize(("verdict", "word", "shape"), WORDS_AND_SHAPES)
def test_each_verdict_has_its_word_and_its_shape(verdict: Verdict, word: str, shape: Shape) -> None:
    view = answer_view(saying("So it is.", verdict))
    assert (view.word, view.shape) == (word, shape)


def test_no_two_verdicts_look_alike() -> None:
    assert len({shape for _, _, shape in WORDS_AND_SHAPES}) == len(Verdict)


@pytest.mark.parametrize(
    ("verdict", "text", "left"),
    [
        (Verdict.NO, "No. The rule has no exception.", "The rule has no exception."),
        (Verdict.NO, "no, the rule has none.", "The rule has none."),
        (Verdict.NO, "No", ""),
        (Verdict.NO, "No one may do this.", "No one may do this."),
        (Verdict.NO, "Not on shift.", "Not on shift."),
        (Verdict.YES, "Yes \u2013 as you describe it.", "As you describe it."),
        (Verdict.EXPLAIN, "What the policy says:", ""),
        (Verdict.NOT_COVERED, "Not covered. Nothing is said.", "Nothing is said."),
    ],
)
def test_the_text_does_not_repeat_the_verdict(verdict: Verdict, text: str, left: str) -> None:
    assert answer_view(saying(text, verdict)).text == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Only if she knows; and she agrees. Ask first.", "Ask first."),
        ("Only if she knows; and she agrees.", ""),
        ("It depends on her.", "It depends on her."),
    ],
)
def test_the_text_does_not_repeat_the_condition(text: str, left: str) -> None:
    assert answer_view(saying(text, Verdict.ONLY_IF, "she knows; and she agrees")).text == left


@pytest.mark.parametrize(
    ("condition", "checklist"),
    [
        ("she knows and agrees.", ("she knows and agrees",)),
        ("she knows; and she agrees", ("she knows", "she agrees")),
        ("she knows\nshe agrees\n", ("she knows", "she agrees")),
        (None, ()),
    ],
)
def test_conditions_are_ticked_off_one_by_one(condition: str | None, checklist: tuple[str, ...]) -> None:
    assert answer_view(saying("Only if.", Verdict.ONLY_IF, condition)).checklist == checklist


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("Ada Osei", "ada@example.org", "Ask your line manager, Ada Osei (ada@example.org)."),
        ("Ada Osei", None, "Ask your line manager, Ada Osei."),
        (None, None, "Ask your line manager or a senior manager."),
    ],
)
def test_whom_to_ask_is_a_sentence(name: str | None, email: str | None, sentence: str) -> None:
    refer_to = ReferTo(ReferKind.LINE_MANAGER, name, email)
    assert answer_view(saying("No.", refer_to=refer_to)).refer_to == sentence


def test_a_question_of_no_policy_sends_its_asker_to_nobody() -> None:
    assert answer_view(saying("Not covered.", Verdict.NOT_COVERED)).refer_to is None


def test_the_closest_thing_is_shown_apart_from_the_quotes_and_is_in_no_gist() -> None:
    near = Citation(ClauseRef("phones", 3, "a.1"), "Phones policy, A, rule 1", "be kind", "Staff must:")
    refusal = replace(saying("Not covered. I have no rule on this.", Verdict.NOT_COVERED), closest=near)
    view = answer_view(refusal)
    assert view.quotes == ()
    assert view.closest == QuoteView(
        near.ref, "Staff must:", "be kind", "Phones policy, A, rule 1", "Version 3, no issue date"
    )
    assert view.gist == "Not covered. I have no rule on this."
    assert answer_view(saying("No.")).closest is None


WHERE = Citation(ClauseRef("speaking-up", 3, "a.1"), "Speaking up policy, A, paragraph 1", "tell Ada")
ADA = ReferTo(ReferKind.LINE_MANAGER, "Ada Osei", "ada@example.org")


def test_where_to_report_is_shown_apart_from_the_quotes_and_is_in_no_gist() -> None:
    view = answer_view(replace(saying("No."), route=WHERE))
    assert view.quotes == ()
    assert view.route == QuoteView(
        WHERE.ref, None, "tell Ada", "Speaking up policy, A, paragraph 1", "Version 3, no issue date"
    )
    assert view.gist == "No."
    assert answer_view(saying("No.")).route is None


@pytest.mark.parametrize(
    ("refer_to", "route", "may"),
    [
        (ADA, None, True),
        (ADA, WHERE, False),
        (replace(ADA, kind=ReferKind.SENIOR_MANAGER), None, False),
        (replace(ADA, name=None, email=None), None, False),
        (replace(ADA, email=None), None, False),
        (None, None, False),
    ],
)
def test_the_line_manager_may_be_sent_only_what_cannot_be_about_them(
    refer_to: ReferTo | None, route: Citation | None, may: bool
) -> None:
    assert answer_view(replace(saying("No.", refer_to=refer_to), route=route)).may_ask_manager is may


@pytest.mark.parametrize(
    ("issued", "edition"),
    [(date(2022, 12, 3), "Version 3, issued 3 December 2022"), (None, "Version 3, no issue date")],
)
def test_a_quote_names_its_edition(issued: date | None, edition: str) -> None:
    citation = Citation(ClauseRef("phones", 3, "a.1"), "Phones policy, A, rule 1", "be kind", issued=issued)
    answer = Answer(Verdict.NO, "No.", None, (citation,), None, (), "phones 3")
    assert answer_view(answer).quotes[0].edition == edition


def test_a_long_answer_has_a_short_gist_of_whole_words() -> None:
    gist = answer_view(saying("Never ever " * 100)).gist
    assert len(gist) <= LONGEST_GIST
    assert gist.endswith(("Never…", "ever…"))


def test_a_clause_stands_among_its_neighbours(policy: PolicyVersion) -> None:
    view = clause_view(policy, "must-not.2")
    assert view is not None
    assert [line.ref.path for line in view.lines] == [
        "scope.1",
        "must-not.1",
        "must-not.2",
        "must-not.3",
        "must-not.4",
    ]
    assert [line.cited for line in view.lines] == [False, False, True, False, False]
    assert view.reference == "Phones & photos policy, Guidelines, rule 2"


def test_a_lead_in_and_a_heading_are_given_once(policy: PolicyVersion) -> None:
    view = clause_view(policy, "must-not.2")
    assert view is not None
    assert [line.headings for line in view.lines] == [("Scope",), ("Guidelines",), (), (), ()]
    assert [line.lead_in for line in view.lines] == [None, "Staff must not:", None, None, None]


def test_one_can_walk_through_every_clause(policy: PolicyVersion) -> None:
    view = clause_view(policy, policy.clauses[0].ref.path)
    seen: list[str] = []
    while view is not None:
        seen += [line.ref.path for line in view.lines if line.ref.path not in seen]
        view = clause_view(policy, view.later.path) if view.later else None
    assert seen == [clause.ref.path for clause in policy.clauses]


def test_the_first_clause_has_nothing_before_it_and_the_last_nothing_after(policy: PolicyVersion) -> None:
    first = clause_view(policy, policy.clauses[0].ref.path)
    last = clause_view(policy, policy.clauses[-1].ref.path)
    assert first is not None
    assert last is not None
    assert (first.earlier, last.later) == (None, None)
    assert len(first.lines) == len(last.lines) == NEIGHBOURS + 1


def test_a_path_of_no_clause_shows_nothing(policy: PolicyVersion) -> None:
    assert clause_view(policy, "must-not.99") is None


@pytest.mark.parametrize(
    ("today", "review"),
    [
        (date(2027, 9, 6), "review due 6 September 2027"),
        (date(2027, 9, 7), "review was due 6 September 2027"),
    ],
)
def test_a_review_is_overdue_the_day_after_it_was_due(
    policy: PolicyVersion, today: date, review: str
) -> None:
    assert policy_view(policy, today).review == review


def test_a_gist_tells_which_words_the_answer_rests_on() -> None:
    citation = Citation(ClauseRef("knitting", 1, "rules.2"), "Knitting policy, rule 2", "knit on the stairs")
    answer = replace(saying("No. The policy does not allow this."), citations=(citation,))
    assert answer_view(answer).gist == "No. The policy does not allow this. knit on the stairs"
