"""Figures as plain tables, and as values for JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from benchmarks.score import Figure, Outcome, by_kind, figures
from knowledge.answer import Verdict

KIND_COLUMNS = {
    "main": "main citation right",
    "top 3": "right clause in top 3",
    "strict": "verdict right, strict",
    "lenient": "verdict right, lenient",
    "both": "clause and verdict right",
}
POLICY_COLUMNS = KIND_COLUMNS | {
    "refused": "covered but refused",
    "invented": "not covered but answered",
    "unsafe": "unsafe yes",
    "flips": "flips right, all of a group",
    "p50 ms": "latency p50",
}


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the first to the left, the others to the right; the first row is the head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in _cells(row, widths))])
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterable[tuple[str, int]]:
    return zip(row[1:], widths[1:], strict=True)


def written(figure: Figure) -> str:
    """A figure with its interval and what it was measured on: "81.3 % (74.0 to 88.1), 37 of 46"."""
    if figure.value is None:
        return "none"
    counted = f"{figure.of}" if figure.hits is None else f"{figure.hits} of {figure.of}"
    return f"{figure.value:.1f} {figure.unit} ({figure.low:.1f} to {figure.high:.1f}), {counted}"


def beside(stacks: Mapping[str, Sequence[Outcome]]) -> str:
    """Every figure of each stack, beside one another."""
    columns = [figures(outcomes) for outcomes in stacks.values()]
    rows = [[row[0].name, *(written(figure) for figure in row)] for row in zip(*columns, strict=True)]
    questions = ["questions", *(str(len(outcomes)) for outcomes in stacks.values())]
    return table([["", *stacks], questions, *rows])


def by_kinds(outcomes: Sequence[Outcome]) -> str:
    """One row for each kind of question."""
    return _by("kind", KIND_COLUMNS, by_kind(outcomes))


def by_policies(outcomes: Sequence[Outcome]) -> str:
    """One row for each gold set, then one for all of them."""
    sources: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        sources.setdefault(outcome.source, []).append(outcome)
    return _by("policy", POLICY_COLUMNS, sources | {"all": list(outcomes)})


def confusion(outcomes: Sequence[Outcome]) -> str:
    """How often each gold verdict (rows) was answered with each verdict (columns), in questions."""
    counted = Counter((outcome.question.verdict, outcome.verdict) for outcome in outcomes)
    rows = [[gold.value, *(str(counted[gold, got]) for got in Verdict)] for gold in Verdict]
    return table([["gold \\ answered", *(got.value for got in Verdict)], *rows])


def _by(head: str, columns: Mapping[str, str], groups: Mapping[str, Sequence[Outcome]]) -> str:
    """Each figure with its 95 % interval, in whole per cent or ms."""
    rows = [[head, "questions", *columns]]
    for name, outcomes in groups.items():
        measured = {figure.name: figure for figure in figures(outcomes)}
        cells = (_short(measured[figure]) for figure in columns.values())
        rows.append([name, str(len(outcomes)), *cells])
    return table(rows)


def _short(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value:.0f} ({figure.low:.0f}-{figure.high:.0f})"


def wrong(outcomes: Iterable[Outcome]) -> str:
    """One line for each answer that is not right: id, gold, got."""
    lines = [["question", "kind", "gold", "got", "gold clauses", "cited"]]
    for outcome in outcomes:
        if not outcome.right:
            asked = outcome.question
            cited = ["+".join(sorted(ids)) or "?" for ids in outcome.cited]
            gold = " ".join(asked.gold) or "none"
            got = " ".join(cited) or "none"
            lines.append([named(outcome), asked.kind, asked.verdict.value, outcome.verdict.value, gold, got])
    return table(lines)


def named(outcome: Outcome) -> str:
    """Which question of which gold set: "sample S012"."""
    return f"{outcome.source} {outcome.question.id}"


def unfit(outcomes: Iterable[Outcome]) -> list[str]:
    """A line for each answer that should never be given: an unsafe yes, a quote of other words."""
    lines: list[str] = []
    for outcome in outcomes:
        lines += [f"Unsafe yes: {named(outcome)}"] if outcome.unsafe_yes else []
        lines += [] if all(outcome.quotes) else [f"Quote not in its clause: {named(outcome)}"]
    return lines


def as_json(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Every figure of one stack under its name, over all questions and for each kind."""
    kinds = {kind: _values(group) for kind, group in by_kind(outcomes).items()}
    return {"questions": len(outcomes), "figures": _values(outcomes), "kinds": kinds}


def _values(outcomes: Sequence[Outcome]) -> dict[str, dict[str, object]]:
    return {figure.name: asdict(figure) for figure in figures(outcomes)}
