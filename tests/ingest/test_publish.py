"""From a file to a live version: prepared without a trace, indexed aside, switched in one step."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

import pytest

from knowledge.index import IndexMissing
from knowledge.library import VersionTaken

if TYPE_CHECKING:
    from tests.ingest.conftest import Office

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
ASKED = "may i wear sandals"


def unseen(*_: int) -> None:
    """Progress that nobody watches."""


def test_preparing_changes_nothing(office: "Office") -> None:
    before = office.contents()
    prepared = office.prepare(FIRST)
    assert office.contents() == before
    assert office.counted.embedded == []
    assert (prepared.version.slug, prepared.version.number, prepared.unchanged) == ("dress", 1, False)
    assert prepared.version.published is None
    assert prepared.version.details.review == date(2027, 5, 1)


def test_a_published_version_is_live_and_found(office: "Office") -> None:
    at = datetime(2026, 11, 23, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    published = office.publisher.publish(office.prepare(FIRST), at, unseen)
    assert published.published == NOW
    live = office.publisher.library.live()
    assert live is not None
    assert live.versions == (published,)
    assert office.nearest("can i put my ring on") == "dress/1/rings.must-not.1"


def test_a_publication_tells_how_far_it_is(office: "Office") -> None:
    office.publish(FIRST)
    assert office.told[-1] == (5, 5)


def test_another_publication_switches_and_keeps_the_paths(office: "Office") -> None:
    office.publish(FIRST)
    assert office.nearest("lend my tunic") == "dress/1/rings.must-not.2"
    second = office.publish(SECOND)
    assert office.live() == [("dress", 2)]
    assert office.nearest() == "dress/2/rings.must-not.2-v2"
    assert office.nearest("lend my tunic") == "dress/2/rings.must-not.2"
    assert second.reference(second.clauses[-2]) == "Dress policy, Rings, rule 3"
    first = office.publisher.library.version("dress", 1)
    assert first is not None
    assert len(first.clauses) == 5


def test_what_was_embedded_before_is_not_embedded_again(office: "Office") -> None:
    office.publish(FIRST)
    assert len(office.counted.embedded) == 5
    office.publish(SECOND)
    assert office.counted.embedded[5:] == ["Rings: Staff must not: wear open shoes"]
    office.publish(FIRST.replace("Dress", "Hats").replace("tunic", "hat"), "hats.md")
    assert office.counted.embedded[6:] == [
        "Rings: Staff must not: lend their hat",
        "Help: Ask the laundry for a clean hat.",
    ]


def test_another_policy_joins_those_that_are_live(office: "Office") -> None:
    office.publish(FIRST)
    office.publish("# Bicycles\n\n## Locks\n\nLock your bicycle to the rail.\n", "bicycles.md")
    assert office.live() == [("bicycles", 1), ("dress", 1)]
    assert office.nearest("where to lock my bike").startswith("bicycles/1/")
    assert office.nearest("can i put my ring on").startswith("dress/1/")


def test_people_are_answered_from_the_old_version_until_the_switch(office: "Office") -> None:
    office.publish(FIRST)
    seen: list[tuple[str, list[tuple[str, int]]]] = []
    office.publisher.publish(
        office.prepare(SECOND), NOW, lambda *_: seen.append((office.nearest("a ring"), office.live()))
    )
    assert seen == [("dress/1/rings.must-not.1", [("dress", 1)])]
    assert office.nearest("a ring") == "dress/2/rings.must-not.1"


def test_the_build_before_still_answers_a_question_that_began_with_it(office: "Office") -> None:
    office.publish(FIRST)
    before = office.publisher.library.build()
    assert before is not None
    office.publish(SECOND)
    assert office.publisher.index.nearest(before, ASKED, 1)[0][0].version == 1
    office.publish(FIRST)
    assert office.builds() == 2
    with pytest.raises(IndexMissing):
        office.publisher.index.nearest(before, ASKED, 1)


def test_a_number_that_was_published_meanwhile_is_not_published_again(office: "Office") -> None:
    office.publish(FIRST)
    mine, theirs = office.prepare(SECOND), office.prepare(FIRST.replace("stones", "pearls"))
    assert mine.version.number == theirs.version.number == 2
    office.publisher.publish(theirs, NOW, unseen)
    with pytest.raises(VersionTaken, match="Version 2 of dress was published by someone else"):
        office.publisher.publish(mine, NOW, unseen)
    assert office.publisher.library.newest("dress") == office.publisher.library.version("dress", 2)
    assert office.nearest("ring with pearls") == "dress/2/rings.must-not.1"
    assert office.publish(SECOND).number == 3
    assert office.builds() == 2


def test_the_index_is_made_anew_when_its_folder_is_gone(office: "Office") -> None:
    office.publish(FIRST)
    rmtree(office.folder / "index")
    with pytest.raises(IndexMissing, match="rebuild"):
        office.nearest()
    assert office.publisher.rebuild(lambda done, of: office.told.append((done, of))) == 5
    assert office.told[-1] == (5, 5)
    assert office.live() == [("dress", 1)]
    assert office.nearest("can i put my ring on") == "dress/1/rings.must-not.1"


def test_a_rebuild_computes_every_vector_again(office: "Office") -> None:
    office.publish(FIRST)
    office.publisher.rebuild(unseen)
    assert sorted(office.counted.embedded[5:]) == sorted(office.counted.embedded[:5])
    assert office.builds() == 2


def test_a_publication_mends_an_index_whose_folder_is_gone(office: "Office") -> None:
    office.publish(FIRST)
    rmtree(office.folder / "index")
    office.publish(SECOND)
    assert office.nearest() == "dress/2/rings.must-not.2-v2"


def test_a_rebuild_of_nothing_makes_nothing(office: "Office") -> None:
    assert office.publisher.rebuild(unseen) == 0
    assert not (office.folder / "index").exists()


def test_two_data_folders_never_touch_each_other(
    office: "Office", open_office: "Callable[[Path], Office]", tmp_path: Path
) -> None:
    other = open_office(tmp_path / "other")
    other.publish("# Bicycles\n\n## Locks\n\nLock your bicycle to the rail.\n", "bicycles.md")
    office.publish(FIRST)
    office.publish(SECOND)
    assert (office.live(), other.live()) == ([("dress", 2)], [("bicycles", 1)])
    assert other.nearest("can i put my ring on").startswith("bicycles/1/")
    assert (office.builds(), other.builds()) == (2, 1)
    assert len(other.counted.embedded) == 1


def test_a_file_that_says_nothing_new_is_unchanged(office: "Office") -> None:
    office.publish(FIRST)
    assert office.prepare(FIRST + "\n\n").unchanged
    assert not office.prepare(SECOND).unchanged
    assert not office.prepare(FIRST.replace("1 May 2027", "1 June 2027")).unchanged
