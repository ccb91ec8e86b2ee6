"""What a found clause says to a question: relevance, verdict, condition and the words to quote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.answer import Question, Verdict
from knowledge.facts import Asks, Facts, Stated, facts
from knowledge.found import Found
from knowledge.policy import Clause, Norm, NormKind
from knowledge.wording import content_words, for_asker

QUOTE_LIMIT = 350  # characters: a clause up to this long is quoted whole

_KEPT_APART = 0.03  # two clauses nearer than this in relevance are as good as each other
_RULING = {NormKind.FORBIDS, NormKind.ALLOWS, NormKind.REQUIRES}
_SAFEST_FIRST = (Verdict.NO, Verdict.ONLY_IF, Verdict.EXPLAIN, Verdict.YES)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clause says to one question.

    relevance: 0 to 1, how well the clause answers. verdict: never NOT_COVERED. condition: in
    words for the asker, set exactly when the verdict is ONLY_IF. quote: the clause's exact
    words, all of them or the sentences that matter.
    """

    found: Found
    relevance: float
    verdict: Verdict
    condition: str | None
    quote: str


class Reader(Protocol):
    """Whatever reads clauses against questions: today's rules, a trained model, a chat model."""

    def read(self, question: Question, found: Sequence[Found]) -> tuple[Reading, ...]:
        """One reading for each found clause, the most relevant first."""
        ...


class RuleReader:
    """Reads by rules, from the clause's norms and the facts that the question states."""

    def read(self, question: Question, found: Sequence[Found]) -> tuple[Reading, ...]:
        """One reading for each found clause, the most relevant first."""
        stated = facts(question)
        readings = [_reading(stated, one) for one in found]
        readings.sort(key=lambda reading: reading.relevance, reverse=True)
        return _safer_of_two(tuple(readings))


def _reading(stated: Facts, found: Found) -> Reading:
    norm = _norm_that_matters(stated, found.clause)
    verdict = _verdict(stated, norm)
    condition = for_asker(norm.condition or norm.unless) if verdict is Verdict.ONLY_IF else None
    return Reading(found, _relevance(stated, found), verdict, condition, _quote(found.clause, norm))


def _relevance(stated: Facts, found: Found) -> float:
    """Cosine and keywords together, moved a little towards clauses of the kind that is asked for."""
    ruling = found.clause.norm.kind in _RULING
    wanted = ruling is not (stated.asks is Asks.INFORMATION)
    fit = 0.7 * max(found.similarity, 0.0) + 0.2 * found.keywords + (0.05 if wanted else 0.0)
    return min(max(fit, 0.0), 1.0)


def _norm_that_matters(stated: Facts, clause: Clause) -> Norm:
    """The sentence that shares most words with the question; a ruling one when a rule is asked for."""
    asked = content_words(stated.words)

    def fit(norm: Norm) -> float:
        words = content_words(norm.words)
        shared = len(asked & words) / (len(words) ** 0.5 or 1.0)
        ruling = norm.kind in _RULING and stated.asks is not Asks.INFORMATION
        return shared + (0.35 if ruling else 0.0)

    return max(clause.norms, key=fit)


def _verdict(stated: Facts, norm: Norm) -> Verdict:
    if stated.asks is Asks.INFORMATION or norm.kind is NormKind.INFORMS:
        return Verdict.EXPLAIN
    if stated.asks is Asks.OMISSION:
        return Verdict.NO
    if stated.asks is Asks.DUTY:
        return Verdict.YES if norm.kind is NormKind.REQUIRES else Verdict.NO
    if norm.condition or norm.unless:
        return _by_condition(stated, norm)
    return {NormKind.FORBIDS: Verdict.NO, NormKind.REQUIRES: Verdict.NO}.get(norm.kind, Verdict.YES)


def _by_condition(stated: Facts, norm: Norm) -> Verdict:
    said = {stated.agreed, stated.authorised}
    if Stated.UNMET in said:
        return Verdict.NO
    return Verdict.YES if Stated.MET in said else Verdict.ONLY_IF


def _quote(clause: Clause, norm: Norm) -> str:
    return clause.text if len(clause.text) <= QUOTE_LIMIT else norm.words


def _safer_of_two(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings, a permission not first when a clause as good as it forbids or sets a condition."""
    if len(readings) < 2 or readings[0].verdict is not Verdict.YES:
        return readings
    best, second, *rest = readings
    near = best.relevance - second.relevance <= _KEPT_APART
    if near and second.verdict in (Verdict.NO, Verdict.ONLY_IF):
        return (replace(second, relevance=best.relevance), replace(best, relevance=second.relevance), *rest)
    return readings
