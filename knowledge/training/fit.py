"""Fits how the models' scores become ranks, verdicts and refusals: python -m knowledge.training.fit."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.gold import GoldQuestion
from knowledge.answer import Question, Verdict
from knowledge.embeddings import SentenceEmbeddings
from knowledge.facts import facts
from knowledge.found import Found
from knowledge.judging import (
    WEIGHTS,
    Judging,
    Row,
    answers_row,
    rank_row,
    share,
    shares,
    verdict_row,
    weighed,
)
from knowledge.keywords import Keywords
from knowledge.model_reader import READ, likely_yes, may_be_yes
from knowledge.policy import ClauseRef
from knowledge.reading import norm_that_matters, rule_reading
from knowledge.reading_model import ReadingModel
from knowledge.scores import VERDICTS, Score, Scores
from knowledge.search import embedding_text, search
from knowledge.training.corpus import Part, TrainingPolicy, policies

Rows = NDArray[np.float64]

REFUSED = 0.025  # share of covered validation questions that may be refused: harder policies are refused more
UNSAFE = 0.0025  # share of forbidden validation questions that may be answered yes
SURE = 0.92  # a yes is never less likely than this, for policies unlike those of the validation
BANDS = (5, 7, 9, 12, 16, 22)  # words of a question, for comparing like with like
STEADY = 1.0  # how strongly weights are held near zero


@dataclass(frozen=True, slots=True)
class Case:
    """One validation question with the clauses that search found for it and the model's scores of them.

    right: which of them answer; none of them where the question is not covered, or search missed.
    """

    question: GoldQuestion
    text: str
    found: tuple[Found, ...]
    scores: tuple[Score, ...]
    right: tuple[bool, ...]


def cases(of: Sequence[TrainingPolicy], embeddings: SentenceEmbeddings, model: Scores) -> list[Case]:
    """The questions of these policies, each searched and read in its own policy as the product does it."""
    made: list[Case] = []
    with click.progressbar(of, label="Reading the validation policies") as shown:
        for policy in shown:
            made += _cases(policy, embeddings, model)
    return made


def _cases(policy: TrainingPolicy, embeddings: SentenceEmbeddings, model: Scores) -> list[Case]:
    keywords = Keywords(policy.clauses)
    texts = [embedding_text(clause) for clause in policy.clauses]
    vectors = np.array(embeddings.embed_documents(texts))
    place = {clause.ref: at for at, clause in enumerate(policy.clauses)}
    made = []
    for one in policy.asked:
        cosines = vectors @ np.array(embeddings.embed_query(one.text))

        def nearest(_: str, count: int, near: Rows = cosines) -> list[tuple[ClauseRef, float]]:
            best = np.argsort(-near)[:count]
            return [(policy.clauses[at].ref, float(near[at])) for at in best]

        found = search(one.text, policy.clauses, keywords, nearest, READ, embeddings.closeness)
        scores = model.scores(one.text, [embedding_text(each.clause) for each in found])
        right = tuple(place[each.clause.ref] in one.gold for each in found)
        made.append(Case(one.question, one.text, tuple(found), tuple(scores), right))
    return made


def fitted(known: Sequence[Case]) -> Judging:
    """The weights that suit these cases best, and the two thresholds."""
    ranked = Judging(_rank(known), _verdicts(known), (), 0.0, 0.0)
    ordered = [_ordered(case, ranked) for case in known]
    whole = Judging(ranked.rank, ranked.verdicts, _answers(ordered), 0.0, 0.0)
    return Judging(
        whole.rank, whole.verdicts, whole.answers, _least_yes(ordered, whole), _least_answer(ordered, whole)
    )


def _rank(known: Sequence[Case]) -> Row:
    """A conditional logit: the right clauses among those that were read."""
    rows = [
        np.array([rank_row(f, s) for f, s in zip(case.found, case.scores, strict=True)]) for case in known
    ]
    right = [np.array(case.right) for case in known]
    usable = [(row, truth) for row, truth in zip(rows, right, strict=True) if truth.any() and not truth.all()]
    scale = np.concatenate([row for row, _ in usable]).std(axis=0) + 1e-9

    def loss(weights: Rows) -> float:
        total = STEADY * float(weights @ weights)
        for row, truth in usable:
            odds = (row / scale) @ weights
            most = odds.max()
            shares_of = np.exp(odds - most)
            total -= float(np.log(shares_of[truth].sum() / shares_of.sum()))
        return total

    best = minimize(loss, np.zeros(len(scale)), method="L-BFGS-B").x / scale
    return (*map(float, best), 0.0)


def _verdict_row(case: Case, at: int) -> Row:
    stated = facts(Question(case.question.text, history=case.question.history))
    found = case.found[at]
    norm = norm_that_matters(stated, found.clause)
    return verdict_row(stated, found, norm, rule_reading(stated, found).verdict, case.scores[at])


def _verdicts(known: Sequence[Case]) -> tuple[Row, ...]:
    covered = [case for case in known if any(case.right)]
    rows = np.array([_verdict_row(case, case.right.index(True)) for case in covered])
    wanted = [VERDICTS.index(case.question.verdict) for case in covered]
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=2000).fit(rows / scale, wanted)
    return tuple(
        (*map(float, weights / scale), float(constant))
        for weights, constant in zip(model.coef_, model.intercept_, strict=True)
    )


def _ordered(case: Case, judging: Judging) -> Case:
    """The case with its clauses in the order of their ranks."""
    odds = [weighed(rank_row(f, s), judging.rank) for f, s in zip(case.found, case.scores, strict=True)]
    order = sorted(range(len(odds)), key=odds.__getitem__, reverse=True)
    return Case(
        case.question,
        case.text,
        tuple(case.found[at] for at in order),
        tuple(case.scores[at] for at in order),
        tuple(case.right[at] for at in order),
    )


def _answers(ordered: Sequence[Case]) -> Row:
    rows = np.array([answers_row(case.text, case.found, case.scores) for case in ordered])
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=4000).fit(
        rows / scale, [case.question.covered for case in ordered], sample_weight=_by_length(ordered)
    )
    return (*map(float, model.coef_[0] / scale), float(model.intercept_[0]))


def _by_length(ordered: Sequence[Case]) -> Rows:
    """Weights by which covered questions are no longer than the others.

    Those who wrote the questions were brief where there is no answer; people in a hurry are brief
    about everything, and must not be turned away for it.
    """
    band = np.digitize([len(case.text.split()) for case in ordered], BANDS, right=True)
    covered = np.array([case.question.covered for case in ordered])
    weights = np.zeros(len(ordered))
    for one in np.unique(band):
        for kind in (True, False):
            here = (band == one) & (covered == kind)
            if here.any():
                weights[here] = (band == one).mean() * (covered == kind).mean() / here.mean()
    return weights


def _least_answer(ordered: Sequence[Case], judging: Judging) -> float:
    """The threshold that refuses REFUSED of the covered questions."""
    odds = [
        share(weighed(answers_row(case.text, case.found, case.scores), judging.answers))
        for case in ordered
        if case.question.covered
    ]
    return float(np.quantile(odds, REFUSED))


def _least_yes(ordered: Sequence[Case], judging: Judging) -> float:
    """The lowest threshold at which no more than UNSAFE of the forbidden questions get a yes."""
    forbidden = [case for case in ordered if case.question.verdict is Verdict.NO]
    said = sorted((_yes(case, judging) for case in forbidden), reverse=True)
    allowed = int(UNSAFE * len(forbidden))
    return min(1.0, max(SURE, said[allowed] + 0.01))


def _yes(case: Case, judging: Judging) -> float:
    """The probability with which a yes would be said; 0 where leave cannot be read out of the best clause."""
    stated = facts(Question(case.question.text, history=case.question.history))
    best = case.found[0]
    norm, ruled = norm_that_matters(stated, best.clause), rule_reading(stated, best).verdict
    if not may_be_yes(stated, norm, ruled):
        return 0.0
    odds = [weighed(rank_row(f, s), judging.rank) for f, s in zip(case.found, case.scores, strict=True)]
    return likely_yes(case.scores, shares(odds))


def told(ordered: Sequence[Case], judging: Judging) -> str:
    """What these weights come to, on the cases that they were fitted on."""
    covered = [case for case in ordered if case.question.covered]
    first = np.mean([case.right[0] for case in covered])
    three = np.mean([any(case.right[:3]) for case in covered])
    thresholds = f"{judging.least_yes:.2f} (yes), {judging.least_answer:.2f} (answer)"
    return f"right clause first {first:.3f}, top three {three:.3f} of {len(covered)}; thresholds {thresholds}"


@click.command()
@click.option(
    "--search", "search_model", default="handrail", show_default=True, help="The search model, or a folder."
)
@click.option("--reading", default="handrail", show_default=True, help="The reading model, or a folder.")
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS)
def main(search_model: str, reading: str, out: Path) -> None:
    """Fit on the validation policies and keep the weights."""
    known = cases(policies(Part.VALIDATION), SentenceEmbeddings(search_model), ReadingModel(reading))
    judging = fitted(known)
    out.write_text(json.dumps(asdict(judging), indent=1) + "\n", encoding="utf-8")
    click.echo(told([_ordered(case, judging) for case in known], judging))


if __name__ == "__main__":
    main(prog_name="python -m knowledge.training.fit")
