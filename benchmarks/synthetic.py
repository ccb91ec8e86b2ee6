"""A made-up policy of any size, for measuring speed: no two of its rules are alike."""

from collections.abc import Iterator
from itertools import islice, product
from random import Random

RULES_IN_A_LIST = 20
LISTS = ("Staff must not", "Staff must", "Staff may")
SECTIONS = (
    "Kitchens", "Gardens", "Vehicles", "Laundry", "Visitors", "Stores", "Night shifts", "Workshops",
    "Reception", "Outings", "Deliveries", "Bedrooms", "Day rooms", "Records", "Training", "Pets",
)  # fmt: skip
ACTS = (
    "lend", "borrow", "photograph", "repair", "label", "move", "lock", "count", "discard", "clean",
    "describe", "book", "order", "weigh", "inspect", "share", "wrap", "return", "display", "copy", "carry",
    "test", "mark", "replace", "collect", "unpack",
)  # fmt: skip
THINGS = (
    "a trolley", "the spare keys", "a hoist", "a laptop", "the visitors' book", "a garden tool", "the van",
    "a laundry bag", "an incident form", "the medicines fridge", "a walking frame", "the notice board",
    "a fire blanket", "the petty cash", "a mobile phone", "the staff rota", "a wheelchair",
    "an oxygen cylinder", "the first aid box", "a bed rail", "the alarm panel", "a food probe",
    "the cleaning cupboard", "a name badge", "a sling", "the guest wi-fi",
)  # fmt: skip
MOMENTS = (
    "before the morning handover", "after supper", "while a contractor is on site", "during a fire drill",
    "at the weekend", "in the last hour of a shift", "when the lift is out of order",
    "on the day of an outing", "while the kitchen is closed", "during protected mealtimes",
    "on a bank holiday", "after a delivery", "when two colleagues are absent",
    "in the first week of a new job", "while a room is being decorated", "during an inspection",
    "after a spillage", "in icy weather",
)  # fmt: skip
CONDITIONS = (
    "", "", "unless the duty manager has agreed in writing", "without telling the senior carer",
    "if the log has been signed first", "except in an emergency", "with a second member of staff present",
    "unless the supplier's instructions say otherwise",
)  # fmt: skip


def policy(clauses: int, seed: int = 1) -> str:
    """A Markdown policy with this many clauses: sections of short lists, each with its lead-in."""
    lines = ["# Synthetic house rules", ""]
    rules = islice(_rules(seed), clauses)
    at = 0
    while batch := list(islice(rules, RULES_IN_A_LIST)):
        section, lead_in = SECTIONS[at % len(SECTIONS)], LISTS[at % len(LISTS)]
        lines += [f"## {section} {at // len(SECTIONS) + 1}", "", f"{lead_in}:", ""]
        lines += [f"{number}. {rule}" for number, rule in enumerate(batch, start=1)]
        lines.append("")
        at += 1
    return "\n".join(lines)


def _rules(seed: int) -> Iterator[str]:
    chance = Random(seed)  # noqa: S311 (a repeatable text, no secret)
    deeds = list(product(ACTS, THINGS, MOMENTS))
    chance.shuffle(deeds)
    for act, thing, moment in deeds:
        condition = chance.choice(CONDITIONS)
        yield f"{act} {thing} {moment}{', ' if condition else ''}{condition}."
