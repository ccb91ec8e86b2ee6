"""Asking on the command line: one question, or a batch of them in order."""

import sys
import time
from collections.abc import Sequence

import click

from bot.answer_json import AnswerLine, AskedLine, answer_line
from bot.directory import Directory
from bot.terminal import answer_text, say
from bot.views import answer_view
from knowledge.assistant import Assistant


def ask_one(
    assistant: Assistant, directory: Directory, asked: AskedLine, email: str | None, as_json: bool
) -> None:
    """Prints the answer to one question of the person with this e-mail, as text or as a JSON line."""
    if sys.stderr.isatty():
        say("Looking through the policies…")
    if as_json:
        assistant.warm_up()
        click.echo(_answered(assistant, directory, asked, email).model_dump_json())
    else:
        answer = assistant.answer(asked.question(directory.asker(email)))
        click.echo(answer_text(answer_view(answer)))


def ask_batch(
    assistant: Assistant, directory: Directory, asked: Sequence[AskedLine], email: str | None
) -> None:
    """Prints one JSON line for each question, in order; email asks those that name nobody."""
    say(f"{len(asked)} questions; loading the model…")
    assistant.warm_up()
    with click.progressbar(asked, label="Answering", file=sys.stderr) as questions:
        for line in questions:
            click.echo(_answered(assistant, directory, line, line.asker or email).model_dump_json())


def _answered(assistant: Assistant, directory: Directory, asked: AskedLine, email: str | None) -> AnswerLine:
    began = time.perf_counter()
    answer = assistant.answer(asked.question(directory.asker(email)))
    return answer_line(answer, asked.id, (time.perf_counter() - began) * 1000)
