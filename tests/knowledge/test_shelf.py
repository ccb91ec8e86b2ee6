"""The shelf: what one question is answered from, taken anew only after a publication."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.policy import PolicyVersion
from knowledge.schema import open_database, sqlite_url
from knowledge.shelf import NothingPublished, Shelves

MakeVersion = Callable[..., PolicyVersion]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(open_database(sqlite_url(tmp_path / "library.db")))
    yield opened
    opened.close()


def test_an_empty_library_has_no_shelf_and_says_what_to_do(library: Library) -> None:
    with pytest.raises(NothingPublished, match=r"load one with 'python -m ingest FILE'\.$"):
        Shelves(library).now()


def test_a_shelf_holds_every_live_clause_policy_by_policy_in_order(
    library: Library, make_version: MakeVersion
) -> None:
    library.publish(make_version(1, ("Old.",), slug="sewing"), "build-1", NOW)
    library.publish(make_version(2, ("S one.", "S two."), slug="sewing"), "build-2", NOW)
    library.publish(make_version(1, ("K one.",), slug="knitting"), "build-3", NOW)
    shelf = Shelves(library).now()
    assert shelf.build == "build-3"
    assert [clause.text for clause in shelf.clauses] == ["K one.", "S one.", "S two."]


def test_a_clause_is_found_by_its_reference_with_its_version(
    library: Library, make_version: MakeVersion
) -> None:
    published = library.publish(make_version(3, ("One.", "Two.")), "build-1", NOW)
    shelf = Shelves(library).now()
    assert set(shelf.by_ref) == {clause.ref for clause in published.clauses}
    for clause in published.clauses:
        assert shelf.by_ref[clause.ref] == (published, clause)


def test_the_keywords_are_of_the_clauses_in_their_order(library: Library, make_version: MakeVersion) -> None:
    library.publish(make_version(texts=("Wool is stored dry.", "Needles are counted.")), "build-1", NOW)
    wool, needles = Shelves(library).now().keywords.scores("where are the needles")
    assert needles > wool


def test_where_to_report_is_looked_for_once(library: Library, make_version: MakeVersion) -> None:
    text = "Raise a concern about abuse with the Whistleblowing Lead."
    library.publish(make_version(texts=("Wool is stored dry.", text)), "build-1", NOW)
    shelf = Shelves(library).now()
    assert shelf.routes.of_harm is shelf.clauses[1]
    assert shelf.routes is shelf.routes


def test_the_same_shelf_serves_until_something_is_published(
    library: Library, make_version: MakeVersion
) -> None:
    library.publish(make_version(1), "build-1", NOW)
    shelves = Shelves(library)
    first = shelves.now()
    assert shelves.now() is first
    library.publish(make_version(2), "build-2", NOW)
    second = shelves.now()
    assert (second.build, second.versions[0].number) == ("build-2", 2)
    assert (first.build, first.versions[0].number) == ("build-1", 1)


def test_a_rebuilt_index_makes_a_new_shelf_of_the_same_versions(
    library: Library, make_version: MakeVersion
) -> None:
    library.publish(make_version(1), "build-1", NOW)
    shelves = Shelves(library)
    first = shelves.now()
    library.switch_build("build-2")
    assert shelves.now().build == "build-2"
    assert shelves.now().versions == first.versions


def test_a_policy_published_later_is_found_by_shelves_that_had_nothing(
    library: Library, make_version: MakeVersion
) -> None:
    shelves = Shelves(library)
    with pytest.raises(NothingPublished):
        shelves.now()
    library.publish(make_version(), "build-1", NOW)
    assert shelves.now().build == "build-1"


def test_many_threads_get_one_shelf(library: Library, make_version: MakeVersion) -> None:
    library.publish(make_version(), "build-1", NOW)
    shelves = Shelves(library)
    with ThreadPoolExecutor(6) as threads:
        taken = [threads.submit(shelves.now) for _ in range(30)]
    assert len({id(one.result()) for one in taken}) == 1
