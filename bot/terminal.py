"""An answer as text for a terminal."""

import textwrap

from bot.views import AnswerView, QuoteView

_WIDTH = 88
_SHAPES = {
    "tick": "[ yes ]",
    "diamond": "[only if]",
    "octagon": "[ no ]",
    "page": "[policy]",
    "question-mark": "[ ? ]",
}


def answer_text(view: AnswerView) -> str:
    """The answer, widest line 88 characters: verdict, conditions, quotes, whom to ask, notices."""
    first, *others = view.quotes or (None,)
    parts = [
        _wrapped(_opening(view)),
        "\n".join(_wrapped(f"  - {condition}", "    ") for condition in view.checklist),
        _quoted(first) if first else "",
        "\n".join(_wrapped(f"See also: {quote.reference}", "  ") for quote in others if quote),
        _wrapped(view.refer_to) if view.refer_to else "",
        *(_wrapped(f"Note: {notice}", "  ") for notice in view.notices),
    ]
    return "\n\n".join(part for part in parts if part)


def _opening(view: AnswerView) -> str:
    word = view.word.upper().removesuffix(" …")
    if view.checklist:
        return f"{word}:"
    return f"{word}. {view.text}" if view.text.strip(":") else f"{word}:"


def _quoted(quote: QuoteView) -> str:
    words = _wrapped(f"“{f'{quote.lead_in} ' if quote.lead_in else ''}{quote.words}”", "  ", "  ")
    return f"{words}\n{_wrapped(f'— {quote.reference} ({quote.edition})', '    ', '  ')}"


def _wrapped(text: str, later: str = "", first: str = "") -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
