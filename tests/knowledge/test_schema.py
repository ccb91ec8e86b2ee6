"""The library's tables: what the migrations make, and what is said where there is no database for them."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

import bot.records.tables
import bot.slack.installations  # noqa: F401  they add their tables to the same database
from knowledge import schema
from knowledge.schema import LibraryUnusable, open_database, sqlite_url, upgrade, writing


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def tables_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def downgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def test_the_migrations_make_the_tables_that_the_program_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.tables) == []
    assert set(schema.tables.tables) <= tables_of(engine)


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(sa.insert(schema.policies).values(slug="knitting"))
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(sa.select(schema.policies)).all() == [("knitting", None)]


def test_a_downgrade_takes_every_table_away_and_an_upgrade_brings_them_back(engine: Engine) -> None:
    downgrade(engine)
    assert tables_of(engine) <= {"alembic_version"}
    upgrade(engine)
    assert set(schema.tables.tables) <= tables_of(engine)


def test_many_who_open_an_empty_library_at_once_all_get_it(database_url: str) -> None:
    together = threading.Barrier(4, timeout=60)

    def opened() -> set[str]:
        together.wait()
        engine = open_database(database_url)
        found = tables_of(engine)
        engine.dispose()
        return found

    with ThreadPoolExecutor(4) as threads:
        openings = [threads.submit(opened) for _ in range(4)]
        for opening in openings:
            assert set(schema.tables.tables) <= opening.result()


def test_a_clause_without_its_version_is_refused(engine: Engine) -> None:
    orphan = {"slug": "knitting", "version": 1, "position": 0, "path": "a", "heading_path": []}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(
            sa.insert(schema.clauses).values(**orphan, place="", text="", norms=[]),
        )


def test_a_library_that_a_newer_handrail_has_changed_is_left_alone(database_url: str) -> None:
    engine = open_database(database_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LibraryUnusable, match="was changed by a newer Handrail: update this one"):
        open_database(database_url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    engine.dispose()


def test_sqlite_writes_ahead_so_that_people_can_ask_while_an_admin_publishes(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'library.db'}")
    with writing(engine) as connection:
        connection.execute(sa.insert(schema.policies).values(slug="knitting"))
        with engine.connect() as reader:
            assert reader.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert reader.execute(sa.select(schema.policies)).all() == []
    engine.dispose()


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'library.db'}")
    has_read = threading.Event()

    def write(slug: str) -> None:
        with writing(engine) as connection:
            connection.execute(sa.select(schema.policies)).all()
            has_read.set()
            connection.execute(sa.insert(schema.policies).values(slug=slug))

    with ThreadPoolExecutor(1) as threads, writing(engine) as connection:
        later = threads.submit(write, "later")
        assert not has_read.wait(0.2)
        connection.execute(sa.insert(schema.policies).values(slug="first"))
        connection.commit()
        later.result()
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(schema.policies.c.slug))) == {"first", "later"}
    engine.dispose()


def test_a_path_with_odd_characters_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "50% of é ?"
    folder.mkdir()
    open_database(sqlite_url(folder / "library.db")).dispose()
    assert (folder / "library.db").is_file()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "HANDRAIL_DATABASE_URL names no database"),
        ("sqlite:////no/such/folder/library.db", "/no/such/folder/library.db cannot be used"),
        ("oracle-of-delphi://host/name", "HANDRAIL_DATABASE_URL names no database"),
        ("mysql://user:secret@host/name", "HANDRAIL_DATABASE_URL names no database"),
        ("postgresql+psycopg://user:secret@127.0.0.1:1/name", "name on 127.0.0.1:1 cannot be used"),
        ("postgresql+psycopg://user:secret@127.0.0.1:many/name", "HANDRAIL_DATABASE_URL names no database"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_one_sentence(url: str, said: str) -> None:
    with pytest.raises(LibraryUnusable) as failure:
        open_database(url)
    sentence = str(failure.value)
    assert said in sentence
    assert "secret" not in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence


def test_a_file_that_is_no_database_is_told_in_one_sentence_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    file.write_bytes(b"These are my notes.\n" * 400)
    with pytest.raises(LibraryUnusable, match=r"library\.db cannot be used"):
        open_database(f"sqlite:///{file}")
    assert file.read_bytes() == b"These are my notes.\n" * 400


def test_a_database_that_fails_later_is_told_in_one_sentence_too(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'library.db'}")
    with closing(sqlite3.connect(tmp_path / "library.db")) as other:
        other.execute("DROP TABLE shelf")
    with pytest.raises(LibraryUnusable, match="cannot be used"), engine.connect() as connection:
        connection.execute(sa.select(schema.shelf))
    engine.dispose()
