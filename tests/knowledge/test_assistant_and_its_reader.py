"""An assistant's reader says whether anything answers, and is not believed when it invents a quote."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from app import Handrail
from knowledge.answer import Asker, LineManager, Question, Verdict
from knowledge.assistant import Assistant
from knowledge.found import Found
from knowledge.policy import Clause, ClauseRef
from knowledge.reading import Reading, Readings, RuleReader

SAM = Asker("sam@example.org", "Sam Okoro", LineManager("Jolanta Mazur", "jolanta@example.org"))
PHOTO = "can i post a photo of a colleague?"


@dataclass(slots=True)
class Inventor:
    """Reads as the rules do, then changes what was read."""

    change: Callable[[Reading, Sequence[Found]], Reading]
    answered: bool = True
    by_chat_model: bool = False

    def prepare(self, clauses: Sequence[Clause]) -> None:
        RuleReader().prepare(clauses)

    def read(self, question: Question, found: Sequence[Found]) -> Readings:
        said = RuleReader().read(question, found)
        changed = tuple(self.change(reading, found) for reading in said.ordered)
        return Readings(changed, self.answered, self.by_chat_model)


def unchanged(reading: Reading, _found: Sequence[Found]) -> Reading:
    return reading


def test_whether_anything_answers_is_for_the_reader_to_say(sample: Handrail) -> None:
    refusing = Assistant(sample.library, sample.index.nearest, Inventor(unchanged, answered=False))
    answer = refusing.answer(Question(PHOTO, SAM))
    assert (answer.verdict, answer.citations, answer.condition) == (Verdict.NOT_COVERED, (), None)
    assert answer.closest == sample.assistant.answer(Question(PHOTO, SAM)).citations[0]
    daring = Assistant(sample.library, sample.index.nearest, Inventor(unchanged))
    assert daring.answer(Question("what is the capital of france", SAM)).citations


def test_an_answer_says_whether_a_chat_model_decided_it(sample: Handrail) -> None:
    for by_chat_model in (True, False):
        reader = Inventor(unchanged, by_chat_model=by_chat_model)
        answer = Assistant(sample.library, sample.index.nearest, reader).answer(Question(PHOTO, SAM))
        assert answer.by_chat_model is by_chat_model


def test_an_answer_that_is_withheld_is_nobodys(sample: Handrail) -> None:
    reader = Inventor(with_a_letter_changed, by_chat_model=True)
    assert not Assistant(sample.library, sample.index.nearest, reader).answer(Question(PHOTO)).by_chat_model


def with_a_letter_changed(reading: Reading, _found: Sequence[Found]) -> Reading:
    return replace(reading, quote=reading.quote.replace("without", "vvithout"))


def with_anothers_words(reading: Reading, found: Sequence[Found]) -> Reading:
    others = (one.clause.text for one in found if one.clause.ref != reading.found.clause.ref)
    return replace(reading, quote=next(others))


def with_no_words(reading: Reading, _found: Sequence[Found]) -> Reading:
    return replace(reading, quote=" ")


def of_no_clause(reading: Reading, _found: Sequence[Found]) -> Reading:
    clause = reading.found.clause
    nowhere = replace(clause, ref=ClauseRef("social-media", 1, "guidelines.must-not.99"))
    return replace(reading, found=replace(reading.found, clause=nowhere))


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("change", [with_a_letter_changed, with_anothers_words, with_no_words, of_no_clause])
def test_an_answer_whose_quote_was_invented_is_not_given(
    sample: Handrail,
    caplog: pytest.LogCaptureFixture,
    change: Callable[[Reading, Sequence[Found]], Reading],
    answered: bool,
) -> None:
    assistant = Assistant(sample.library, sample.index.nearest, Inventor(change, answered))
    with caplog.at_level(logging.DEBUG):
        answer = assistant.answer(Question("can i post a photo of a zorble colleague?", SAM))
    assert answer.verdict is Verdict.NOT_COVERED
    assert (answer.citations, answer.condition, answer.version) == ((), None, None)
    assert answer.closest is None
    assert answer.refer_to is not None
    (told,) = [record for record in caplog.records if record.name == "knowledge.assistant"]
    assert told.levelno == logging.ERROR
    assert "/1/" in told.getMessage()
    assert not any(word in told.getMessage() for word in ("zorble", "photo", "vvithout", "consent"))
