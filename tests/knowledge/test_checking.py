"""Drafts are checked against the rules that they touch, and everyday messages are left in peace."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import Handrail
from knowledge.answer import Check, Verdict, quote_stands
from knowledge.assistant import Assistant
from knowledge.checking import MOST_TOUCHED, sentences
from knowledge.personal_details import IN_A_DRAFT
from knowledge.shelf import NothingPublished

DRAFTS = [
    json.loads(line)
    for name in ("drafts.jsonl", "drafts-more.jsonl")
    for line in (Path(__file__).parents[1] / "questions" / name).read_text(encoding="utf-8").splitlines()
]
TOUCHING = [draft for draft in DRAFTS if draft["touches"]]
EVERYDAY = [draft["text"] for draft in DRAFTS if not draft["touches"]]
FEED = "Lovely day with Mrs Jones in room 4! Look at this pic of her. See you all tomorrow."


@pytest.fixture(scope="module")
def checked(sample: Handrail) -> dict[str, Check]:
    return {draft["text"]: sample.assistant.check(draft["text"]) for draft in DRAFTS}


def clauses(check: Check) -> list[str]:
    return [f"{one.citation.ref.policy}/{one.citation.ref.path}" for one in check.touched]


def test_most_drafts_that_touch_a_rule_are_shown_one_of_them(checked: dict[str, Check]) -> None:
    found = [draft for draft in TOUCHING if set(clauses(checked[draft["text"]])) & set(draft["touches"])]
    assert len(found) >= 0.75 * len(TOUCHING), "44 of 54 were found when this was written"


def test_most_of_the_rules_shown_are_touched(checked: dict[str, Check]) -> None:
    shown = [(rule, draft) for draft in TOUCHING for rule in clauses(checked[draft["text"]])]
    right = [rule for rule, draft in shown if rule in draft["touches"]]
    assert len(right) >= 0.6 * len(shown), "70 % were right when this was written"


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_message_touches_nothing(checked: dict[str, Check], text: str) -> None:
    assert checked[text].touched == ()


def test_every_quote_stands_in_its_clause(sample: Handrail, checked: dict[str, Check]) -> None:
    stored = {clause.ref: clause for version in sample.assistant.current() for clause in version.clauses}
    for check in checked.values():
        for one in check.touched:
            assert quote_stands(one.citation.quote, stored[one.citation.ref])
            assert (one.condition is not None) is (one.verdict is Verdict.ONLY_IF)


def test_what_is_forbidden_comes_first_each_rule_once_and_few_of_them(checked: dict[str, Check]) -> None:
    for check in checked.values():
        assert len(check.touched) <= MOST_TOUCHED
        assert len(set(clauses(check))) == len(check.touched)
        seriousness = [one.verdict is not Verdict.NO for one in check.touched]
        assert seriousness == sorted(seriousness)


def test_the_words_that_touch_a_rule_are_words_of_the_draft(sample: Handrail) -> None:
    check = sample.assistant.check(FEED)
    words = {one.citation.ref.path: one.words for one in check.touched}
    assert words["guidelines.must-not.1"] == "Lovely day with Mrs Jones in room 4!"
    assert words["guidelines.must-not.2"] == "Look at this pic of her."


def test_a_draft_with_personal_details_is_told_so(sample: Handrail) -> None:
    assert sample.assistant.check(FEED).notices == (IN_A_DRAFT,)
    assert sample.assistant.check("bring a plate to share").notices == ()


def test_the_same_draft_is_checked_alike(sample: Handrail) -> None:
    assert sample.assistant.check(FEED) == sample.assistant.check(FEED)


def test_without_a_policy_there_is_nothing_to_check_against(open_folder: Any, tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        open_folder(tmp_path / "empty").assistant.check(FEED)


def test_a_draft_is_read_offline_whatever_reads_questions(sample: Handrail) -> None:
    class Talkative:
        def prepare(self, clauses: object) -> None:
            raise AssertionError(f"asked to prepare {clauses}")

        def read(self, question: object, found: object) -> Any:
            raise AssertionError(f"asked to read {question} in {found}")

    reader, offline = Talkative(), sample.offline_reader
    assistant = Assistant(sample.library, sample.index.nearest, reader, None, offline)
    assert assistant.check(FEED).touched


@pytest.mark.parametrize(
    ("draft", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("one line\n\nanother line", ["one line", "another line"]),
        ("😂😂", []),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_a_draft_is_read_sentence_by_sentence(draft: str, parts: list[str]) -> None:
    assert sentences(draft) == parts
