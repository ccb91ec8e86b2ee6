"""What the reading model is trained on: each question with the clauses that search takes for its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from knowledge.scores import VERDICTS
from knowledge.search import embedding_text
from knowledge.training.corpus import Asked, TrainingPolicy

Vectors = NDArray[np.float32]

READ = 4  # clauses read for each question in a step
NEAREST = 6  # wrong clauses that they are drawn from, anew each time that the question is met
STRANGERS = 30  # questions on other policies that are put to each policy, which does not answer them
NOT_OURS = (
    0.15  # cosine by which a question's own clause is nearer than any clause of a policy it is foreign to
)
DEFENSIBLE = 0.2  # of a verdict's weight, what goes to others that a careful reader could defend


@dataclass(frozen=True, slots=True)
class Row:
    """One question with the clauses of one policy that may be read for it.

    right: the clauses that answer it. wrong: the nearest of those that do not, nearest first;
    those that may be cited beside the answer are in neither. verdicts: how much each of
    VERDICTS is the verdict, in all 1; empty when no clause here answers.
    """

    text: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    verdicts: tuple[float, ...] = ()

    def drawn(self, chance: Random) -> tuple[str, ...]:
        """The clauses to read this time, a right one first if there is one."""
        right = chance.sample(self.right, min(1, len(self.right)))
        return (*right, *chance.sample(self.wrong, min(READ - len(right), len(self.wrong))))


def rows(trained: Sequence[TrainingPolicy], model: SentenceTransformer, seed: int) -> dict[str, list[Row]]:
    """The rows of each policy: its own questions, and some that were asked of other policies.

    Without the latter a model would learn how people write whose question has no answer, and
    not whether the clauses answer it.
    """
    chance = Random(seed)
    clauses = [_vectors(model, [embedding_text(clause) for clause in policy.clauses]) for policy in trained]
    asked = [_vectors(model, [one.text for one in policy.asked]) for policy in trained]
    return {
        policy.name: [
            *_own(policy, asked[at] @ clauses[at].T),
            *_strangers(trained, at, asked, clauses, chance),
        ]
        for at, policy in enumerate(trained)
    }


def _vectors(model: SentenceTransformer, texts: list[str]) -> Vectors:
    made: Vectors = model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    return made


def _own(policy: TrainingPolicy, near: Vectors) -> Iterator[Row]:
    texts = [embedding_text(clause) for clause in policy.clauses]
    for one, cosines in zip(policy.asked, near, strict=True):
        order = [int(place) for place in np.argsort(-cosines)]
        wrong = [place for place in order if place not in one.gold | one.also_ok]
        yield Row(
            one.text,
            tuple(texts[place] for place in order if place in one.gold),
            tuple(texts[place] for place in wrong[:NEAREST]),
            _verdicts(one),
        )


def _verdicts(one: Asked) -> tuple[float, ...]:
    if not one.gold:
        return ()
    others = [verdict for verdict in one.question.verdict_also_ok if verdict in VERDICTS]
    kept = 1.0 - (DEFENSIBLE if others else 0.0)
    return tuple(
        kept if verdict is one.question.verdict else (1.0 - kept) / len(others) if verdict in others else 0.0
        for verdict in VERDICTS
    )


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
            near = np.argsort(-theirs)[:NEAREST]
            row = Row(one.text, (), tuple(texts[int(place)] for place in near))
            found.append((float(theirs.max()), row))
    # Those that come nearest teach the most: far ones are told apart by search already.
    found.sort(key=lambda pair: -pair[0])
    return [row for _, row in chance.sample(found[: STRANGERS * 4], min(STRANGERS, len(found)))]
