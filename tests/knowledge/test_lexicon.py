"""Staff's words become the policies' words, and questions about a policy itself are told from others."""

import tomllib

import pytest

from knowledge.lexicon import (
    LONGEST_PHRASE,
    aspects_asked,
    aspects_of,
    build_lexicon,
    lexicon,
    stem,
    terms_of,
    words_of,
)
from knowledge.policy import Clause, ClauseRef, Norm, NormKind


def clause(text: str, *headings: str, place: str = "") -> Clause:
    norm = Norm(NormKind.INFORMS, text, None, None, text)
    return Clause(ClauseRef("tea", 1, "x.1"), headings, None, place, text, None, (norm,))


def names(question: str) -> set[str]:
    """Every name, as a text of stems, under which a policy may speak of what the question says."""
    return {" ".join(name) for term in terms_of(words_of(question)) for name in term.names}


def stems(text: str) -> str:
    return " ".join(map(stem, words_of(text)))


def test_words_lose_case_accents_apostrophes_and_marks() -> None:
    assert words_of("Don’t e-mail the CAFÉ's  menu!") == ["dont", "e", "mail", "the", "cafes", "menu"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("got a selfie with her", "photograph"),
        ("pics from the xmas do", "photograph"),
        ("stick it on insta", "social media"),
        ("sent it by whatsapp", "messaging"),
        ("they slag off the night team", "derogatory"),
        ("the lads take the mick", "bully"),
        ("my mate on the unit", "colleague"),
        ("an old gentleman", "service user"),
        ("the gaffer knows", "manager"),
        ("will i get the sack", "dismissal"),
        ("he'll be out the door", "gross misconduct"),
        ("a tenner from his daughter", "gift"),
        ("i'm signed off", "fit note"),
        ("should i grass on her", "whistleblowing"),
        ("can i use chatgpt", "artificial intelligence"),
    ],
)
def test_staffs_words_are_known_by_the_policies_words(said: str, written: str) -> None:
    assert stems(written) in names(said)


def test_the_policies_own_words_stand_for_one_another() -> None:
    assert stems("client") in names("a resident fell")
    assert stems("resident") in names("a client fell")


def test_a_phrase_is_taken_whole_and_its_words_keep_their_own_worth() -> None:
    terms = terms_of(words_of("my phone rang"))
    assert [term.stems for term in terms] == [("my", "phone"), ("rang",)]
    assert terms[0].names[("phone",)] == 1.0
    assert stems("personal device") in names("my phone rang")


def test_a_word_that_the_lexicon_does_not_know_is_a_term_of_its_own() -> None:
    (term,) = terms_of(["xylophones"])
    assert term.stems == (stem("xylophones"),)
    assert term.names == {}


def test_every_entry_can_be_found_and_leads_somewhere() -> None:
    for term, others in lexicon().means.items():
        assert 1 <= len(term) <= LONGEST_PHRASE, term
        assert others, term
        assert term not in others
        assert all(0 < worth <= 1 for worth in others.values())


@pytest.mark.parametrize(
    ("asked", "aspect"),
    [
        ("whats the point of all this", "aim"),
        ("give us the gist pls", "summary"),
        ("which version are we on and who wrote it", "details"),
        ("does this apply to agency", "scope"),
        ("what counts as a device", "meanings"),
        ("which other policies should i read", "related"),
        ("who can i ask about it", "help"),
        ("how often do i redo the course", "training"),
        ("what happens if i get caught", "consequences"),
        ("any way round the rule for me", "exceptions"),
        ("can they read my messages", "monitoring"),
        ("who do i report it to", "raising"),
        ("what isnt covered in here", "left out"),
    ],
)
def test_what_is_asked_about_the_policy_itself_is_recognised(asked: str, aspect: str) -> None:
    assert aspect in {found.name for found in aspects_asked(asked)}


def test_a_plain_question_asks_about_no_aspect() -> None:
    assert aspects_asked("can i have a biscuit in the lounge") == frozenset()


def test_a_clause_has_the_aspect_of_its_heading_or_of_its_own_words() -> None:
    assert {a.name for a in aspects_of(clause("It is for all of us.", "2. Who it covers"))} == {"scope"}
    assert {a.name for a in aspects_of(clause('"Tea" means any hot drink.', "Tea"))} == {"meanings"}
    assert {a.name for a in aspects_of(clause("01-02-2030", "Tea", place="Review date"))} == {"details"}
    assert aspects_of(clause("Stir your tea in silence.", "Tea")) == frozenset()


def test_every_aspect_is_named_once_and_weighs_something() -> None:
    aspects = lexicon().aspects
    assert len({aspect.name for aspect in aspects}) == len(aspects)
    assert all(aspect.gain > 0 and aspect.loss >= 0 for aspect in aspects)


def test_a_home_may_bring_its_own_words() -> None:
    own = build_lexicon('alike = [["cuppa", "brew"]]\n[says]\n"a wet" = ["cuppa"]')
    assert own.means[("cuppa",)].keys() == {("brew",)}
    assert own.means[("a", "wet")].keys() == {("cuppa",)}
    assert own.aspects == ()


def test_a_lexicon_that_is_no_toml_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        build_lexicon("alike = [")
    with pytest.raises(KeyError):
        build_lexicon('[[aspects]]\nname = "aim"')
