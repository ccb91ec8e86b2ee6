"""Search puts meaning, keywords and what is asked together."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answer import Question, Turn
from knowledge.keywords import Keywords
from knowledge.policy import Clause, ClauseRef, Norm, NormKind
from knowledge.search import embedding_text, search, search_text


def clause(path: str, text: str, heading: str = "Rules", lead_in: str | None = None) -> Clause:
    norm = Norm(NormKind.INFORMS, text, None, None, text)
    return Clause(ClauseRef("tea", 1, path), (heading,), None, "", text, lead_in, (norm,))


AIM = clause("aim.1", "We want tea to be a pleasure for everyone.", heading="Aims")
PHOTOS = clause("rules.1", "take a photograph of a resident at tea", lead_in="Staff must not:")
KETTLE = clause("rules.2", "leave the kettle unattended", lead_in="Staff must not:")
CUPS = clause("rules.3", "Wash the cups after tea.")
CLAUSES = (AIM, PHOTOS, KETTLE, CUPS)
KEYWORDS = Keywords(CLAUSES)


class Index:
    """Cosines as a vector index would give them, and the texts that it was asked for."""

    def __init__(self, cosines: dict[Clause, float]) -> None:
        self._cosines = sorted(cosines.items(), key=lambda pair: pair[1], reverse=True)
        self.asked: list[str] = []

    def __call__(self, text: str, count: int) -> Sequence[tuple[ClauseRef, float]]:
        self.asked.append(text)
        return [(one.ref, cosine) for one, cosine in self._cosines][:count]


def paths(text: str, cosines: dict[Clause, float], count: int = 8) -> list[str]:
    return [found.clause.ref.path for found in search(text, CLAUSES, KEYWORDS, Index(cosines), count)]


LEVEL = dict.fromkeys(CLAUSES, 0.3)


def test_where_words_tell_nothing_the_nearest_in_meaning_comes_first() -> None:
    assert paths("zzz", {AIM: 0.1, PHOTOS: 0.2, KETTLE: 0.5, CUPS: 0.3})[:2] == ["rules.2", "rules.3"]


def test_where_meanings_tie_the_clause_with_the_keywords_comes_first() -> None:
    assert paths("can i get a snap of mrs bell", LEVEL)[0] == "rules.1"
    assert paths("is it ok to walk off from a kettle", LEVEL)[0] == "rules.2"


def test_a_question_about_the_policy_itself_finds_the_clauses_that_are_about_it() -> None:
    assert paths("whats the point of this", LEVEL)[0] == "aim.1"
    assert paths("zzz", LEVEL)[-1] == "aim.1"


def test_what_was_measured_is_told() -> None:
    first = search("a snap of mrs bell", CLAUSES, KEYWORDS, Index(LEVEL), 1)[0]
    assert first.clause is PHOTOS
    assert first.similarity == 0.3
    assert 0 < first.keywords <= 1
    assert first.score > first.similarity


def test_nearness_word_by_word_decides_where_nothing_else_does() -> None:
    seen: list[tuple[str, list[str]]] = []

    def by_word(text: str, read: Sequence[str]) -> list[float]:
        seen.append((text, list(read)))
        return [0.9 if "kettle" in one else 0.4 for one in read]

    first, second = search("zzz", CLAUSES, KEYWORDS, Index(LEVEL), 2, by_word)
    assert (first.clause, first.by_word, second.by_word) == (KETTLE, 0.9, 0.4)
    assert first.similarity == second.similarity
    assert [text for text, _ in seen] == ["zzz"]
    assert sorted(seen[0][1]) == sorted(map(embedding_text, CLAUSES))


def test_where_words_were_not_measured_the_cosine_stands_for_them() -> None:
    assert search("zzz", CLAUSES, KEYWORDS, Index(LEVEL), 1)[0].by_word == 0.3


def test_a_clause_beyond_the_neighbours_counts_as_near_as_the_last_of_them() -> None:
    found = search("kettle", CLAUSES, KEYWORDS, Index({PHOTOS: 0.4, CUPS: 0.2}), 4)
    assert {one.clause.ref.path: one.similarity for one in found}["rules.2"] == 0.2


def test_the_index_is_asked_once() -> None:
    index = Index(LEVEL)
    search("can i", CLAUSES, KEYWORDS, index)
    assert index.asked == ["can i"]


def test_no_more_are_found_than_wanted_or_than_there_are() -> None:
    assert len(paths("tea", LEVEL, count=2)) == 2
    assert len(paths("tea", LEVEL, count=50)) == len(CLAUSES)


def test_nothing_published_finds_nothing() -> None:
    assert search("tea", (), Keywords(()), Index({}), 8) == []


def test_clauses_and_keywords_must_belong_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        search("tea", CLAUSES[:2], KEYWORDS, Index(LEVEL))


@given(st.text(max_size=80), st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.integers(1, 6))
def test_the_found_are_different_clauses_best_first(text: str, cosines: list[float], count: int) -> None:
    index = Index(dict(zip(CLAUSES, cosines, strict=True)))
    found = search(text, CLAUSES, KEYWORDS, index, count)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one.clause.ref for one in found}) == len(found) == min(count, 4)


def test_a_clause_is_embedded_with_its_last_heading_and_its_lead_in() -> None:
    assert embedding_text(KETTLE) == "Rules: Staff must not: leave the kettle unattended"
    assert embedding_text(CUPS) == "Rules: Wash the cups after tea."
    deep = replace(CUPS, heading_path=("Kitchen", "After tea"))
    assert embedding_text(deep) == "After tea: Wash the cups after tea."
    assert embedding_text(replace(KETTLE, heading_path=())) == "Staff must not: leave the kettle unattended"


def test_a_follow_up_is_searched_with_the_turn_before_it() -> None:
    turns = (Turn("can i use the urn", "Yes."), Turn("can i photograph a resident", "No."))
    assert (
        search_text(Question("and her cup?", history=turns)) == "can i photograph a resident No. and her cup?"
    )
    assert search_text(Question("and now?", history=(Turn("can i?"),))) == "can i? and now?"
    assert search_text(Question("can i?")) == "can i?"


def test_a_follow_up_finds_the_clause_of_the_turn_before_it() -> None:
    question = Question("even if she says yes?", history=(Turn("can i take a pic of her", "No."),))
    assert paths(search_text(question), LEVEL)[0] == "rules.1"
