"""The library's tables, and how a database is brought up to date with them."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

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


def open_database(url: str) -> Engine:
    """An engine on an up-to-date library at this SQLAlchemy URL; its tables are made when missing."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _as_sqlite_should_be)
        sa.event.listen(engine, "begin", _begin)
    upgrade(engine)
    return engine


def _as_sqlite_should_be(connection: object, _: object) -> None:
    """Foreign keys are off by default; the write-ahead log lets people ask while an admin publishes."""
    # The driver would begin a transaction only at the first write, so that two reads could see two states.
    connection.isolation_level = None  # type: ignore[attr-defined]  # as below
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection, which has no type here
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def upgrade(engine: Engine) -> None:
    """Runs the migrations that this database lacks, in one transaction."""
    # Imported here: most runs find the database up to date, but all of them would pay the import.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
