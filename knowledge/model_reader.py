"""Reading by the trained model: it ranks clauses, calls verdicts with the rules, and may find no answer."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from knowledge.answer import Question, Verdict
from knowledge.concerns import about_own_manager
from knowledge.facts import Asks, Facts, Stated, facts
from knowledge.found import Found
from knowledge.judging import Judging, answers_row, rank_row, share, shares, verdict_row, weighed
from knowledge.policy import Clause, Norm, NormKind
from knowledge.reading import (
    Reading,
    Readings,
    RuleReader,
    condition_of,
    norm_that_matters,
    quote_of,
    rule_reading,
)
from knowledge.scores import KEPT, VERDICTS, Score, Scores
from knowledge.search import embedding_text, search_text
from knowledge.wording import NOT_FORBIDDEN

READ = 4
"""How many of the clauses found are read; each costs about half of what a question's vector does."""

_SECONDED = 0.7  # a yes of the rules stands where the model gives it this probability
_ON_A_RULE = 0.5  # a yes needs a clause that is the answer with this probability
_BAN_NEARBY = 0.15  # a ban that is the answer with this probability bears on a permission
_BAN_FIRST = 0.35  # and from this one on it goes before it


class ModelReader:
    """Reads by a model that scores clauses, together with the clause's norm and the facts stated.

    A model that only ranks leaves verdicts and coverage to the rules.
    """

    def __init__(self, model: Scores) -> None:
        self._model = model
        self._rules = RuleReader()

    @cached_property
    def _judging(self) -> Judging:
        return Judging.load()

    def prepare(self, clauses: Sequence[Clause]) -> None:
        """Has the model read the clauses, as many of them as it keeps. Raises ModelNotFound."""
        self._model.scores("", [embedding_text(clause) for clause in clauses[:KEPT]])

    def read(self, question: Question, found: Sequence[Found]) -> Readings:
        """What the found clauses say to the question. Raises ModelNotFound."""
        near, rest = found[:READ], found[READ:]
        text = search_text(question)
        scores = self._model.scores(text, [embedding_text(one.clause) for one in near])
        if not scores or not scores[0].verdicts:
            return self._ranked(self._rules.read(question, found), near, scores)
        order, relevance = self._order(near, scores)
        stated = facts(question)
        # "Do I have to go to her?" of a manager who steals: what staff must do with others does not hold.
        trusted = not about_own_manager(text)
        yes = likely_yes([scores[at] for at in order], relevance) if trusted else 0.0
        readings = [
            self._reading(stated, near[at], scores[at], to, yes)
            for at, to in zip(order, relevance, strict=True)
        ]
        unread = (replace(rule_reading(stated, one), relevance=0.0) for one in rest)
        answers = answers_row(text, [near[at] for at in order], [scores[at] for at in order])
        answered = share(weighed(answers, self._judging.answers)) >= self._judging.least_answer
        return Readings((*safer(readings), *unread), answered)

    @staticmethod
    def _ranked(read: Readings, near: Sequence[Found], scores: Sequence[Score]) -> Readings:
        """The rules' readings in the order of a model that only ranks."""
        of = {one.clause.ref: score.relevance for one, score in zip(near, scores, strict=True)}
        lowest = float("-inf")
        ordered = sorted(read.ordered, key=lambda one: of.get(one.found.clause.ref, lowest), reverse=True)
        relevances = [one.relevance for one in read.ordered]
        falling = sorted(relevances, reverse=True)
        handed = (replace(one, relevance=to) for one, to in zip(ordered, falling, strict=True))
        return Readings(tuple(handed), read.answered)

    def _order(self, near: Sequence[Found], scores: Sequence[Score]) -> tuple[list[int], list[float]]:
        """The places of the clauses, best first, and the probability of each to be the one that answers."""
        odds = [
            weighed(rank_row(one, score), self._judging.rank) for one, score in zip(near, scores, strict=True)
        ]
        likely = shares(odds)
        order = sorted(range(len(near)), key=likely.__getitem__, reverse=True)
        return order, [likely[at] for at in order]

    def _reading(self, stated: Facts, found: Found, score: Score, relevance: float, yes: float) -> Reading:
        norm = norm_that_matters(stated, found.clause)
        ruled = rule_reading(stated, found).verdict
        row = verdict_row(stated, found, norm, ruled, score)
        likely = shares([weighed(row, weights) for weights in self._judging.verdicts])
        sure = yes >= self._judging.least_yes and may_be_yes(stated, norm, ruled)
        verdict = bounded(verdict_of(likely, sure), yes, ruled, gives_no_leave(stated, norm, found.clause))
        condition = condition_of(norm) if verdict is Verdict.ONLY_IF else None
        return Reading(found, relevance, verdict, condition, quote_of(found.clause, norm))


def likely_yes(scores: Sequence[Score], relevance: Sequence[float]) -> float:
    """How likely a yes is, over all clauses read: each by how likely it is to be the one that answers.

    A permission that is likely the answer is no yes while a ban may well be the answer instead. 0
    where no one clause is likely the answer: a yes must rest on a rule, not on a general drift.
    """
    if max(relevance) < _ON_A_RULE:
        return 0.0
    place = VERDICTS.index(Verdict.YES)
    return sum(to * shares(score.verdicts)[place] for score, to in zip(scores, relevance, strict=True))


def verdict_of(likely: Sequence[float], yes: bool) -> Verdict:
    """Yes where it was found sure enough, and else the likeliest of the others."""
    if yes:
        return Verdict.YES
    others = ((odds, verdict) for odds, verdict in zip(likely, VERDICTS, strict=True))
    return max((pair for pair in others if pair[1] is not Verdict.YES), key=lambda pair: pair[0])[1]


def may_be_yes(stated: Facts, norm: Norm, ruled: Verdict) -> bool:
    """Whether leave can be read out of a clause at all.

    Not from a bare ban, nor where a yes was refused, nor where the rules alone read a no. And an
    allowance lays no duty on anybody.
    """
    if ruled is Verdict.NO or (stated.asks is Asks.DUTY and norm.kind is NormKind.ALLOWS):
        return False
    bare_ban = norm.kind is NormKind.FORBIDS and not (norm.condition or norm.unless)
    refused = Stated.UNMET in (stated.agreed, stated.authorised)
    return stated.asks is not Asks.LEAVE or not (bare_ban or refused)


def bounded(verdict: Verdict, yes: float, ruled: Verdict, no_leave: bool) -> Verdict:
    """The verdict within what the rules know: no leave out of a bare ban, and the rare yes of theirs.

    Theirs counts where the model thinks a yes likely enough and another verdict than no likelier.
    """
    if no_leave and verdict in (Verdict.YES, Verdict.ONLY_IF):
        return Verdict.NO
    seconded = ruled is Verdict.YES and yes >= _SECONDED
    return Verdict.YES if seconded and verdict is not Verdict.NO else verdict


def gives_no_leave(stated: Facts, norm: Norm, clause: Clause) -> bool:
    """Whether leave is asked for and the clause bans the act without a condition or an exception."""
    terms = any(one.condition or one.unless or one.kind is NormKind.ALLOWS for one in clause.norms)
    return stated.asks is Asks.LEAVE and norm.kind is NormKind.FORBIDS and not terms


def safer(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings, no permission first that another clause read may well take away.

    A ban about as likely to be the answer goes before it. One less likely leaves the permission
    standing on the condition that the act is not what is forbidden there.
    """
    best, *rest = readings
    ban = next((one for one in rest if one.verdict is Verdict.NO and one.relevance >= _BAN_NEARBY), None)
    if best.verdict is not Verdict.YES or ban is None:
        return tuple(readings)
    others = [one for one in rest if one is not ban]
    if ban.relevance >= _BAN_FIRST:
        return (replace(ban, relevance=best.relevance), replace(best, relevance=ban.relevance), *others)
    bounded = replace(best, verdict=Verdict.ONLY_IF, condition=NOT_FORBIDDEN)
    return (bounded, ban, *others)
