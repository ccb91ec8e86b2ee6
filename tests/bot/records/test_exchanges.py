"""Exchanges are found by whoever may go on from them, and erased when their time is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.platform import Place, Sent, Speaker
from bot.records.exchanges import OPEN_HANDOVER, Exchange, Exchanges
from bot.records.feedback import Feedback
from bot.records.handovers import ExchangeGone, HandOvers
from bot.records.tables import exchanges as table
from knowledge.answer import Answer, Citation, ReferKind, ReferTo, Verdict
from knowledge.policy import ClauseRef
from knowledge.schema import open_database, sqlite_url

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
SAM = Speaker("slack", "T1", "USAM")
OMAR = Speaker("slack", "T1", "UOMAR")
THREAD = Place("C1", "1700.1", private=False)
ANSWER = Answer(
    Verdict.ONLY_IF,
    "Only if she agrees.",
    "she agrees",
    (Citation(ClauseRef("phones", 2, "rules.1"), "Phones policy, rule 1", "Ask first.", "Staff must:"),),
    ReferTo(ReferKind.LINE_MANAGER, "Ada Osei", "ada@example.org"),
    ("Leave out names.",),
    "phones 2",
)


@pytest.fixture
def exchanges(engine: Engine) -> Exchanges:
    return Exchanges(engine, DAY)


def exchange(name: str = "x1", asker: Speaker = SAM, place: Place = THREAD, at: datetime = NOW) -> Exchange:
    return Exchange(name, asker, place, f"may i knit with wilhelmina? {name}", ANSWER, at)


def test_what_is_saved_is_found_as_it_was(exchanges: Exchanges) -> None:
    exchanges.save(exchange())
    assert exchanges.find("x1", NOW) == exchange()
    assert exchanges.find("x2", NOW) is None


def test_saving_again_changes_nothing(exchanges: Exchanges) -> None:
    exchanges.save(exchange())
    exchanges.save(exchange(asker=OMAR))
    found = exchanges.find("x1", NOW)
    assert found
    assert found.asker == SAM


def test_the_last_turns_of_a_thread_come_oldest_first_and_only_ones_own(exchanges: Exchanges) -> None:
    for number in range(5):
        exchanges.save(exchange(f"x{number}", at=NOW + timedelta(seconds=number)))
    exchanges.save(exchange("other", asker=OMAR))
    exchanges.save(exchange("elsewhere", place=Place("C1", "1700.2", private=False)))
    later = NOW + timedelta(minutes=1)
    latest = exchanges.latest(SAM, Place("C1", "1700.1", private=False), NOW, later, 3)
    assert [one.id for one in latest] == ["x2", "x3", "x4"]
    anywhere = exchanges.latest(SAM, Place("C1", "", private=False), NOW, later, 9, anywhere=True)
    assert "elsewhere" in {one.id for one in anywhere}


def test_what_was_asked_alone_is_nothing_to_go_on_from_before_others(exchanges: Exchanges) -> None:
    exchanges.save(exchange("alone", place=Place("C1", "", private=True)))
    exchanges.save(exchange("open", place=Place("C1", "", private=False)))
    later = NOW + timedelta(minutes=1)
    for private, wanted in ((True, ["alone"]), (False, ["open"])):
        found = exchanges.latest(SAM, Place("C1", "", private=private), NOW, later, 9, anywhere=True)
        assert [one.id for one in found] == wanted


def test_an_exchange_is_shared_once_until_it_is_taken_back(exchanges: Exchanges) -> None:
    exchanges.save(exchange())
    assert exchanges.share("x1", NOW)
    assert not exchanges.share("x1", NOW)
    exchanges.unshare("x1")
    assert exchanges.share("x1", NOW)


def test_an_expired_exchange_is_not_found_and_then_erased(exchanges: Exchanges, engine: Engine) -> None:
    exchanges.save(exchange())
    assert exchanges.find("x1", NOW + DAY) is None
    assert exchanges.erase_expired(NOW + DAY / 2) == 0
    assert exchanges.erase_expired(NOW + DAY) == 1
    assert exchanges.erase_expired(NOW + DAY) == 0
    with engine.connect() as connection:
        row = connection.execute(sa.select(table)).one()
    assert (row.asker, row.question, row.answer, row.verdict) == (None, None, None, "only_if")


def test_nothing_of_an_erased_exchange_is_left_in_a_sqlite_file(tmp_path: Path) -> None:
    engine = open_database(sqlite_url(tmp_path / "handrail.db"))
    exchanges = Exchanges(engine, DAY)
    exchanges.save(exchange())
    exchanges.erase_expired(NOW + DAY)
    engine.dispose()
    assert not any(b"wilhelmina" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_handed_over_exchange_is_kept_for_the_managers_answer(exchanges: Exchanges) -> None:
    exchanges.save(exchange())
    exchanges.keep_longer("x1", NOW)
    assert exchanges.find("x1", NOW + DAY * 2)
    assert exchanges.erase_expired(NOW + OPEN_HANDOVER) == 1


def test_an_exchange_is_handed_over_once_whoever_the_manager_is_by_then(
    exchanges: Exchanges, engine: Engine
) -> None:
    exchanges.save(exchange())
    handovers = HandOvers(engine)
    first = handovers.begin("x1", "UADA", "Ada Osei", NOW)
    assert first.sent is None
    handovers.sent(first.id, Sent("D1", "1700.9"))
    second = handovers.begin("x1", "UNEW", "New Manager", NOW)
    assert (second.manager, second.sent) == ("UADA", Sent("D1", "1700.9"))
    assert handovers.at("D1", "1700.9") == second
    assert handovers.at("D1", "1700.8") is None
    handovers.answered(first.id, NOW)
    found = handovers.find(first.id)
    assert found
    assert found.answered


def test_what_is_gone_cannot_be_handed_over(engine: Engine) -> None:
    with pytest.raises(ExchangeGone):
        HandOvers(engine).begin("never", "UADA", "Ada Osei", NOW)


def test_a_person_has_one_opinion_of_an_answer_and_may_change_it(
    exchanges: Exchanges, engine: Engine
) -> None:
    exchanges.save(exchange())
    feedback = Feedback(engine)
    assert feedback.give("x1", "USAM", True, NOW)
    assert feedback.give("x1", "USAM", False, NOW)
    assert feedback.give("x1", "UOMAR", True, NOW)
    feedback.explain("x1", "USAM", "wrong-rule", None)
    assert feedback.counts() == (1, 1)
    assert not feedback.give("never", "USAM", True, NOW)


def test_opinions_outlive_the_exchange_without_their_owners(exchanges: Exchanges, engine: Engine) -> None:
    exchanges.save(exchange())
    feedback = Feedback(engine)
    feedback.give("x1", "USAM", True, NOW)
    feedback.give("x1", "UOMAR", False, NOW)
    exchanges.erase_expired(NOW + DAY)
    assert feedback.counts() == (1, 1)
    with engine.connect() as connection:
        people = connection.scalars(sa.text("SELECT person FROM feedback")).all()
    assert all(person.startswith("erased ") for person in people)
