"""Whether a question carries somebody's personal details, which do not belong in a chat."""

import re

NOTICE = (
    "Your message seems to hold somebody's personal details. Please leave out names, addresses, "
    "numbers and health details when you ask in chat: the rule is the same without them."
)

_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\b[\w.+-]+@[\w-]+\.[\w.]+", 0),
        # Telephone, NHS and National Insurance numbers, as written with or without spaces.
        (r"(?<!\d)(?:\+44|0)(?:[\s-]?\d){9,10}(?!\d)", 0),
        (r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)", 0),
        (r"\bnhs (?:no|num|number)\b\D{0,5}\d", re.IGNORECASE),
        (r"\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b", re.IGNORECASE),
        (r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", 0),
        (
            r"\b\d{1,4}[a-z]?,? (?:(?!(?:of|in|the|to|a|and|my|per|on|at)\b)[a-z'’]+ ){1,2}"
            r"(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|court|crescent|terrace|gardens|grove|way|place)\b",
            re.IGNORECASE,
        ),
        (r"\b(?:d\.?o\.?b\.?|date of birth|born on)\b\D{0,5}\d", re.IGNORECASE),
        (r"\b(?:in|at|from) (?:room|flat|bed) \d+\b", re.IGNORECASE),
        (
            r"(?<!\bmy )\b(?:mrs?|ms|dr)\.? (?!(?:who|is|was|and|or|the|in|on|at|to)\b)[a-z][a-z'’-]*\b",
            re.IGNORECASE,
        ),
        (r"\b(?:Miss|Sister|Nurse) [A-Z][a-z]+", 0),
    )
)  # fmt: skip
_NO_NAME = frozenset(
    """
    Facebook Instagram WhatsApp Whatsapp Twitter TikTok Tiktok Google Microsoft Teams LinkedIn
    YouTube Snapchat Messenger Zoom Slack Amazon Apple Android iPhone Policy Policies Care Quality
    Commission Social Media Work Services Service Safeguarding Disclosure Barring Employee Handbook
    Whistle Whistleblowing Mobile Phone Phones Monday Tuesday Wednesday Thursday Friday Saturday
    Sunday January February March April May June July August September October November December
    Christmas Eve Day New Year Easter Good United Kingdom Great Britain England Scotland Wales
    Northern Ireland London Human Resources Health Safety Data Protection Act Line Senior Registered
    Manager Team Leader Deputy Head Office Company Home House Hospital Trust Council Local Authority
    General Public Interest Information Commissioner Grand National World Cup Premier League
    """.split()  # noqa: SIM905 -- as a list it would be a line a word
)
_TWO_CAPITALISED = re.compile(
    r"(?<=[a-z,;:] )([A-Z][a-z]+(?:[-'’][A-Za-z]+)?) ([A-Z][a-z]+(?:[-'’][A-Za-z]+)?)\b"
)
_NAMED = re.compile(r"\b(?:called|named|name is|name's|names?)\s+([A-Z][a-z]+)\b")


def holds_personal_details(text: str) -> bool:
    """Whether a text seems to name a person or give a number, an address or a birthday of one."""
    if any(pattern.search(text) for pattern in _PATTERNS) or _NAMED.search(text):
        return True
    pairs = _TWO_CAPITALISED.findall(text)
    return any(first not in _NO_NAME and last not in _NO_NAME for first, last in pairs)
