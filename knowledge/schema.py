"""The library's tables, and how a database is brought up to date with them."""

import logging
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from sqlite3 import OperationalError

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, ExceptionContext
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random

log = logging.getLogger(__name__)

_patiently = Retrying(
    retry=retry_if_exception(lambda error: isinstance(error, OperationalError) and "locked" in str(error)),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_attempt(30),
    reraise=True,
)

tables = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

policies = sa.Table(
    "policies",
    tables,
    sa.Column("slug", sa.String(80), primary_key=True),
    # The version that staff are answered from; null while none is.
    sa.Column("live", sa.Integer),
)

policy_versions = sa.Table(
    "policy_versions",
    tables,
    sa.Column("slug", sa.ForeignKey("policies.slug"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("issued", sa.Date),
    sa.Column("review", sa.Date),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("text_hash", sa.String(64), nullable=False),
    sa.Column("published", sa.DateTime(timezone=True), nullable=False),
)

clauses = sa.Table(
    "clauses",
    tables,
    sa.Column("slug", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("heading_path", sa.JSON, nullable=False),
    sa.Column("number", sa.String(20)),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("lead_in", sa.Text),
    sa.Column("norms", sa.JSON, nullable=False),
    sa.ForeignKeyConstraint(["slug", "version"], ["policy_versions.slug", "policy_versions.number"]),
    sa.UniqueConstraint("slug", "version", "path"),
)

shelf = sa.Table(
    "shelf",
    tables,
    # One row: which build of the search index holds exactly the live versions.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("build", sa.String(64), nullable=False),
)

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

_PATIENCE = 10  # seconds that a writer waits for another, and a connection for its server
_UPGRADING = 4_726  # any number: PostgreSQL's name for the lock that upgraders share


class LibraryUnusable(Exception):
    """The library's database cannot be used; the message is one sentence that says what to check."""


def open_database(url: str) -> Engine:
    """An engine on an up-to-date library at this SQLAlchemy URL; its tables are made when missing.

    Raises LibraryUnusable when the URL names no database, when that one cannot be reached or
    read, or when a newer Handrail has changed it. Whatever fails on the engine later raises it
    too, save a constraint that is broken (IntegrityError).
    """
    engine = _engine(url)
    sa.event.listen(engine, "handle_error", partial(_in_words, engine.url))
    try:
        upgrade(engine)
    except LibraryUnusable:
        engine.dispose()
        raise
    return engine


def sqlite_url(file: Path) -> str:
    """The URL of a database in this file, whatever characters its path holds."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that will write: it waits for other writers at its start, not half-way through."""
    return engine.execution_options(writes=True).begin()


def erase_traces(engine: Engine) -> None:
    """Empties SQLite's write-ahead log, which still holds what was erased; other databases need nothing."""
    if engine.dialect.name == "sqlite":
        # Not through SQLAlchemy, which would begin a transaction first; inside one nothing is emptied.
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def upgrade(engine: Engine) -> None:
    """Runs the migrations that this database lacks, in one transaction. Raises LibraryUnusable."""
    # Imported here, so that reading the tables' definitions does not need Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    # Looked at before anything is locked: nearly always there is nothing to do.
    with engine.connect() as connection:
        if _revision(connection) == scripts.get_current_head():
            return
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADING)))
        made_by = _revision(connection)
        if made_by and made_by not in {script.revision for script in scripts.walk_revisions()}:
            raise LibraryUnusable(
                f"The policy library {_where(engine.url)} was changed by a newer Handrail: update this one."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _engine(url: str) -> Engine:
    try:
        address = sa.make_url(url)
        waiting = {"connect_timeout": _PATIENCE} if address.get_backend_name() == "postgresql" else {}
        engine = sa.create_engine(address, connect_args=waiting)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise LibraryUnusable(
            "HANDRAIL_DATABASE_URL names no database that Handrail can use: leave it empty for SQLite, "
            "or write postgresql+psycopg://user@host/name."
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _as_sqlite_should_be)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _in_words(url: URL, failure: ExceptionContext) -> LibraryUnusable | None:
    told = failure.sqlalchemy_exception
    if told is None or isinstance(told, IntegrityError):
        return None
    log.info("the database failed: %s", type(failure.original_exception).__name__)
    return LibraryUnusable(
        f"The policy library {_where(url)} cannot be used, and holds what it held before: "
        "check that it is there, that it may be written, and that it is a database."
    )


def _where(url: URL) -> str:
    """The database's place, without a user's name or password."""
    if not url.host:
        return f"{url.database}"
    return f"{url.database or ''} on {url.host}{f':{url.port}' if url.port else ''}".strip()


def _revision(connection: Connection) -> str | None:
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _as_sqlite_should_be(connection: object, _: object) -> None:
    """Foreign keys are off by default; the write-ahead log lets people ask while an admin publishes."""
    # The driver would begin a transaction only at the first write, so that two reads could see two states.
    connection.isolation_level = None  # type: ignore[attr-defined]  # as below
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection, which has no type here
    # First: changing the journal may have to wait as well.
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is erased is overwritten, not left on a free page.
    cursor.execute("PRAGMA secure_delete=ON")
    # Of several that change the journal at once SQLite turns some away without any waiting.
    _patiently(cursor.execute, "PRAGMA journal_mode=WAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads before it writes is refused, not queued, when another wrote meanwhile.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
