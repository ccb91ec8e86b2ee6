"""The grounding rule: a quote is the clause's own words, or the answer is not given."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.answer import Answer, Citation, QuoteNotInClause, Verdict, grounded, quote_stands, words_only
from knowledge.policy import Clause, ClauseRef, Norm, NormKind

TEXT = "mention a service user, or the care they receive; unlawful\tand\n never “just a joke” (see rule 7)."
OTHER = "Ask your manager before you post."


def clause(text: str, path: str = "rules.1") -> Clause:
    told = Norm(NormKind.INFORMS, text, None, None, text)
    return Clause(ClauseRef("sample", 3, path), ("Rules",), None, "rule 1", text, None, (told,))


CLAUSES = (clause(TEXT), clause(OTHER, "rules.2"))


def answer(*quotes: tuple[str, str]) -> Answer:
    citations = tuple(Citation(ClauseRef("sample", 3, path), "Rules", quote) for path, quote in quotes)
    return Answer(Verdict.NO, "No.", None, citations, None, (), "sample 3")


@pytest.mark.parametrize(
    "quote",
    [
        TEXT,
        "mention a service user",
        "receive; unlawful and never",
        "  receive;   \n\nunlawful\u00a0and never ",
        "“just a joke”",
        "; unlawful",
        "(see rule 7).",
        "7",
    ],
)
def test_whole_words_of_the_clause_stand_whatever_white_space_is_between_them(quote: str) -> None:
    assert grounded(answer(("rules.1", quote)), CLAUSES) == answer(("rules.1", quote))


@pytest.mark.parametrize(
    "quote",
    [
        "mention a service uzer",
        "Mention a service user",
        "mention a service user or the care they receive",
        "mention a service user, or the care they receive; lawful",
        "lawful",
        "the care they receiv",
        "ention a service user",
        '"just a joke"',
        "mention aservice user",
        "mention … receive",
        OTHER,
        "",
        " \n\t ",
    ],
)
def test_other_words_parts_of_words_and_no_words_do_not_stand(quote: str) -> None:
    with pytest.raises(QuoteNotInClause):
        grounded(answer(("rules.1", quote)), CLAUSES)


@pytest.mark.parametrize(
    "ref",
    [
        ClauseRef("sample", 3, "rules.9"),
        ClauseRef("sample", 2, "rules.1"),
        ClauseRef("other", 3, "rules.1"),
    ],
)
def test_a_clause_that_is_not_stored_cannot_be_quoted(ref: ClauseRef) -> None:
    cited = Answer(Verdict.NO, "No.", None, (Citation(ref, "Rules", TEXT),), None, (), None)
    with pytest.raises(QuoteNotInClause):
        grounded(cited, CLAUSES)


def test_one_bad_quote_after_good_ones_withholds_the_answer() -> None:
    good = (("rules.1", "mention a service user"), ("rules.2", OTHER))
    assert grounded(answer(*good), CLAUSES).citations
    with pytest.raises(QuoteNotInClause):
        grounded(answer(*good, ("rules.2", "mention a service user")), CLAUSES)


def test_the_closest_thing_must_stand_in_its_clause_as_a_citation_must() -> None:
    near = Citation(ClauseRef("sample", 3, "rules.2"), "Rules", OTHER)
    refusal = replace(answer(), verdict=Verdict.NOT_COVERED, closest=near)
    assert grounded(refusal, CLAUSES) == refusal
    for other in (replace(near, quote=TEXT), replace(near, ref=ClauseRef("sample", 3, "rules.9"))):
        with pytest.raises(QuoteNotInClause):
            grounded(replace(refusal, closest=other), CLAUSES)


def test_where_to_report_must_stand_in_its_clause_as_a_citation_must() -> None:
    where = Citation(ClauseRef("sample", 3, "rules.2"), "Rules", OTHER)
    routed = replace(answer(), route=where)
    assert grounded(routed, CLAUSES) == routed
    for other in (replace(where, quote=TEXT), replace(where, ref=ClauseRef("sample", 3, "rules.9"))):
        with pytest.raises(QuoteNotInClause):
            grounded(replace(routed, route=other), CLAUSES)


def test_the_failure_names_the_clause_and_repeats_no_words() -> None:
    with pytest.raises(QuoteNotInClause) as failure:
        grounded(answer(("rules.2", "invented words")), CLAUSES)
    assert "sample/3/rules.2" in str(failure.value)
    assert "invented" not in str(failure.value)


def test_an_answer_that_cites_nothing_has_nothing_to_fail() -> None:
    assert grounded(answer(), ()) == answer()


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=8)
SPACE = st.text(st.sampled_from(" \t\n\r\f\u00a0\u2003"), min_size=1, max_size=3)


@given(st.data(), st.lists(WORD, min_size=1, max_size=12))
def test_any_run_of_words_stands_in_any_spacing(data: st.DataObject, words: list[str]) -> None:
    words = [word for word in words if words_only(word)]
    assume(words)
    text = "".join(f"{word}{data.draw(SPACE)}" for word in words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = "".join(f"{data.draw(SPACE)}{word}" for word in words[first : last + 1])
    assert quote_stands(quote, clause(text))


@given(st.data(), st.text(st.sampled_from("ab .,\n"), min_size=1, max_size=30))
def test_a_cut_out_stands_when_it_cuts_no_word_in_two(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    cuts = (re.search(r"\w\w", text[place - 1 : place + 1]) for place in (start, end) if place)
    if quote.strip() and not any(cuts):
        assert quote_stands(quote, clause(text))
    assert not quote_stands(f"{quote}x", clause(text))


@given(st.data(), st.text(st.sampled_from("abcde ,.\n"), min_size=1, max_size=60))
def test_a_changed_letter_never_stands(data: st.DataObject, text: str) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    assert not quote_stands(f"{text[:place]}x{text[place + 1 :]}", clause(text))
    assert not quote_stands(f"{text[:place]}Z", clause(text))
