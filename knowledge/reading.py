"""What a found clause says to a question: relevance, verdict, condition and the words to quote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.answer import Question, Verdict
from knowledge.conditions import (
    doubtful,
    leaves_room,
    may_be_let_off,
    owns_to_a_lack,
    speaks_freely,
    stands_alone,
    stated_of,
    tells_a_story,
)
from knowledge.coverage import covered
from knowledge.facts import Asks, Facts, Stated, facts, says
from knowledge.found import Found
from knowledge.policy import Clause, Norm, NormKind
from knowledge.search import search_text
from knowledge.wording import (
    NOT_FORBIDDEN,
    WITHIN_THE_CLAUSE,
    content_words,
    duty_for_asker,
    for_asker,
)

QUOTE_LIMIT = 350  # characters: a clause up to this long is quoted whole

_BEST_SCORE = 1.4  # a cosine and a keyword share cannot come to more with what a wanted kind adds
_WANTED = 0.05
_FORBIDDEN_NEARBY = 0.15  # the one wrong yes in the training policies had its ban .11 below
_KEPT_APART = 0.05  # two clauses nearer than this in relevance are as good as each other
# What a sentence gains by ruling at all, and by naming the condition that a short question leaves open,
# beside the shared words, of which one in a sentence of nine counts a third.
_A_RULE = 0.35
_A_CONDITION = 0.3
_OF_THE_ACT = 0.4  # cosine from which a clause is held to speak of the very act that is asked about
_RULING = {NormKind.FORBIDS, NormKind.ALLOWS, NormKind.REQUIRES}


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


@dataclass(frozen=True, slots=True)
class Readings:
    """What the found clauses say to one question.

    ordered: one reading for each found clause, the most relevant first. answered: whether the
    first of them answers; where it does not, it is only the closest thing that the policies say.
    by_chat_model: whether a chat model's reading decides.
    """

    ordered: tuple[Reading, ...]
    answered: bool
    by_chat_model: bool = False


class Reader(Protocol):
    """Whatever reads clauses against questions: rules, a trained model, a chat model."""

    def prepare(self, clauses: Sequence[Clause]) -> None:
        """Does beforehand whatever these clauses allow, so that the first to ask waits no longer."""
        ...

    def read(self, question: Question, found: Sequence[Found]) -> Readings:
        """What the found clauses say to the question."""
        ...


class RuleReader:
    """Reads by rules, from the clause's norms and the facts that the question states."""

    def prepare(self, clauses: Sequence[Clause]) -> None:
        """Nothing: the norms were found when the policy was loaded."""

    def read(self, question: Question, found: Sequence[Found]) -> Readings:
        """What the found clauses say to the question."""
        stated = facts(question)
        readings = [rule_reading(stated, one) for one in found]
        readings.sort(key=lambda reading: reading.relevance, reverse=True)
        return Readings(safer_of_two(tuple(readings)), covered(search_text(question), found))


def rule_reading(stated: Facts, found: Found) -> Reading:
    """What one clause says, by the rules alone."""
    norm = norm_that_matters(stated, found.clause)
    verdict = _verdict(stated, norm, found.clause)
    if verdict is Verdict.YES and found.similarity < _OF_THE_ACT:
        verdict = Verdict.ONLY_IF if stated.asks is Asks.LEAVE else Verdict.EXPLAIN
    condition = condition_of(norm) if verdict is Verdict.ONLY_IF else None
    return Reading(found, _relevance(stated, found), verdict, condition, quote_of(found.clause, norm))


def _relevance(stated: Facts, found: Found) -> float:
    """Search's score, moved a little towards clauses of the kind that is asked for."""
    ruling = found.clause.norm.kind in _RULING
    wanted = ruling is not (stated.asks is Asks.INFORMATION)
    return min(max((found.score + (_WANTED if wanted else 0.0)) / _BEST_SCORE, 0.0), 1.0)


def norm_that_matters(stated: Facts, clause: Clause) -> Norm:
    """The sentence that shares most words with the question; a ruling one when a rule is asked for."""
    asked = content_words(stated.said)

    def fit(norm: Norm) -> float:
        words = content_words(norm.words)
        shared = len(asked & words) / (len(words) ** 0.5 or 1.0)
        if norm.kind not in _RULING or stated.asks is Asks.INFORMATION:
            return shared
        conditional = bool(norm.condition or norm.unless) and not tells_a_story(stated)
        return shared + _A_RULE + (_A_CONDITION if conditional else 0.0)

    return max(clause.norms, key=fit)


def _verdict(stated: Facts, norm: Norm, clause: Clause) -> Verdict:
    if stated.asks is Asks.INFORMATION:
        return Verdict.EXPLAIN
    if norm.kind is NormKind.INFORMS:
        return _by_what_it_tells(stated)
    if stated.asks is Asks.DUTY:
        return _on_duty(stated, norm)
    return Verdict.NO if stated.asks is Asks.OMISSION else _on_leave(stated, norm, clause)


def _on_duty(stated: Facts, norm: Norm) -> Verdict:
    """Whether a rule lays a duty on the asker; one who gives a reason to be let off is shown the rule.

    Never "no": only a reader can tell that no rule at all asks for something.
    """
    if norm.kind is not NormKind.REQUIRES:
        return Verdict.EXPLAIN
    return Verdict.EXPLAIN if says("exempts", stated.words) or may_be_let_off(norm) else Verdict.YES


def _on_leave(stated: Facts, norm: Norm, clause: Clause) -> Verdict:
    """Whether a rule gives leave: never without a sign that it speaks of just this act."""
    if norm.condition or norm.unless:
        return _by_condition(stated, norm, clause)
    if norm.kind is NormKind.ALLOWS:
        free = speaks_freely(norm, clause) and not doubtful(stated)
        return Verdict.YES if free else Verdict.ONLY_IF
    duty = norm.kind is NormKind.REQUIRES
    return Verdict.ONLY_IF if duty and leaves_room(norm, stated) else Verdict.NO


def condition_of(norm: Norm) -> str:
    if norm.unless and norm.kind is NormKind.ALLOWS:
        return f"this is not so: {norm.unless}"
    if terms := norm.condition or norm.unless:
        return for_asker(terms)
    return duty_for_asker(norm) if norm.kind is NormKind.REQUIRES else WITHIN_THE_CLAUSE


def _by_what_it_tells(stated: Facts) -> Verdict:
    """A clause without a rule explains; a story that owns to something missing gets no leave from it."""
    return Verdict.NO if stated.asks is Asks.LEAVE and owns_to_a_lack(stated) else Verdict.EXPLAIN


def _by_condition(stated: Facts, norm: Norm, clause: Clause) -> Verdict:
    if norm.unless and norm.kind is NormKind.ALLOWS:
        return Verdict.ONLY_IF
    told = stated_of(norm.condition or norm.unless or "", stated)
    if told is Stated.MET and (doubtful(stated) or not stands_alone(norm, clause)):
        return Verdict.ONLY_IF
    return {Stated.MET: Verdict.YES, Stated.UNMET: Verdict.NO}.get(told, Verdict.ONLY_IF)


def quote_of(clause: Clause, norm: Norm) -> str:
    return clause.text if len(clause.text) <= QUOTE_LIMIT else norm.words


def safer_of_two(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings, no permission first that another clause may well take away.

    A clause as good as the permission goes before it. One that forbids and is not much worse
    leaves a permission of its own accord standing on a condition: that the act is not what is
    forbidden there.
    """
    if len(readings) < 2 or readings[0].verdict is not Verdict.YES:
        return readings
    best, second, *rest = readings
    near = best.relevance - second.relevance <= _KEPT_APART
    if near and second.verdict in (Verdict.NO, Verdict.ONLY_IF):
        return (replace(second, relevance=best.relevance), replace(best, relevance=second.relevance), *rest)
    ban = next((reading for reading in readings[1:] if reading.verdict is Verdict.NO), None)
    permits = best.found.clause.norm.kind is NormKind.ALLOWS
    if ban is None or not permits or best.relevance - ban.relevance > _FORBIDDEN_NEARBY:
        return readings
    others = (reading for reading in readings[1:] if reading is not ban)
    bounded = replace(best, verdict=Verdict.ONLY_IF, condition=NOT_FORBIDDEN)
    return (bounded, replace(ban, relevance=second.relevance), *others)
