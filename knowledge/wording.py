"""A condition in the asker's words, and the words of a text that carry its meaning."""

import re

_COMMON = set(
    "a about after all also am an and any are as at be been before but by can could did do does for from get go got "
    "had has have he her him his how i if in into is it its just like me my no not now of off ok on once one or our "
    "out over own she should so some that the their them then there they this to too up us was we were what when "
    "where which who will with would you your im ive dont cant alright allowed please must may shall only such other".split()
)
_NAMES_LEAVE = (
    r"(?:knowledge|consent|permission|approval|authority|authori[sz]ation|agreement|clearance|say-so|go-ahead|"
    r"sign-off|licence|permit|sanction|concurrence|invitation)"
)
_GERUNDS = re.compile(r"^(?:first )?having ", re.IGNORECASE)


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their stems."""
    return frozenset(_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _COMMON)


def _stem(word: str) -> str:
    stem = re.sub(r"(?:ings?|ed|es|s|ly|er|ers)$", "", word) if len(word) > 4 else word.removesuffix("s")
    return stem.removesuffix("e")


def for_asker(condition: str | None) -> str:
    """A norm's condition as one would say it to the asker after "only if"."""
    words = re.sub(r"\s+", " ", condition or "").strip()
    if not words:
        return "your manager agrees to it"
    if re.fullmatch(r"(?:their|the person's|his or her|his|her) (?:\w+ )?knowledge(?: and consent)?", words, re.IGNORECASE):
        return "they know about it and have agreed" if "consent" in words.lower() else "they know about it"
    if re.fullmatch(r"(?:their|the person's|his or her|his|her) (?:consent|agreement|permission)", words, re.IGNORECASE):
        return "they have agreed"
    if _GERUNDS.match(words):
        return _GERUNDS.sub("you have ", words)
    if re.match(rf"^(?:[\w'’/-]+ ){{0,7}}?{_NAMES_LEAVE}\b", words) and not _has_verb_first(words):
        return f"you have {words}"
    return words[0].lower() + words[1:] if re.match(r"^[A-Z][a-z]* (?:the|a)\b", words) else words


def _has_verb_first(words: str) -> bool:
    """Whether a verb comes before the word for leave: then the condition is a clause of its own."""
    before = re.split(_NAMES_LEAVE, words, maxsplit=1)[0]
    return bool(re.search(r"\b(?:is|are|has|have|had|gives?|given|holds?|signed|was|were|you|they)\b", before))
