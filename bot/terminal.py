"""What a terminal shows: an answer as text, how far the work is, and what went wrong."""

import io
import logging
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from bot.views import CLOSEST, ROUTE, AnswerView, QuoteView

_WIDTH = 88
_SHAPES = {
    "tick": "[ yes ]",
    "diamond": "[only if]",
    "octagon": "[ no ]",
    "page": "[policy]",
    "question-mark": "[ ? ]",
}


def answer_text(view: AnswerView) -> str:
    """The answer, widest line 88 characters: verdict, conditions, quotes, where to report, whom to ask."""
    first, *others = view.quotes or (None,)
    parts = [
        _wrapped(_opening(view)),
        "\n".join(_wrapped(f"  - {condition}", "    ") for condition in view.checklist),
        _quoted(first) if first else "",
        f"{CLOSEST}\n{_quoted(view.closest)}" if view.closest else "",
        f"{ROUTE}\n{_quoted(view.route)}" if view.route else "",
        "\n".join(_wrapped(f"See also: {quote.reference}", "  ") for quote in others if quote),
        _wrapped(view.refer_to) if view.refer_to else "",
        *(_wrapped(f"Note: {notice}", "  ") for notice in view.notices),
    ]
    return "\n\n".join(part for part in parts if part)


def say(line: str) -> None:
    """Tells whoever waits what is going on, beside the results on standard output."""
    click.echo(line, err=True)


@contextmanager
def told(foreseen: tuple[type[Exception], ...]) -> Iterator[None]:
    """Turns a failure that was foreseen, or one of a file, into its sentence and exit code 1."""
    try:
        yield
    except foreseen as error:
        raise click.ClickException(str(error)) from error
    except BrokenPipeError:
        raise  # whoever read the answers has stopped: click ends without a word
    except OSError as error:
        file = error.filename or "A file"
        raise click.ClickException(
            f"{file} cannot be used: {error.strerror or 'no reason given'}."
        ) from error


def speak_utf8() -> None:
    """Makes standard output and error UTF-8: not every console has quotation marks and dashes of its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def log_to_stderr(level: str) -> None:
    """Sends what is logged at this level or above to standard error."""
    shown = logging.StreamHandler()
    # On the handler too: a library that sets its own logger to DEBUG would be heard otherwise.
    shown.setLevel(level)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=level, format=form, handlers=[shown])


@contextmanager
def shown_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, for a callback that gets how many are done and how many there are."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress


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
