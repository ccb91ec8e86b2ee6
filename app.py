"""Handrail's command line, and the wiring: every dependency is made here, once, and handed down."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO

import click
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import SQLAlchemyError

from bot.answer_json import AnswerLine, AskedLine, BatchUnreadable, answer_line, answer_schema, asked_lines
from bot.directory import Directory, DirectoryUnreadable
from bot.terminal import answer_text
from bot.views import answer_view
from bot.web.serving import NotLoopback, PortUnusable
from ingest.preview import preview
from ingest.publish import BadSlug, Prepared, Publisher, PublishInProgress
from ingest.readers.blocks import UnreadableFile
from knowledge.answer import Question
from knowledge.assistant import Assistant
from knowledge.embeddings import ModelNotFound, SentenceEmbeddings
from knowledge.index import ClauseIndex, IndexMissing
from knowledge.library import Library, VersionTaken
from knowledge.reading import RuleReader
from knowledge.schema import open_database
from knowledge.search import embedding_text
from knowledge.shelf import NothingPublished

log = logging.getLogger("handrail")

TOLD = (
    BadSlug,
    BatchUnreadable,
    DirectoryUnreadable,
    IndexMissing,
    ModelNotFound,
    NothingPublished,
    NotLoopback,
    PortUnusable,
    PublishInProgress,
    UnreadableFile,
    VersionTaken,
)
"""The failures that carry a sentence for whoever typed the command."""


class Settings(BaseSettings):
    """What can be set from outside, by HANDRAIL_… variables or a .env file; read once, at the start."""

    model_config = SettingsConfigDict(env_prefix="HANDRAIL_", env_file=".env", extra="ignore")

    data: Path = Path("data")
    people: Path = Path("people.csv")
    database_url: str = ""
    embedding_model: str = "packaged"
    web_port: int = Field(default=8080, ge=0, le=65535)
    log_level: str = Field(default="WARNING", pattern="^(DEBUG|INFO|WARNING|ERROR)$")


@dataclass(frozen=True)
class Handrail:
    """Everything, wired for one data folder; each part is made when it is first asked for."""

    settings: Settings

    @cached_property
    def library(self) -> Library:
        """The policies in SQL: SQLite in the data folder unless another database is set."""
        self.settings.data.mkdir(parents=True, exist_ok=True)
        own = f"sqlite:///{self.settings.data.absolute() / 'handrail.db'}"
        return Library(open_database(self.settings.database_url or own))

    @cached_property
    def embeddings(self) -> SentenceEmbeddings:
        """The embedding model, loaded when the first text is embedded."""
        return SentenceEmbeddings(self.settings.embedding_model)

    @cached_property
    def index(self) -> ClauseIndex:
        """The search index in the data folder."""
        return ClauseIndex(self.settings.data / "index", self.embeddings, self.settings.embedding_model)

    @cached_property
    def publisher(self) -> Publisher:
        """Where versions are published."""
        return Publisher(self.library, self.index, embedding_text, self.settings.data / "publishing.lock")

    @cached_property
    def assistant(self) -> Assistant:
        """What answers questions."""
        return Assistant(self.library, self.index.nearest, RuleReader())

    @cached_property
    def directory(self) -> Directory:
        """The people, read once."""
        return Directory.load(self.settings.people)


def open_handrail(settings: Settings) -> Handrail:
    """Handrail on these settings. Nothing is read or loaded until it is needed."""
    return Handrail(settings)


@contextmanager
def told() -> Iterator[None]:
    """Turns a failure that was foreseen into its sentence and exit code 1."""
    try:
        yield
    except TOLD as error:
        raise click.ClickException(str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "HANDRAIL_" + "_".join(str(part) for part in first["loc"]).upper()
        raise click.ClickException(f"The setting {name} is wrong: {first['msg']}.") from error
    except SQLAlchemyError as error:
        log.error("the database failed: %s", type(error).__name__)
        raise click.ClickException(
            "The policy library cannot be opened: check HANDRAIL_DATA and the disk."
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or 'A file'} cannot be used: {error.strerror}."
        ) from error


def started() -> Handrail:
    """Handrail as the environment sets it, logging to standard error."""
    settings = Settings()
    shown = logging.StreamHandler()
    # On the handler too: a library that sets its own logger to DEBUG would be heard otherwise.
    shown.setLevel(settings.log_level)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=settings.log_level, format=form, handlers=[shown])
    return open_handrail(settings)


def say(line: str = "") -> None:
    """Tells whoever waits what is going on, beside the results on standard output."""
    click.echo(line, err=True)


@contextmanager
def shown_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, for a callback that gets how many are done and how many there are."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress


@click.group()
def cli() -> None:
    """Handrail answers staff's questions from your own written policies."""


@cli.command()
@click.argument("text", required=False)
@click.option("--as", "email", metavar="E-MAIL", help="Who asks, so that their line manager is named.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of text.")
@click.option(
    "--batch",
    type=click.File(encoding="utf-8"),
    help="Questions, one JSON object a line; - for standard input.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of an answer line.")
def ask(text: str | None, email: str | None, as_json: bool, batch: TextIO | None, schema: bool) -> None:
    """Ask one question, or a batch of them.

    In a batch, each line is {"id", "text", "history": [{"user", "bot_gist"}]}; the answers go to
    standard output in the same order, one JSON object a line.
    """
    if schema:
        click.echo(json.dumps(answer_schema(), indent=2))
        return
    if (text is None) == (batch is None):
        raise click.UsageError('Give one question in quotes, or a file of questions with "--batch".')
    with told():
        handrail = started()
        if batch is not None:
            _ask_batch(handrail, asked_lines(_decoded_lines(batch)), email)
        else:
            _ask_one(handrail, text or "", email, as_json)


def _decoded_lines(batch: TextIO) -> list[str]:
    try:
        return batch.readlines()
    except UnicodeDecodeError as error:
        raise BatchUnreadable(
            "The questions are not UTF-8 text: save the file as UTF-8 and try again."
        ) from error


def _ask_one(handrail: Handrail, text: str, email: str | None, as_json: bool) -> None:
    if sys.stderr.isatty():
        say("Looking through the policies…")
    if email and handrail.directory.person(email) is None:
        say(f"Nobody in {handrail.settings.people.name} has the e-mail {email}, so no line manager is named.")
    if as_json:
        handrail.embeddings.embed_query("warm")
        click.echo(_answered(handrail, AskedLine(text=text), email).model_dump_json())
    else:
        question = Question(text, handrail.directory.asker(email))
        click.echo(answer_text(answer_view(handrail.assistant.answer(question))))


def _ask_batch(handrail: Handrail, asked: Sequence[AskedLine], email: str | None) -> None:
    say(f"{len(asked)} questions; loading the model…")
    handrail.embeddings.embed_query("warm")
    with click.progressbar(asked, label="Answering", file=sys.stderr) as questions:
        for line in questions:
            click.echo(_answered(handrail, line, line.asker or email).model_dump_json())


def _answered(handrail: Handrail, asked: AskedLine, email: str | None) -> AnswerLine:
    started_at = time.perf_counter()
    question = Question(asked.text, handrail.directory.asker(email), asked.turns())
    answer = handrail.assistant.answer(question)
    return answer_line(answer, asked.id, (time.perf_counter() - started_at) * 1000)


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--policy", metavar="SLUG", help="The policy's short name, by default made from the file's name."
)
@click.option("--yes", is_flag=True, help="Publish without asking.")
@click.option("--paths", is_flag=True, help="Only print each clause's path and words; publish nothing.")
def ingest(files: tuple[Path, ...], policy: str | None, yes: bool, paths: bool) -> None:
    """Show what FILES say as policies, ask, then publish them."""
    if policy is not None and len(files) > 1:
        raise click.UsageError("--policy names one policy: give one file with it.")
    with told():
        handrail = started()
        now = datetime.now(UTC)
        # Every file is read before any is published, so that a bad one changes nothing.
        prepared = [handrail.publisher.prepare(path, policy, now.date()) for path in files]
        if paths:
            _print_paths(prepared)
            return
        for one in prepared:
            _publish(handrail, one, yes)


def _print_paths(prepared: Iterable[Prepared]) -> None:
    for one in prepared:
        for clause in one.version.clauses:
            click.echo(f"{clause.ref.policy}/{clause.ref.path}\t{clause.text}")


def _publish(handrail: Handrail, prepared: Prepared, yes: bool) -> None:
    version = prepared.version
    if prepared.unchanged:
        click.echo(
            f"{version.details.title}: no change from version {version.number - 1}, which stays published."
        )
        return
    click.echo("\n".join(preview(prepared)))
    click.echo()
    if not yes and not click.confirm(f"Publish this as version {version.number}?"):
        click.echo("Nothing was published.")
        return
    with shown_progress("Making it searchable") as progress:
        published = handrail.publisher.publish(prepared, datetime.now(UTC), progress)
    click.echo(f"Published: {published.details.title}, version {published.number}.\n")


@cli.command()
def rebuild() -> None:
    """Make the search index anew from the library."""
    with told():
        handrail = started()
        with shown_progress("Rebuilding") as progress:
            count = handrail.publisher.rebuild(progress)
        click.echo(
            f"The index holds {count} clauses again."
            if count
            else "Nothing is published, so nothing to index."
        )


@cli.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Instead of HANDRAIL_WEB_PORT; 0 takes any free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address of this machine.")
@click.option("--as", "email", metavar="E-MAIL", help="Who asks on the page until it is told otherwise.")
def serve(port: int | None, host: str, email: str | None) -> None:
    """Open Handrail's page on this machine."""
    # Imported here: only this command needs the web page.
    from bot.conversation import Conversation
    from bot.web.app import make_app
    from bot.web.serving import listen, serve, url_of

    with told():
        handrail = started()
        # Bound first, so that a port in use is said at once and not after the model has loaded.
        listening = listen(host, handrail.settings.web_port if port is None else port)
        say("Loading the model…")
        handrail.embeddings.embed_query("warm")
        if not handrail.assistant.current():
            say("No policy is published yet: load one with 'python -m ingest FILE'.")
        application = make_app(Conversation(handrail.assistant, handrail.directory), email)
        click.echo(f"Handrail is open on {url_of(listening)}  (Ctrl-C stops it)")
        serve(application, listening)


if __name__ == "__main__":
    cli()
