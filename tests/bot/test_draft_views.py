"""A checked draft is shown by what it touches, never as fine."""

import pytest

from bot.conversation import LONGEST_DRAFT, Conversation
from bot.draft_views import CHECKED, UNTOUCHED, CheckView, check_view
from bot.views import RefusalView, Shape
from knowledge.answer import Check, Citation, Touched, Verdict
from knowledge.policy import ClauseRef

RULE = Citation(ClauseRef("phones", 2, "rules.1"), "Phones policy, rule 1", "share photos", "Staff must not:")


@pytest.mark.parametrize(
    ("verdict", "word", "shape"),
    [
        (Verdict.NO, "Not allowed", Shape.OCTAGON),
        (Verdict.ONLY_IF, "Only if …", Shape.DIAMOND),
        (Verdict.EXPLAIN, "What the policy says", Shape.PAGE),
        (Verdict.YES, "Allowed", Shape.TICK),
    ],
)
def test_each_rule_says_in_a_word_and_a_shape_how_it_is_touched(
    verdict: Verdict, word: str, shape: Shape
) -> None:
    condition = "she knows; and she has agreed" if verdict is Verdict.ONLY_IF else None
    view = check_view(Check((Touched(RULE, verdict, condition, "look at this pic"),), ("Mind names.",)))
    (item,) = view.items
    assert (item.word, item.shape) == (word, shape)
    assert item.checklist == (("she knows", "she has agreed") if condition else ())
    assert (item.words, item.quote.words) == ("look at this pic", "share photos")
    assert (view.lead, view.notices) == (CHECKED, ("Mind names.",))


def test_where_nothing_is_found_that_is_no_leave() -> None:
    view = check_view(Check(()))
    assert view.items == ()
    assert view.lead == UNTOUCHED
    assert "no leave" in UNTOUCHED


def test_a_draft_is_checked(conversation: Conversation) -> None:
    view = conversation.check("  a photo of\x00 Jo ")
    assert isinstance(view, CheckView)
    assert view.items[0].words == "a photo of  Jo"


@pytest.mark.parametrize(
    ("draft", "sentence"), [(" \n", "There are no words"), ("a " * LONGEST_DRAFT, "check it in parts")]
)
def test_what_cannot_be_checked_is_told_why(conversation: Conversation, draft: str, sentence: str) -> None:
    view = conversation.check(draft)
    assert isinstance(view, RefusalView)
    assert sentence in view.sentence


def test_first_questions_come_from_the_assistant(conversation: Conversation) -> None:
    assert conversation.suggestions() == ("Can I share photos of a colleague?", "Can I use my own telephone?")
