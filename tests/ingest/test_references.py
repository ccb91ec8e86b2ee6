"""References: unique, said as people say them, and kept from version to version."""

import re
from collections.abc import Sequence

import pytest

from ingest.clauses import clauses_of
from ingest.readers.markdown import read_markdown
from ingest.references import slug, with_kept_paths
from knowledge.policy import Clause, Details, PolicyVersion


def clauses(text: str, version: int = 1) -> tuple[Clause, ...]:
    return clauses_of(read_markdown(text).blocks, "p", version)


def said(text: str) -> list[str]:
    version = PolicyVersion("p", 1, Details("Dress policy"), clauses(text), "0" * 64)
    return [version.reference(clause).removeprefix("Dress policy, ") for clause in version.clauses]


def paths(made: Sequence[Clause]) -> list[str]:
    return [clause.ref.path for clause in made]


def rules(*texts: str, version: int = 1) -> tuple[Clause, ...]:
    numbered = "".join(f"{number}. {text}\n" for number, text in enumerate(texts, 1))
    return clauses(f"## Rules\n\nStaff must not:\n\n{numbered}", version)


def by_words(made: Sequence[Clause]) -> dict[str, str]:
    return {clause.text: clause.ref.path for clause in made}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Staff members’ own phones & tablets", "staff-members-own-phones-tablets"),
        ("Use of the company's own social media platforms", "use-of-the-company-own-social-media"),
        ("Don't", "dont"),
        ("4.2.1", "4-2-1"),
        ("Crème_brûlée – à la carte", "creme-brulee-a-la-carte"),
        ("規則", "section"),
        ("", "section"),
        ("x" * 50, "x" * 40),
    ],
)
def test_a_part_of_a_path_has_plain_letters_figures_and_hyphens(text: str, made: str) -> None:
    assert slug(text) == made
    assert re.fullmatch(r"[a-z0-9-]+", made)


def test_a_place_is_said_as_people_say_it() -> None:
    assert said(
        "## About\n\nWe say why.\n\n## Rules\n\nOne.\n\nTwo.\n\nStaff must not:\n\n"
        "1. knit\n   - wool\n   1. sew\n2. sing\n\n(a) low\n(i) very\n\n"
        "## Aims\n\nWe want:\n\n- joy\n  - much\n\n4.1 Claim soon.\n"
    ) == [
        "About",
        *("Rules, paragraph 1", "Rules, paragraph 2"),
        *("Rules, rule 1", "Rules, rule 1, point 1", "Rules, rule 1(1)", "Rules, rule 2"),
        *("Rules, rule 2(a)", "Rules, rule 2(a)(i)"),
        *("Aims, point 1", "Aims, point 1, point 1", "Aims, 4.1"),
    ]


def test_two_lists_under_one_heading_are_told_apart_by_their_lead_ins() -> None:
    assert said("## Rules\n\nStaff must:\n\n1. knock\n\nStaff must not:\n\n1. knit\n2. sew\n") == [
        "Rules, rule 1, Staff must",
        "Rules, rule 1, Staff must not",
        "Rules, rule 2",
    ]


def test_headings_of_the_same_words_are_told_apart_by_those_above_them() -> None:
    made = "## Cars\n\n### Rules\n\nOne.\n\nTwo.\n\n## Bikes\n\n### Rules\n\nThree.\n"
    assert said(made) == [
        "Rules, paragraph 1, under Cars",
        "Rules, paragraph 2",
        "Rules, paragraph 1, under Bikes",
    ]


def test_sections_of_the_same_name_count_anew() -> None:
    made = "## Cars\n\nDrive.\n\n## Rules\n\n- belt\n- lamp\n\n## Bikes\n\nRide.\n\n## Rules\n\n- bell\n"
    assert paths(clauses(made)) == ["cars.p1", "rules.b1", "rules.b2", "bikes.p1", "rules-2.b1"]
    assert said(made) == ["Cars", "Rules, point 1, no. 1", "Rules, point 2", "Bikes", "Rules, point 1, no. 2"]


def test_rows_of_the_same_label_are_told_apart() -> None:
    made = "## Forms\n\n| safe | one |\n|---|---|\n| safe | two |\n| safe, no. 1 | three |\n"
    assert said(made) == ["Forms, safe, no. 2", "Forms, safe, no. 3", "Forms, safe, no. 1"]
    assert len(set(paths(clauses(made)))) == 3


def test_points_below_a_point_stand_in_its_path() -> None:
    made = clauses("## Rules\n\nStaff must not:\n\n- share:\n  - photos\n  - films\n- knit\n  - wool\n")
    assert paths(made) == [
        *("rules.must-not.b1.b1", "rules.must-not.b1.b2"),
        *("rules.must-not.b2", "rules.must-not.b2.b1"),
    ]


def test_numbers_of_sections_say_where_they_stand() -> None:
    made = "## Rules\n\n4.2 Staff must not:\n4.2.1 knit\n(a) wool\n4.2.2 sew\n4.3 They may sing.\n"
    assert said(made) == ["Rules, 4.2.1", "Rules, 4.2.1(a)", "Rules, 4.2.2", "Rules, 4.3"]
    assert paths(clauses(made)) == [
        *("rules.must-not.4-2-1", "rules.must-not.4-2-1.a", "rules.must-not.4-2-2"),
        "rules.4-3",
    ]


def test_the_same_document_again_has_the_same_paths() -> None:
    text = "## Rules\n\nOne.\n\nOne.\n\nStaff must not:\n\n1. knit\n2. knit\n\n- sew\n- sew\n"
    before = clauses(text)
    assert paths(with_kept_paths(clauses(text, 2), before)) == paths(before)


def test_a_rule_put_in_front_leaves_the_others_their_paths() -> None:
    before = rules("knit", "sew")
    after = with_kept_paths(rules("sing", "knit", "sew", version=2), before)
    assert by_words(after) == {
        "sing": "rules.must-not.1-v2",
        "knit": "rules.must-not.1",
        "sew": "rules.must-not.2",
    }
    assert [clause.place for clause in after] == ["rule 1", "rule 2", "rule 3"]


def test_a_rule_taken_out_leaves_the_others_their_paths() -> None:
    before = rules("knit", "sew", "sing")
    after = with_kept_paths(rules("knit", "sing", version=2), before)
    assert by_words(after) == {"knit": "rules.must-not.1", "sing": "rules.must-not.3"}
    third = with_kept_paths(rules("knit", "sing", "hum", version=3), after)
    assert by_words(third) == {**by_words(after), "hum": "rules.must-not.3-v3"}


def test_a_rule_that_moved_keeps_its_path() -> None:
    before = rules("knit", "sew", "sing")
    assert by_words(with_kept_paths(rules("sing", "knit", "sew", version=2), before)) == by_words(before)


def test_two_rules_that_changed_places_keep_their_paths() -> None:
    before = rules("knit", "sew")
    assert by_words(with_kept_paths(rules("sew", "knit", version=2), before)) == by_words(before)


def test_a_rule_that_moved_to_another_section_keeps_its_path() -> None:
    before = clauses("## Cars\n\nDrive with care.\n\nPark here.\n\n## Bikes\n\nRide.\n")
    after = clauses("## Cars\n\nPark here.\n\n## Bikes\n\nDrive with care.\n\nRide.\n", 2)
    assert by_words(with_kept_paths(after, before)) == by_words(before)


def test_a_rule_reworded_in_its_place_keeps_its_path() -> None:
    before = rules("knit", "sew")
    after = with_kept_paths(rules("knit or crochet", "sew", version=2), before)
    assert by_words(after) == {"knit or crochet": "rules.must-not.1", "sew": "rules.must-not.2"}


def test_a_rule_reworded_keeps_its_path_although_a_new_one_would_take_it() -> None:
    first = rules("knit", "sew")
    second = with_kept_paths(rules("sew", version=2), first)
    assert by_words(second) == {"sew": "rules.must-not.2"}
    third = with_kept_paths(rules("sew by hand", "hum", version=3), second)
    assert by_words(third) == {"sew by hand": "rules.must-not.2", "hum": "rules.must-not.2-v3"}


def test_a_new_lead_in_leaves_the_rules_their_paths() -> None:
    before = rules("knit", "sew")
    text = "## Rules\n\nNobody may ever:\n\n1. knit\n2. sew\n"
    assert by_words(with_kept_paths(clauses(text, 2), before)) == by_words(before)


def test_rules_of_the_same_words_keep_their_paths_by_their_places() -> None:
    before = rules("knit", "knit", "sew")
    after = with_kept_paths(rules("knit", "knit", "knit", version=2), before)
    assert paths(after) == paths(before)


def test_no_path_is_given_twice_when_a_rule_is_doubled() -> None:
    before = rules("knit", "sew")
    after = with_kept_paths(rules("sew", "knit", "knit", "sew", version=2), before)
    assert len(set(paths(after))) == 4


def test_a_first_version_keeps_the_paths_of_its_places() -> None:
    first = rules("knit", "sew")
    assert with_kept_paths(first, ()) == first
