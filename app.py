"""Handrail's command line, and the wiring: every dependency is made here, once, and handed down."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy import Engine

from bot.answer_json import AskedLine, BatchUnreadable, answer_schema, asked_lines
from bot.asking import ask_batch, ask_one
from bot.directory import Directory, DirectoryUnreadable
from bot.registering import slack_manifest, teams_package
from bot.settings import Settings, SettingsWrong, read_settings
from bot.terminal import log_to_stderr, say, shown_progress, speak_utf8, told
from bot.web.serving import NotLoopback, PortUnusable
from ingest.preview import preview
from ingest.publish import BadSlug, Prepared, Publisher, PublishInProgress
from ingest.readers.blocks import UnreadableFile
from knowledge.assistant import Assistant
from knowledge.embeddings import ModelNotFound, SentenceEmbeddings, identity
from knowledge.index import ClauseIndex, IndexMissing
from knowledge.library import Library, VersionTaken
from knowledge.llm import ChatModelUnusable, ChatReader, open_chat_model
from knowledge.model_reader import ModelReader
from knowledge.reading import Reader, RuleReader
from knowledge.reading_model import ReadingModel
from knowledge.schema import LibraryUnusable, open_database, sqlite_url
from knowledge.search import embedding_text
from knowledge.shelf import NothingPublished

TOLD = (
    BadSlug,
    BatchUnreadable,
    ChatModelUnusable,
    DirectoryUnreadable,
    IndexMissing,
    LibraryUnusable,
    ModelNotFound,
    NothingPublished,
    NotLoopback,
    PortUnusable,
    PublishInProgress,
    SettingsWrong,
    UnreadableFile,
    VersionTaken,
)
"""The failures that carry a sentence for whoever typed the command."""


@dataclass(frozen=True)
class Handrail:
    """Everything, wired for one data folder; each part is made when it is first asked for."""

    settings: Settings

    @cached_property
    def database(self) -> Engine:
        """Policies and records in SQL: SQLite in the data folder unless another database is set."""
        self.settings.data.mkdir(parents=True, exist_ok=True)
        own = sqlite_url(self.settings.data.absolute() / "handrail.db")
        return open_database(self.settings.database_url or own)

    @cached_property
    def library(self) -> Library:
        """The policies."""
        return Library(self.database)

    @cached_property
    def embeddings(self) -> SentenceEmbeddings:
        """The embedding model, loaded when the first text is embedded."""
        return SentenceEmbeddings(self.settings.embedding_model)

    @cached_property
    def index(self) -> ClauseIndex:
        """The search index in the data folder."""
        return ClauseIndex(
            self.settings.data / "index", self.embeddings, identity(self.settings.embedding_model)
        )

    @cached_property
    def publisher(self) -> Publisher:
        """Where versions are published."""
        return Publisher(self.library, self.index, embedding_text, self.settings.data / "publishing.lock")

    @cached_property
    def offline_reader(self) -> Reader:
        """What reads on this machine: rules or a model."""
        name = self.settings.reading_model
        return RuleReader() if name == "rules" else ModelReader(ReadingModel(name))

    @cached_property
    def reader(self) -> Reader:
        """What reads clauses against questions: rules or a model, and a chat model if one is set.

        Raises ChatModelUnusable.
        """
        chosen = self.settings
        if not chosen.chat_model:
            return self.offline_reader
        url, seconds = chosen.chat_url or None, chosen.chat_seconds
        chat_model = open_chat_model(chosen.chat_model, url, chosen.chat_key, seconds)
        return ChatReader(self.offline_reader, chat_model, seconds)

    @cached_property
    def assistant(self) -> Assistant:
        """What answers questions. Raises ChatModelUnusable."""
        search = self.index.nearest
        return Assistant(self.library, search, self.reader, self.embeddings.closeness, self.offline_reader)

    @cached_property
    def directory(self) -> Directory:
        """The people, read once."""
        return Directory.load(self.settings.people)


def open_handrail(settings: Settings) -> Handrail:
    """Handrail on these settings. Nothing is read or loaded until it is needed."""
    return Handrail(settings)


def started() -> Handrail:
    """Handrail as the environment sets it, logging to standard error."""
    settings = read_settings()
    speak_utf8()
    log_to_stderr(settings.log_level)
    return open_handrail(settings)


@click.group()
def cli() -> None:
    """Handrail answers staff's questions from your own written policies."""


@cli.command()
@click.argument("text", required=False)
@click.option("--as", "email", metavar="E-MAIL", help="Who asks, so that their line manager is named.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line instead of text.")
@click.option("--batch", type=click.File("rb"), help="A question a line, as JSON; - for standard input.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of an answer line.")
def ask(text: str | None, email: str | None, as_json: bool, batch: BinaryIO | None, schema: bool) -> None:
    """Ask one question, or a batch of them.

    In a batch, each line is {"id", "text", "history": [{"user", "bot_gist"}]}; the answers go to
    standard output in the same order, one JSON object a line.
    """
    if schema:
        click.echo(json.dumps(answer_schema(), indent=2))
        return
    if (text is None) == (batch is None):
        raise click.UsageError('Give one question in quotes, or a file of questions with "--batch".')
    with told(TOLD):
        handrail = started()
        asked = [AskedLine(text=text or "")] if batch is None else asked_lines(batch.read())
        if not asked:
            say("There is no question to answer.")
            return
        _check_known(handrail, email)
        if batch is None:
            ask_one(handrail.assistant, handrail.directory, asked[0], email, as_json)
        else:
            ask_batch(handrail.assistant, handrail.directory, asked, email)


def _check_known(handrail: Handrail, email: str | None) -> None:
    if email and handrail.directory.person(email) is None:
        say(f"Nobody in {handrail.settings.people.name} has the e-mail {email}, so no line manager is named.")


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option(
    "--policy", metavar="SLUG", help="The policy's short name, by default made from the file's name."
)
@click.option("--yes", is_flag=True, help="Publish without asking.")
@click.option("--paths", is_flag=True, help="Only print each clause's path and words; publish nothing.")
def ingest(files: tuple[Path, ...], policy: str | None, yes: bool, paths: bool) -> None:
    """Show what FILES say as policies, ask, then publish them."""
    if policy is not None and len(files) > 1:
        raise click.UsageError("--policy names one policy: give one file with it.")
    with told(TOLD):
        handrail = started()
        now = datetime.now(UTC)
        # Every file is read before any is published, so that a bad one changes nothing.
        prepared = [handrail.publisher.prepare(path, policy, now.date()) for path in files]
        _check_apart(prepared)
        if paths:
            _print_paths(prepared)
            return
        for one in prepared:
            _publish(handrail, one, yes)


def _check_apart(prepared: Iterable[Prepared]) -> None:
    slug, often = Counter(one.version.slug for one in prepared).most_common(1)[0]
    if often > 1:
        raise BadSlug(
            f"{often} of these files would be the policy “{slug}”: give each by itself with --policy."
        )


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
    with told(TOLD):
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
    """Open Handrail's page on this machine, and serve Slack and Teams where they are set."""
    # Imported here: only this command needs the web page and the chat platforms.
    from bot.conversation import Conversation
    from bot.opening import open_all
    from bot.web.serving import listen, serve, url_of

    with told(TOLD):
        handrail = started()
        assistant = handrail.assistant
        # Bound early, so that a port in use is said at once and not after the model has loaded.
        listening = listen(host, handrail.settings.web_port if port is None else port)
        if handrail.settings.chat_model:
            say(f"The chat model {handrail.settings.chat_model} reads too: see docs/privacy.md.")
        say("Loading the model…")
        if assistant.current():
            assistant.warm_up()
            assistant.suggestions()
        else:
            say("No policy is published yet: load one with 'python -m ingest FILE'.")
        conversation = Conversation(assistant, handrail.directory)
        people, database = handrail.directory, lambda: handrail.database
        application = open_all(handrail.settings, conversation, people, database, email, say)
        click.echo(f"Handrail is open on {url_of(listening)}  (Ctrl-C stops it)")
        serve(application, listening)


cli.add_command(slack_manifest)
cli.add_command(teams_package)


if __name__ == "__main__":
    cli()
