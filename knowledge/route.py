"""Which clause of the published policies says where abuse, harm or wrongdoing is reported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.policy import Clause, NormKind, PolicyVersion


def _any(*said: str) -> re.Pattern[str]:
    return re.compile("|".join(said), re.IGNORECASE)


def _words(*said: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(said)})\b", re.IGNORECASE)


# Less than this no clause has that only brushes the subject: set by eye on the training policies.
_ENOUGH = 7

_WRONG = _words(
    r"abus\w+", r"neglect\w*", "wrong-?doing", r"whistle-?blow\w*", r"blow\w* the whistle", r"speak\w* up",
    "concerns?", "worr(?:y|ies|ied)", "harm(?:ed|ing)?", "hurt", r"ill-treat\w*", "at risk", "in danger",
    "disclosures?(?! and barring)", "malpractice", "fraud", "crimes?(?! reference)", r"exploit\w*",
    "allegations?", "bullying", "bullied", "groomed", "poor practice", "unsafe (?:care|practice)",
    "behaviour troubles", "restrained", "deceived", "contravention", "not being followed", "in breach",
    "misused",
)  # fmt: skip
_TELL = _words(
    "tell", "report(?:ed|ing)?", "speak", "go (?:straight |directly )?to", "take (?:it|them|the matter|your)",
    "taken", "rais(?:e|ed|ing)", "contact", "ring", "call", "phone", "inform", "pass(?:ed)?", "addressed",
    "used?", "follow(?:ed)?", "refer(?:red)?", "dealt with", "put", "make", "made", "lead for", "through",
)  # fmt: skip
# Somebody other than a line manager: an office that hears reports, a manager above, a body outside.
_OFFICE = _words(
    r"safeguarding (?:\w+ ){0,2}(?:lead|officer|manager|trustee|line|partner|team|authority)",
    r"designated \w+", r"nominated \w+", "speak(?:ing)? up (?:guardian|lead|line|champion)",
    r"whistle-?blowing (?:\w+ )?(?:lead|champion|officer|line|team)", r"counter[ -]fraud \w+",
    "welfare officer", "freedom to speak up", "hotline", "helpline", "confidential (?:line|mailbox)",
    r"(?:straight ?talk|speak ?\w+|\w+safe) line", "hr", "human resources", "people team", "compliance",
)  # fmt: skip
_ABOVE = _words(
    "senior managers?", "more senior", "registered manager", "(?:managing )?directors?", r"head of \w+",
    "trustees?", "chief executive", "chair(?: of)?", "board", "principal", "head ?teacher", "nurse in charge",
    "clinical lead",
)  # fmt: skip
_OUTSIDE = _words(
    "care quality commission", "cqc", "care inspectorate", "ofsted", "regulators?", "outside bod(?:y|ies)",
    "police", "local (?:authority|safeguarding)", "council", "health and safety executive", "nspcc",
)  # fmt: skip
_OTHER_POLICY = _words(
    "(?:whistle[- ]?blowing|safeguarding|speak(?:ing)? up|raising concerns|public interest disclosure)"
    "(?: adults)? (?:polic(?:y|ies)|procedures?|code)"
)

_TITLE = _any(
    "whistle",
    "speak(?:ing)? up",
    "safeguard",
    r"rais\w+ concern",
    "disclosure",
    "protection of (?:adult|child)",
)
_HEADING = _any(
    "whom? to tell", r"rais\w+ (?:a )?(?:concern|worry)", r"\bconcerns?\b", "report", "speak(?:ing)? up",
    "whistle", "worried", "disclosure", "safeguard", "suspected", "abuse", "outside bod", "other routes",
    "those in charge", "if you see",
)  # fmt: skip
_HEADING_OF_A_ROUTE = _any(
    "whom? to tell", r"rais\w+ (?:a )?(?:concern|worry)", "how to report", "speak(?:ing)? up", "same day",
    "whistle", "disclosure",
)  # fmt: skip
_HEADING_OF_ELSE = _any(
    "related", "associated", "read (?:with|alongside|this|next)", "to read", "see also",
    "other (?:papers|reading)", "document control", "policy details", "scope", "who (?:it|this|should)",
    "definition", "words we", "terms", r"what .* is\b", "about this", "purpose", r"aims?\b", "introduction",
    "does not cover", "false", "protection", "confidential", r"records?\b", "training", "what we do",
    "after you", "monitor", "handling", "conduct of", "review", "data breach", "emergenc", "non-compliance",
    "broken",
)  # fmt: skip
# Words of what comes after a report, or of another matter that is reported as well.
_BESIDE = _words(
    "misconduct", r"dismiss\w*", r"disciplin\w+", "barred", "ambulance", "investigator", "statement",
    "register", "witness", "warning", r"anonymous\w*", "without giving", "consent", "confiden(?:ce|tial)",
    "personal data", "breach", "record(?:s|ed)?", "detriment", "proof", "receives a", "received", "outcome",
    "lost", "loss", "stolen", "device", "equipment", "grievance", "complaint", "meeting", "trade union",
)  # fmt: skip
_OF_ONE_IN_CHARGE = _any(
    r"\b(?:about|where|if|when|involv\w+|implicat\w+|touching|concerns?)\b[^.;]{0,60}"
    r"\b(?:manager|lead|supervisor|those in charge)\b",
    r"\bmanager (?:is|are) (?:implicated|involved)",
)
_ONLY_OF_ONE_IN_CHARGE = _any(
    r"^(?:where|if|when|a concern|concerns)\b[^.;,]{0,40}\b(?:manager|lead|supervisor|executive)\b"
    r"(?![^.;]*\bor you\b)"
)
_WHAT_WE_DO = _any(
    r"\bwe (?:act|pass|tell|refer|dismiss|will)\b",
    r"\bwe['’]ll\b",
    r"\brefers? the\b",
    r"\bmatters will be\b",
)
_FORBIDS = _any(
    r"\b(?:must|shall|should|may) (?:not|never)\b", r"\bnever\b", r"\bno \w+ (?:shall|may|must)\b"
)
_TO_ITS_READER = _any(
    r"(?:^|[.;,:] )(?:tell|report|speak|go|take|raise|contact|ring|call|use|pass|inform)\b",
    r"\byou (?:may|must|can|should)\b",
    r"\b(?:staff|workers?|anyone|persons?|employees?|members?)\b[^.;]{0,60}\b(?:may|must|shall|should|can)\b",
    r"\bmay be (?:raised|taken|put|made|reported)\b",
    r"\b(?:is|are) (?:to be|urged)\b",
    "^concerns:",
    r"\b(?:worries|concerns|reports)\b[^.;]{0,60}\bgo(?:es)? to\b",
    r"\b(?:shall|must|should|will) be (?:addressed|reported|raised|passed|followed|referred)",
)
_SENTENCE_END = re.compile(r"(?<=[.;?]) ")


@dataclass(frozen=True, slots=True)
class Routes:
    """Where to report. of_harm: what was done to somebody; of_manager: what one's own manager did.

    None where no published policy says it.
    """

    of_harm: Clause | None
    of_manager: Clause | None


def routes(versions: Sequence[PolicyVersion]) -> Routes:
    """The clauses that say best where a report goes; the earlier one where two say it as well."""
    clauses = [(version.details.title, clause) for version in versions for clause in version.clauses]
    scored = [(clause, _score(title, clause)) for title, clause in clauses]
    fit = [(clause, score) for clause, score in scored if score >= _ENOUGH]
    return Routes(_best(fit), _best([(clause, score + _of_manager(clause)) for clause, score in fit]))


def _best(scored: Sequence[tuple[Clause, float]]) -> Clause | None:
    clause, _ = max(scored, key=lambda one: one[1], default=(None, 0.0))
    return clause


def _score(title: str, clause: Clause) -> float:
    """How well a clause says where to report; 0 for one that does not say it."""
    if not _bears_on_it(clause):
        return 0
    direct = any(map(_says_all, _SENTENCE_END.split(clause.text)))
    return (
        _of_words(clause.text, direct) + _of_place(title, clause.heading_path) - 6 * _forbids(clause, direct)
    )


def _bears_on_it(clause: Clause) -> bool:
    said = f"{clause.lead_in or ''} {clause.text}"
    about = " ".join((*clause.heading_path, said))
    return bool(
        _whom(clause.text) and _WRONG.search(about) and _TELL.search(said) and not _only_lists(clause.text)
    )


def _of_words(text: str, direct: bool) -> float:
    return (
        2
        + _whom(text)
        + 2 * bool(_WRONG.search(text))
        + 2 * bool(_TO_ITS_READER.search(text))
        + 3 * direct
        - 2 * bool(_WHAT_WE_DO.search(text))
        - 4 * bool(_ONLY_OF_ONE_IN_CHARGE.search(text))
        - min(2 if direct else 4, 2 * len({word.lower() for word in _BESIDE.findall(text)}))
    )


def _of_place(title: str, headings: Sequence[str]) -> float:
    above = " / ".join(headings)
    return (
        2 * bool(_TITLE.search(title))
        + 2 * bool(_HEADING.search(above))
        + 2 * bool(_HEADING_OF_A_ROUTE.search(above))
        - 3 * bool(headings and _HEADING_OF_ELSE.search(headings[-1]))
    )


def _of_manager(clause: Clause) -> float:
    """What a clause is worth beside its score where the trouble is the manager of whoever asks."""
    if not _names_another(clause.text):
        return 0
    own, only = _OF_ONE_IN_CHARGE.search(clause.text), _ONLY_OF_ONE_IN_CHARGE.search(clause.text)
    return 4 * bool(own) + 4 * bool(only)


def _says_all(sentence: str) -> bool:
    """Whether one sentence tells its reader what is reported, and to whom."""
    return bool(_names_another(sentence) and _WRONG.search(sentence) and _TO_ITS_READER.search(sentence))


def _names_another(text: str) -> bool:
    """Whether a text names somebody other than a line manager."""
    return any(kind.search(text) for kind in (_OFFICE, _ABOVE, _OUTSIDE))


def _whom(text: str) -> float:
    """What it is worth whom a text names; 0 where it names a line manager alone, or nobody."""
    named = 3 * bool(_OFFICE.search(text)) + 2 * bool(_OUTSIDE.search(text)) + 2 * bool(_ABOVE.search(text))
    return min(named, 5) + 2 * bool(_OTHER_POLICY.search(text))


def _forbids(clause: Clause, direct: bool) -> bool:
    forbidden = clause.norm.kind is NormKind.FORBIDS and not direct
    return forbidden or _FORBIDS.search(clause.lead_in or "") is not None


def _only_lists(text: str) -> bool:
    """Whether a text only lists papers, or is too short to send anybody anywhere."""
    listed = text.count(";") + text.count(",") > 3 and _OTHER_POLICY.search(text)
    return bool(listed and not _TO_ITS_READER.search(text)) or len(text.split()) < 6
