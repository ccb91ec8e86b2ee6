"""The library: policies and their versions in SQL, which is the truth about what is published."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from knowledge import schema
from knowledge.policy import Clause, ClauseRef, Details, Norm, NormKind, PolicyVersion

_SHELF = 1


class VersionTaken(Exception):
    """Somebody else published a version of this policy meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Live:
    """What staff are answered from at one moment: the live versions and the index build that holds them."""

    build: str
    versions: tuple[PolicyVersion, ...]


class Library:
    """Policies and versions behind one SQLAlchemy engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Closes the connections that are not in use; the library can still be used afterwards."""
        self._engine.dispose()

    def build(self) -> str | None:
        """The name of the live index build; None while nothing is published."""
        with self._engine.connect() as connection:
            return _build(connection)

    def live(self) -> Live | None:
        """The live versions with their build, read in one transaction; None while nothing is published."""
        with self._snapshot() as connection, connection.begin():
            build = _build(connection)
            rows = connection.execute(
                sa.select(schema.policy_versions)
                .join(schema.policies, schema.policies.c.slug == schema.policy_versions.c.slug)
                .where(schema.policies.c.live == schema.policy_versions.c.number)
                .order_by(schema.policy_versions.c.slug)
            ).all()
            if build is None or not rows:
                return None
            return Live(build, tuple(_version(connection, row) for row in rows))

    def _snapshot(self) -> Connection:
        """A connection whose statements all see the same moment, as SQLite's do anyway."""
        if self._engine.dialect.name == "sqlite":
            return self._engine.connect()
        return self._engine.connect().execution_options(isolation_level="REPEATABLE READ")

    def version(self, slug: str, number: int) -> PolicyVersion | None:
        """One published version, live or not."""
        with self._engine.connect() as connection:
            return _found_version(connection, slug, number)

    def newest(self, slug: str) -> PolicyVersion | None:
        """The policy's version with the highest number."""
        with self._engine.connect() as connection:
            number = connection.scalar(
                sa.select(sa.func.max(schema.policy_versions.c.number)).where(
                    schema.policy_versions.c.slug == slug
                )
            )
            return None if number is None else _found_version(connection, slug, number)

    def publish(self, version: PolicyVersion, build: str, at: datetime) -> PolicyVersion:
        """Stores a version and makes it and its index build live, all in one transaction.

        at: an aware time. Raises VersionTaken when this number is already published.
        """
        published = replace(version, published=at.astimezone(UTC))
        with schema.writing(self._engine) as connection:
            _take_number(connection, published)
            connection.execute(
                sa.insert(schema.clauses), [_row(clause, i) for i, clause in enumerate(version.clauses)]
            )
            connection.execute(
                sa.update(schema.policies)
                .where(schema.policies.c.slug == version.slug)
                .values(live=version.number)
            )
            _point_at(connection, build)
        return published

    def switch_build(self, build: str) -> None:
        """Makes another build of the same live versions the one that is searched."""
        with schema.writing(self._engine) as connection:
            _point_at(connection, build)


def _build(connection: Connection) -> str | None:
    return connection.scalar(sa.select(schema.shelf.c.build).where(schema.shelf.c.id == _SHELF))


def _point_at(connection: Connection, build: str) -> None:
    switched = connection.execute(
        sa.update(schema.shelf).where(schema.shelf.c.id == _SHELF).values(build=build)
    )
    if switched.rowcount == 0:
        connection.execute(sa.insert(schema.shelf).values(id=_SHELF, build=build))


def _take_number(connection: Connection, version: PolicyVersion) -> None:
    """Stores the version without its clauses. Raises VersionTaken when its number is there already."""
    known = connection.scalar(sa.select(schema.policies.c.slug).where(schema.policies.c.slug == version.slug))
    try:
        if known is None:
            connection.execute(sa.insert(schema.policies).values(slug=version.slug))
        connection.execute(
            sa.insert(schema.policy_versions).values(
                slug=version.slug,
                number=version.number,
                text_hash=version.text_hash,
                published=version.published,
                **asdict(version.details),
            )
        )
    except IntegrityError as error:
        raise VersionTaken(
            f"Version {version.number} of {version.slug} was published by someone else meanwhile: "
            "look at what they published, then load your file again."
        ) from error


def _row(clause: Clause, position: int) -> dict[str, object]:
    return {
        "slug": clause.ref.policy,
        "version": clause.ref.version,
        "position": position,
        "path": clause.ref.path,
        "heading_path": list(clause.heading_path),
        "number": clause.number,
        "place": clause.place,
        "text": clause.text,
        "lead_in": clause.lead_in,
        "norms": [asdict(norm) for norm in clause.norms],
    }


def _found_version(connection: Connection, slug: str, number: int) -> PolicyVersion | None:
    versions = schema.policy_versions
    row = connection.execute(
        sa.select(versions).where(versions.c.slug == slug, versions.c.number == number)
    ).first()
    return None if row is None else _version(connection, row)


def _version(connection: Connection, row: Row[tuple[object, ...]]) -> PolicyVersion:
    table = schema.clauses
    clauses: Sequence[Row[tuple[object, ...]]] = connection.execute(
        sa.select(table)
        .where(table.c.slug == row.slug, table.c.version == row.number)
        .order_by(table.c.position)
    ).all()
    # SQLite gives back a time without its zone, which was UTC; PostgreSQL one in its server's zone.
    published = row.published.replace(tzinfo=row.published.tzinfo or UTC).astimezone(UTC)
    details = Details(row.title, row.issued, row.review, row.owner, row.scope)
    return PolicyVersion(
        row.slug, row.number, details, tuple(_clause(clause) for clause in clauses), row.text_hash, published
    )


def _clause(row: Row[tuple[object, ...]]) -> Clause:
    norms = tuple(Norm(**{**norm, "kind": NormKind(norm["kind"])}) for norm in row.norms)
    return Clause(
        ClauseRef(row.slug, row.version, row.path),
        tuple(row.heading_path),
        row.number,
        row.place,
        row.text,
        row.lead_in,
        norms,
    )
