"""What the reading model is trained on: each question with the clauses that search takes for its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from knowledge.answer import Verdict
from knowledge.search import embedding_text
from knowledge.training.corpus import TrainingPolicy

Vectors = NDArray[np.float32]

READ = 6  # clauses read for each question
NEAREST = 4  # of these, so many are the nearest that are wrong; the others come from a little further down
FURTHER = 15
STRANGERS = 50  # questions on other policies that are put to each policy, which does not answer them
NOT_OURS = (
    0.15  # cosine by which a question's own clause is nearer than any clause of a policy it is foreign to
)


@dataclass(frozen=True, slots=True)
class Row:
    """One question with the clauses to read for it, in one policy.

    right: for each clause, whether it answers; None where it may be cited but is not the answer.
    verdict: None when no clause here answers.
    """

    text: str
    clauses: tuple[str, ...]
    right: tuple[bool | None, ...]
    verdict: Verdict | None


def rows(trained: Sequence[TrainingPolicy], model: SentenceTransformer, seed: int) -> dict[str, list[Row]]:
    """The rows of each policy: its own questions, and some that were asked of other policies.

    Without the latter a model would learn how people write whose question has no answer, and
    not whether the clauses answer it.
    """
    chance = Random(seed)  # noqa: S311 (a repeatable choice, no secret)
    clauses = [_vectors(model, [embedding_text(clause) for clause in policy.clauses]) for policy in trained]
    asked = [_vectors(model, [one.text for one in policy.asked]) for policy in trained]
    return {
        policy.name: [
            *_own(policy, asked[at] @ clauses[at].T, chance),
            *_strangers(trained, at, asked, clauses, chance),
        ]
        for at, policy in enumerate(trained)
    }


def _vectors(model: SentenceTransformer, texts: list[str]) -> Vectors:
    made: Vectors = model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    return made


def _own(policy: TrainingPolicy, near: Vectors, chance: Random) -> Iterator[Row]:
    texts = [embedding_text(clause) for clause in policy.clauses]
    for one, cosines in zip(policy.asked, near, strict=True):
        order = [int(place) for place in np.argsort(-cosines)]
        gold = [place for place in order if place in one.gold][:1]
        wrong = [place for place in order if place not in one.gold]
        read = [*gold, *_hard(wrong, READ - len(gold), chance)]
        right = tuple(True if at in one.gold else None if at in one.also_ok else False for at in read)
        verdict = one.question.verdict if one.gold else None
        yield Row(one.text, tuple(texts[at] for at in read), right, verdict)


def _hard(wrong: Sequence[int], count: int, chance: Random) -> list[int]:
    nearest, further = wrong[:NEAREST], wrong[NEAREST:FURTHER]
    return [*nearest, *chance.sample(further, min(len(further), count - len(nearest)))]


def _strangers(
    trained: Sequence[TrainingPolicy],
    here: int,
    asked: Sequence[Vectors],
    clauses: Sequence[Vectors],
    chance: Random,
) -> list[Row]:
    texts = [embedding_text(clause) for clause in trained[here].clauses]
    found: list[tuple[float, Row]] = []
    for at, policy in enumerate(trained):
        if at == here:
            continue
        own, foreign = asked[at] @ clauses[at].T, asked[at] @ clauses[here].T
        for one, mine, theirs in zip(policy.asked, own, foreign, strict=True):
            if not one.gold or max(mine[list(one.gold)]) - theirs.max() < NOT_OURS:
                continue
            order = [int(place) for place in np.argsort(-theirs)]
            read = _hard(order, READ, chance)
            row = Row(one.text, tuple(texts[place] for place in read), (False,) * len(read), None)
            found.append((float(theirs.max()), row))
    # Half of them as near as can be, half from anywhere.
    found.sort(key=lambda pair: -pair[0])
    near = chance.sample(found[: STRANGERS * 4], min(STRANGERS // 2, len(found)))
    rest = chance.sample(found, min(STRANGERS // 2, len(found)))
    return [row for _, row in (*near, *rest)]
