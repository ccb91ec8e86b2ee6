"""What is shown of a draft that was checked, as meaning."""

from dataclasses import dataclass

from bot.views import SHAPES, QuoteView, Shape, checklist_of, quote_view
from knowledge.answer import Check, Touched, Verdict

CHECKED = "Look at these rules before you post or send it:"
UNTOUCHED = (
    "I found no rule that this touches. That is no leave to post it: if you are unsure, "
    "ask your line manager."
)

DRAFT_WORDS = {
    Verdict.YES: "Allowed",
    Verdict.ONLY_IF: "Only if …",
    Verdict.NO: "Not allowed",
    Verdict.EXPLAIN: "What the policy says",
}


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A clause that a draft touches, and how.

    checklist: what must hold, empty where nothing must. words: the part of the draft that touches it.
    """

    word: str
    shape: Shape
    checklist: tuple[str, ...]
    words: str
    quote: QuoteView


@dataclass(frozen=True, slots=True)
class CheckView:
    """Which clauses a draft touches, the most serious first; lead says so in a sentence."""

    lead: str
    items: tuple[CheckItem, ...]
    notices: tuple[str, ...]


def check_view(check: Check) -> CheckView:
    """What a draft touches, as it is shown."""
    lead = CHECKED if check.touched else UNTOUCHED
    return CheckView(lead, tuple(map(_check_item, check.touched)), check.notices)


def _check_item(touched: Touched) -> CheckItem:
    return CheckItem(
        DRAFT_WORDS[touched.verdict],
        SHAPES[touched.verdict],
        checklist_of(touched.condition),
        touched.words,
        quote_view(touched.citation),
    )
