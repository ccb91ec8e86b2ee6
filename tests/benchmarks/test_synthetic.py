"""The made-up policy that speed is measured on."""

from benchmarks.synthetic import policy


def rules(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:1].isdigit()]


def test_it_has_as_many_rules_as_asked_for_and_no_two_alike() -> None:
    assert len(rules(policy(60))) == 60
    many = rules(policy(10_000))
    assert len(many) == len({rule.split(". ", 1)[1] for rule in many}) == 10_000


def test_it_is_the_same_text_every_time() -> None:
    assert policy(60) == policy(60)
    assert policy(60) != policy(60, seed=2)


def test_every_list_has_its_heading_and_its_lead_in() -> None:
    lines = [line for line in policy(60).splitlines() if line]
    first_rules = [i for i, line in enumerate(lines) if line.startswith("1. ")]
    assert [lines[i - 1] for i in first_rules] == ["Staff must not:", "Staff must:", "Staff may:"]
    assert all(lines[i - 2].startswith("## ") for i in first_rules)
