"""A hand-made split as a version and as a text."""

from benchmarks.gold import GoldClause, GoldQuestion, GoldSet
from benchmarks.split import headings, text, version
from knowledge.answer import Verdict
from knowledge.policy import NormKind

GOLD = GoldSet(
    "yard_rules",
    (GoldQuestion("Q", "can i smoke", ("c2",), Verdict.NO, "can_i"),),
    (
        GoldClause("c1", "About", None, "The yard is behind the kitchen."),
        GoldClause("c2", "2 Rules > 2.1 Staff must not", "2.1.1", "smoke in the yard;"),
        GoldClause("c3", "2 Rules > 2.1 Staff must not", "2.1.2", "leave bicycles there."),
    ),
)


def test_every_gold_clause_is_a_clause_under_its_gold_id() -> None:
    made = version(GOLD)
    assert made.slug == "yard-rules"
    assert [clause.ref.path for clause in made.clauses] == ["c1", "c2", "c3"]
    assert [clause.text for clause in made.clauses] == [clause.text for clause in GOLD.clauses]


def test_the_last_part_of_a_section_rules_the_clause_when_it_opens_a_rule() -> None:
    smoking = version(GOLD).clauses[1]
    assert smoking.lead_in == "Staff must not:"
    assert smoking.heading_path == ("2 Rules",)
    assert smoking.norm.kind is NormKind.FORBIDS


def test_a_heading_that_only_speaks_of_rules_stays_a_heading() -> None:
    watching = "What we do and don't watch"
    assert headings(f"6 Cameras > {watching}") == (("6 Cameras", watching), None)
    assert headings("Purpose") == (("Purpose",), None)


def test_the_text_names_a_section_once_and_keeps_every_clause() -> None:
    written = text(GOLD)
    assert written.count("2.1 Staff must not") == 1
    assert "2.1.1 smoke in the yard;\n\n2.1.2 leave bicycles there." in written
    assert written.startswith("About\n\nThe yard")
