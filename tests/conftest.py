"""What the tests share: the real model, the sample policies published once, and databases of both kinds."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

from app import Handrail, open_handrail
from bot.settings import Settings
from knowledge.embeddings import SentenceEmbeddings
from knowledge.policy import Clause, ClauseRef, Details, Norm, NormKind, PolicyVersion

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "policies").glob("*.md"))
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MODELS = {"HANDRAIL_EMBEDDING_MODEL": "handrail", "HANDRAIL_READING_MODEL": "handrail"}
"""What every test runs on, as the settings name it."""

# A busy machine is no failure.
settings.register_profile("handrail", deadline=None)
settings.load_profile("handrail")

MakeVersion = Callable[..., PolicyVersion]
OpenFolder = Callable[[Path], Handrail]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", action="store_true", help="also take the pictures in docs/images (browser tests only)"
    )


@pytest.fixture(scope="session", autouse=True)
def only_the_tests_settings() -> Iterator[None]:
    """Whoever runs the tests may have set Handrail up for themselves."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("HANDRAIL_")]:
            environment.delenv(name)
        for name, value in MODELS.items():
            environment.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def embeddings() -> SentenceEmbeddings:
    """The embedding model, which the process loads once."""
    return SentenceEmbeddings(MODELS["HANDRAIL_EMBEDDING_MODEL"])


def unseen(done: int, total: int) -> None:
    """Progress that nobody watches."""


@contextmanager
def _opened(folder: Path) -> Iterator[Handrail]:
    nobodys: dict[str, Any] = {"_env_file": None}
    handrail = open_handrail(Settings(**nobodys, data=folder, people=ROOT / "people.csv"))
    try:
        yield handrail
    finally:
        handrail.library.close()


@pytest.fixture
def open_folder() -> Iterator[OpenFolder]:
    """Opens Handrail on a data folder of the test's own."""
    with ExitStack() as opened:
        yield lambda folder: opened.enter_context(_opened(folder))


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder with the sample policies published. Not to be changed: see own_folder."""
    folder = tmp_path_factory.mktemp("samples") / "data"
    with _opened(folder) as handrail:
        for path in SAMPLES:
            prepared = handrail.publisher.prepare(path, None, NOW.date())
            handrail.publisher.publish(prepared, NOW, unseen)
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Iterator[Handrail]:
    """Handrail on the sample policies, to be asked only."""
    with _opened(sample_folder) as handrail:
        yield handrail


@pytest.fixture
def own_folder(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the data folder with the sample policies, for a test that changes it."""
    return Path(shutil.copytree(sample_folder, tmp_path / "data"))


def _version(
    number: int = 1, texts: Sequence[str] = ("Staff may knit.",), slug: str = "knitting"
) -> PolicyVersion:
    clauses = tuple(_clause(ClauseRef(slug, number, f"rules.{i}"), text) for i, text in enumerate(texts, 1))
    details = Details("Knitting at work", date(2026, 9, 7), None, "Ada Osei", "Everyone")
    return PolicyVersion(slug, number, details, clauses, f"{number:064d}")


def _clause(ref: ClauseRef, text: str) -> Clause:
    norm = Norm(NormKind.ALLOWS, text, "nobody minds", None, text)
    return Clause(ref, ("Handiwork", "Rules"), None, f"paragraph {ref.path[-1]}", text, "Staff:", (norm,))


@pytest.fixture(scope="session")
def make_version() -> MakeVersion:
    """Makes a small version of a policy: its number, its clauses' texts, its slug."""
    return _version


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind that the library can live in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'library.db'}"
    new_database: Callable[[], str] = request.getfixturevalue("new_postgresql_database")
    return new_database()


@pytest.fixture(scope="session")
def new_postgresql_database() -> Iterator[Callable[[], str]]:
    """Makes an empty database on a PostgreSQL server of the tests' own and gives its URL."""
    tools = _postgresql_tools()
    if tools is None:
        pytest.skip("PostgreSQL is not installed here")
    # PostgreSQL won't run as root, and another user can't enter pytest's own folders.
    user = _unprivileged()
    if user is None:
        pytest.skip("PostgreSQL won't run as root, and there is no other user to run it as")
    with tempfile.TemporaryDirectory(prefix="handrail-postgresql-") as folder:
        if user:
            shutil.chown(folder, user)
        with _postgresql(tools, user, Path(folder)) as server:
            yield partial(_new_database, server, count())


def _postgresql_tools() -> Path | None:
    """The folder of initdb and pg_ctl: from the path, else of the newest version that Debian installs."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(installed, key=lambda path: float(path.parent.name), default=None)


def _unprivileged() -> str | None:
    """The user to run a server as: "" for the present one, None when there is none."""
    if os.geteuid() != 0:
        return ""
    known = Path("/etc/passwd").read_text(encoding="utf-8")
    users = (user for user in ("postgres", "nobody") if f"\n{user}:" in known)
    return next(users, None) if shutil.which("runuser") else None


@contextmanager
def _postgresql(tools: Path, user: str, folder: Path) -> Iterator[sa.URL]:
    """A server on a free port of this machine that keeps its clocks in another zone."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    as_user = ["runuser", "-u", user, "--"] if user else []
    data = str(folder / "data")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    options += " -c timezone=Asia/Kolkata"

    def tool(*words: str) -> None:
        told = subprocess.run(
            [*as_user, str(tools / words[0]), *words[1:]],
            cwd="/",
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if told.returncode:
            pytest.skip(f"PostgreSQL does not start here: {told.stderr.strip().splitlines()[-1:]}")

    new = ["-U", "handrail", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    tool("initdb", "-D", data, *new)
    tool("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield sa.URL.create(
            "postgresql+psycopg", "handrail", host="127.0.0.1", port=port, database="postgres"
        )
    finally:
        tool("pg_ctl", "-D", data, "-m", "immediate", "stop")
        # By the user that it belongs to: root is not everywhere let into the folders of others.
        subprocess.run([*as_user, "rm", "-rf", data, str(folder / "log")], cwd="/", check=False)
        os.chown(folder, os.geteuid(), -1)


def _new_database(server: sa.URL, numbers: Iterator[int]) -> str:
    name = f"library_{next(numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.set(database=name).render_as_string()
