"""The library in SQLite and in PostgreSQL: what is published comes back, and only as a whole."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from knowledge.library import Library, VersionTaken
from knowledge.policy import ClauseRef, Details, Norm, NormKind, PolicyVersion
from knowledge.schema import open_database

MakeVersion = Callable[..., PolicyVersion]
NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def library(database_url: str) -> Iterator[Library]:
    opened = Library(open_database(database_url))
    yield opened
    opened.close()


@pytest.fixture
def beside(database_url: str, library: Library) -> Iterator[Library]:
    """The same library through connections of its own, as another process has them."""
    assert library.live() is None
    opened = Library(open_database(database_url))
    yield opened
    opened.close()


def test_an_empty_library_has_nothing(library: Library) -> None:
    assert library.live() is None
    assert library.build() is None
    assert library.newest("knitting") is None
    assert library.version("knitting", 1) is None


def test_what_is_published_comes_back_equal(library: Library, make_version: MakeVersion) -> None:
    made = make_version(
        texts=("Staff may knit.", "“Purl” — £5 at most; naïve ’quotes’ and\ta tab.", "Ask.\n")
    )
    first, second, third = made.clauses
    norms = (
        Norm(NormKind.FORBIDS, "knit on the stairs", "your knowledge and consent", None, "Never knit there."),
        Norm(NormKind.REQUIRES, "ask", None, "a manager agrees", "Ask."),
        Norm(NormKind.INFORMS, "", None, None, "Wool is warm."),
    )
    details = Details("Knitting", date(2026, 9, 7), date(2027, 9, 6), "Ada Osei, Manager", "Everyone; always")
    version = replace(
        made,
        details=details,
        clauses=(
            replace(first, norms=norms, number="1.2(a)", lead_in=None),
            replace(second, heading_path=()),
            replace(third, place=""),
        ),
    )
    published = library.publish(version, "build-1", NOW)
    assert published == replace(version, published=NOW)
    assert library.version("knitting", 1) == published
    assert library.newest("knitting") == published
    live = library.live()
    assert live is not None
    assert live.versions == (published,)
    assert live.build == library.build() == "build-1"


def test_details_that_a_policy_does_not_give_stay_unknown(
    library: Library, make_version: MakeVersion
) -> None:
    library.publish(replace(make_version(), details=Details("Knitting")), "build-1", NOW)
    stored = library.newest("knitting")
    assert stored is not None
    assert stored.details == Details("Knitting", None, None, "", "")


def test_times_come_back_aware_and_in_utc(library: Library, make_version: MakeVersion) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert library.publish(make_version(), "build-1", elsewhere).published == NOW
    stored = library.newest("knitting")
    assert stored is not None
    assert stored.published == NOW
    assert stored.published is not None
    assert stored.published.tzinfo is UTC


def test_the_newest_version_is_live_and_the_older_ones_stay(
    library: Library, make_version: MakeVersion
) -> None:
    for number in (1, 2, 10):
        library.publish(make_version(number, (f"Words of version {number}.",)), f"build-{number}", NOW)
    newest = library.newest("knitting")
    assert newest is not None
    assert newest.number == 10
    live = library.live()
    assert live is not None
    assert [(version.slug, version.number) for version in live.versions] == [("knitting", 10)]
    first = library.version("knitting", 1)
    assert first is not None
    assert first.clauses[0].text == "Words of version 1."


def test_policies_do_not_touch_each_other(library: Library, make_version: MakeVersion) -> None:
    library.publish(make_version(1, slug="sewing"), "build-1", NOW)
    library.publish(make_version(1, slug="knitting"), "build-2", NOW)
    library.publish(make_version(2, slug="sewing"), "build-3", NOW)
    live = library.live()
    assert live is not None
    assert [(version.slug, version.number) for version in live.versions] == [("knitting", 1), ("sewing", 2)]


def test_the_order_of_clauses_is_the_policys_own(library: Library, make_version: MakeVersion) -> None:
    texts = tuple(f"Rule {word}." for word in ("z", "a", "M", "1", "é", "b") * 3)
    library.publish(make_version(texts=texts), "build-1", NOW)
    stored = library.newest("knitting")
    assert stored is not None
    assert tuple(clause.text for clause in stored.clauses) == texts


def test_a_number_is_published_once(library: Library, beside: Library, make_version: MakeVersion) -> None:
    first = library.publish(make_version(texts=("First.",)), "build-1", NOW)
    with pytest.raises(VersionTaken, match="Version 1 of knitting was published by someone else"):
        beside.publish(make_version(texts=("Second.", "Third.")), "build-2", NOW)
    live = beside.live()
    assert live is not None
    assert (live.build, live.versions) == ("build-1", (first,))


def test_a_publication_that_fails_half_way_leaves_everything_as_it_was(
    library: Library, make_version: MakeVersion
) -> None:
    first = library.publish(make_version(), "build-1", NOW)
    torn = make_version(2, ("One.", "Two."))
    one, two = torn.clauses
    torn = replace(torn, clauses=(one, replace(two, ref=one.ref)))
    with pytest.raises(IntegrityError):
        library.publish(torn, "build-2", NOW)
    live = library.live()
    assert live is not None
    assert (live.build, live.versions) == ("build-1", (first,))
    assert library.version("knitting", 2) is None
    assert library.publish(make_version(2), "build-3", NOW).number == 2


def test_another_build_can_be_searched_in_place_of_the_one_before(
    library: Library, make_version: MakeVersion
) -> None:
    published = library.publish(make_version(), "build-1", NOW)
    library.switch_build("build-2")
    live = library.live()
    assert live is not None
    assert (live.build, live.versions) == ("build-2", (published,))


def test_two_who_publish_the_same_number_at_once_are_told_apart(
    library: Library, beside: Library, make_version: MakeVersion
) -> None:
    together = threading.Barrier(2, timeout=60)

    def publish(place: Library, words: str) -> str | None:
        together.wait()
        try:
            place.publish(make_version(texts=(words,) * 40), words, NOW)
        except VersionTaken:
            return None
        return words

    with ThreadPoolExecutor(2) as threads:
        tries = [threads.submit(publish, library, "one"), threads.submit(publish, beside, "two")]
        first, second = (tried.result() for tried in tries)
    assert (first is None) is not (second is None)
    live = library.live()
    assert live is not None
    assert live.build == (first or second)
    assert {clause.text for clause in live.versions[0].clauses} == {live.build}


def test_whoever_reads_meanwhile_sees_the_old_or_the_new_and_never_both(
    library: Library, beside: Library, make_version: MakeVersion
) -> None:
    last = 15
    library.publish(make_version(1, ("1",) * 30), "build-1", NOW)
    seen: list[set[str]] = []
    done = threading.Event()

    def read() -> None:
        while True:
            finished = done.is_set()
            live = beside.live()
            assert live is not None
            (version,) = live.versions
            numbers = {clause.text for clause in version.clauses} | {str(version.number)}
            seen.append(numbers | {live.build.removeprefix("build-")})
            if finished:
                return

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        try:
            for number in range(2, last + 1):
                library.publish(make_version(number, (str(number),) * 30), f"build-{number}", NOW)
        finally:
            done.set()
        for reader in readers:
            reader.result()
    assert all(len(numbers) == 1 for numbers in seen)
    assert seen[-1] == {str(last)}


def test_a_clause_keeps_its_reference(library: Library, make_version: MakeVersion) -> None:
    library.publish(make_version(3, ("One.", "Two.")), "build-1", NOW)
    stored = library.version("knitting", 3)
    assert stored is not None
    assert [clause.ref for clause in stored.clauses] == [
        ClauseRef("knitting", 3, "rules.1"),
        ClauseRef("knitting", 3, "rules.2"),
    ]
