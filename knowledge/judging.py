"""From what model, search and rules say of a clause to its rank, its verdict and whether it answers."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from knowledge.answer import Verdict
from knowledge.conditions import doubtful, speaks_freely, stated_of, tells_a_story
from knowledge.coverage import against
from knowledge.facts import Asks, Facts, Stated
from knowledge.found import Found
from knowledge.policy import Norm, NormKind
from knowledge.scores import VERDICTS, Score

# Three linear models. What they weigh is here, so that fitting and answering cannot differ; the
# weights come from knowledge.training.fit and stand in weights/judging.json.
WEIGHTS = Path(__file__).parent / "weights" / "judging.json"

Row = tuple[float, ...]

NEAR, NEAR_BY_WORD = 0.4, 0.48
"""Cosine, and nearness word by word, that one in ten, or twenty, questions without an answer reaches."""


@dataclass(frozen=True, slots=True)
class Judging:
    """The fitted weights: constant last in each row.

    rank: of a clause. verdicts: a row for each of VERDICTS. answers: whether the best clause
    answers. least_yes: the probability from which a yes is said. least_answer: the probability
    from which the question is answered at all.
    """

    rank: Row
    verdicts: tuple[Row, ...]
    answers: Row
    least_yes: float
    least_answer: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Judging":
        """The weights that knowledge.training.fit wrote. Raises OSError and ValueError."""
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            rank=tuple(held["rank"]),
            verdicts=tuple(map(tuple, held["verdicts"])),
            answers=tuple(held["answers"]),
            least_yes=held["least_yes"],
            least_answer=held["least_answer"],
        )


def rank_row(found: Found, score: Score) -> Row:
    """What a clause's rank is weighed from."""
    return (score.relevance, score.answers, found.similarity, found.by_word, found.score, found.keywords)


def verdict_row(stated: Facts, found: Found, norm: Norm, ruled: Verdict, score: Score) -> Row:
    """What a clause's verdict is weighed from: the model's odds, its norm, the facts, the rules' verdict.

    norm: the sentence of the clause that matters. ruled: the verdict by the rules alone.
    """
    odds = _shares(score.verdicts, logs=True)
    terms = norm.condition or norm.unless
    told = stated_of(terms, stated) if terms else None
    return (
        *odds,
        *(float(norm.kind is kind) for kind in NormKind),
        *(float(found.clause.norm.kind is kind) for kind in NormKind),
        *(float(stated.asks is asks) for asks in Asks),
        *(float(ruled is verdict) for verdict in VERDICTS),
        *(float(told is state) for state in Stated),
        *(float(stated.agreed is state) for state in (Stated.MET, Stated.UNMET)),
        *(float(stated.authorised is state) for state in (Stated.MET, Stated.UNMET)),
        float(bool(norm.condition)),
        float(bool(norm.unless)),
        float(doubtful(stated)),
        float(tells_a_story(stated)),
        float(speaks_freely(norm, found.clause)),
    )


def answers_row(text: str, found: Sequence[Found], scores: Sequence[Score]) -> Row:
    """What weighs for and against any of these clauses answering the question; the best clause first.

    Of nearness counts how far the nearest stands out, since how near anything comes differs from
    policy to policy, and what goes beyond the nearness that questions without an answer reach: a
    plain question in a clause's own words is answered by it.
    """
    best = scores[0]
    answers, relevances = [one.answers for one in scores], [one.relevance for one in scores]
    none = sum(math.log1p(math.exp(min(odds, 30.0))) for odds in answers)
    return (
        best.answers,
        max(answers),
        # The odds that one of them answers, if each answered apart from the others.
        math.log(math.expm1(min(none, 30.0))),
        best.relevance,
        max(relevances),
        fmean(relevances),
        *shares(best.verdicts),
        max(one.keywords for one in found),
        _standing_out([one.by_word for one in found]),
        _standing_out([one.score for one in found]),
        max(0.0, *(one.similarity - NEAR for one in found)),
        max(0.0, *(one.by_word - NEAR_BY_WORD for one in found)),
        against(text),
    )


def _standing_out(values: Sequence[float]) -> float:
    return max(values) - fmean(values)


def weighed(row: Row, weights: Row) -> float:
    """The log-odds that a row of things comes to."""
    return sum(value * weight for value, weight in zip(row, weights[:-1], strict=True)) + weights[-1]


def share(odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


def shares(odds: Sequence[float]) -> Row:
    """Log-odds of things of which one holds, as probabilities."""
    return _shares(odds, logs=False)


def _shares(odds: Sequence[float], logs: bool) -> Row:
    most = max(odds)
    total = math.log(sum(math.exp(one - most) for one in odds)) + most
    return tuple(one - total if logs else math.exp(one - total) for one in odds)
