"""Slips of the thumb: few, small, and the same for the same seed."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from knowledge.training.typos import mistyped

ASKED = "can i post a photo of the garden party on facebook"


def test_most_questions_stay_as_they_were_typed() -> None:
    chance = Random(1)
    same = sum(mistyped(ASKED, chance) == ASKED for _ in range(400))
    assert 240 < same < 320


@given(st.text(max_size=80), st.integers())
def test_a_slip_changes_at_most_two_words_and_never_their_first_letters(text: str, seed: int) -> None:
    words, after = text.split(" "), mistyped(text, Random(seed)).split(" ")
    assert len(words) == len(after)
    changed = [(one, other) for one, other in zip(words, after, strict=True) if one != other]
    assert len(changed) <= 2
    assert all(one[0] == other[0] and abs(len(one) - len(other)) <= 1 for one, other in changed)


def test_the_same_seed_makes_the_same_slips() -> None:
    assert [mistyped(ASKED, Random(seed)) for seed in range(30)] == [
        mistyped(ASKED, Random(seed)) for seed in range(30)
    ]
