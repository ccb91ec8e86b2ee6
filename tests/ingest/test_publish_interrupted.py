"""Publications that crash, are killed or meet each other: the old version stays live."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.publish import PublishInProgress

if TYPE_CHECKING:
    from tests.ingest.conftest import Office

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FIRST = """\
# Dress policy

| Issued | 1 May 2026 |
| --- | --- |
| Review date | 1 May 2027 |

## Rings

Staff must not:

1. wear rings with stones
2. lend their tunic

## Help

Ask the laundry for a clean tunic.
"""
SECOND = FIRST.replace("2. lend", "2. wear open shoes\n3. lend")


def crashed(*_: int) -> None:
    raise RuntimeError("the lights went out")


def test_a_crash_leaves_the_old_version_live_and_the_next_publication_cleans_up(office: "Office") -> None:
    office.publish(FIRST)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="the lights went out"):
            office.publisher.publish(office.prepare(SECOND), NOW, crashed)
    assert office.live() == [("dress", 1)]
    assert office.nearest("a ring") == "dress/1/rings.must-not.1"
    assert office.builds() == 3
    assert office.publish(SECOND).number == 2
    assert office.builds() == 2


def test_a_crash_of_the_first_publication_leaves_nothing_live(office: "Office") -> None:
    with pytest.raises(RuntimeError, match="the lights went out"):
        office.publisher.publish(office.prepare(FIRST), NOW, crashed)
    assert office.live() == []
    assert office.publish(FIRST).number == 1
    assert office.builds() == 1


HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another(lock: Path) -> Iterator[None]:
    """Another process holds the lock, as one that publishes does."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.stdin.close()


KILLED = """
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from ingest.publish import Publisher
from knowledge.embeddings import SentenceEmbeddings
from knowledge.index import ClauseIndex
from knowledge.library import Library
from knowledge.schema import open_database
from knowledge.search import embedding_text
data, file = map(Path, sys.argv[1:])
library = Library(open_database(f"sqlite:///{data / 'handrail.db'}"))
index = ClauseIndex(data / "index", SentenceEmbeddings(), "packaged")
publisher = Publisher(library, index, embedding_text, data / "publishing.lock")
now = datetime.now(UTC)
publisher.publish(publisher.prepare(file, None, now.date()), now, lambda *_: os._exit(9))
"""


def test_a_process_killed_while_it_publishes_leaves_the_old_version_and_no_lock(office: "Office") -> None:
    office.publish(FIRST)
    # Nothing new to embed, so that the other process needs no model.
    shorter = office.file(FIRST.replace("1. wear rings with stones\n2. lend", "1. lend"))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(office.folder), str(shorter)], cwd=ROOT, check=False
    )
    assert killed.returncode == 9
    assert office.live() == [("dress", 1)]
    assert office.nearest("a ring") == "dress/1/rings.must-not.1"
    assert office.publish(SECOND).number == 2
    assert office.builds() == 2


Act = Callable[["Office"], object]


@pytest.mark.parametrize(
    "act", [lambda office: office.publish(SECOND), lambda office: office.publisher.rebuild(crashed)]
)
def test_while_another_process_publishes_nothing_is_changed(act: Act, office: "Office") -> None:
    office.publish(FIRST)
    with (
        held_by_another(office.publisher.lock),
        pytest.raises(PublishInProgress, match="wait until they are done"),
    ):
        act(office)
    assert office.live() == [("dress", 1)]
    assert office.builds() == 1
    assert office.publish(SECOND).number == 2


def test_one_that_publishes_from_within_a_publication_is_told(office: "Office") -> None:
    office.publish(FIRST)
    other = office.prepare(SECOND)

    def publish_too(*_: int) -> None:
        with pytest.raises(PublishInProgress):
            office.publisher.publish(other, NOW, crashed)

    office.publisher.publish(office.prepare(SECOND), NOW, publish_too)
    assert office.live() == [("dress", 2)]
