"""Conditions and duties as one says them to the asker, and the words of a text that carry its meaning."""

import re

from knowledge.policy import Norm

_LONG = 4  # letters: shorter words keep their endings

_COMMON = frozenset(
    re.findall(
        r"\S+",
        """
        a about after all also am an and any are as at be been before but by can could did do does for from
        get go got had has have he her him his how i if in into is it its just like me my no not now of off ok
        on once one or our out over own she should so some that the their them then there they this to too up
        us was we were what when where which who will with would you your im ive dont cant alright allowed
        please must may shall only such other
        """,
    )
)
_LEAVE = (
    r"(?:knowledge|consent|permission|approval|authority|authori[sz]ation|agreement|clearance|say-so|go-ahead|"
    r"sign-off|licence|permit|sanction|concurrence|invitation)"
)
_THEIR_LEAVE = re.compile(
    r"(?P<whose>their|his or her|his|her|(?:the|that) [\w -]+?['\u2019]s) (?:\w+ )?"
    r"(?P<first>knowledge|consent|agreement|permission)(?: and (?P<second>consent|agreement|permission))?",
    re.IGNORECASE,
)
_HAVING = re.compile(r"^(?:first )?having ", re.IGNORECASE)
_NOUN_OF_LEAVE = re.compile(rf"^(?P<before>(?:[\w'\u2019/-]+ ){{0,7}}?){_LEAVE}\b", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|has|have|had|gives?|given|holds?|signed|was|were|you|they)\b")
_FRAGMENT = re.compile(
    r"(?:to|for|on|in|at|by|during|from|between|outside|within|with|through|upon)\b", re.IGNORECASE
)
_NOUN = re.compile(r"(?:an?|the|those|one|any)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:may|can|must|shall|should|will)\b")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|does|do|did|may|can|must|will|shall|\w+[^s\W]s)\b")
_SUBJECTS = re.compile(
    r"\b(they|you|staff(?: members)?|members of staff|employees?|workers?|volunteers?|everyone|managers?|"
    r"drivers?) (?:also |always |first )?(?:must|shall|should|ought|need|have|are|is)\b",
    re.IGNORECASE,
)

_NO_ORDER = re.compile(
    r"(?:an?|the|any|every|each|all|both|this|these|that|it|its|you|your|our|their|his|her|when|where|if|in|for|"
    r"before|after|once|while|at|on|to|with|from|no|nobody|have (?:been|no))\b",
    re.IGNORECASE,
)

AS_THE_CLAUSE_ASKS = "you do as the clause asks"
NOT_FORBIDDEN = "it is not what the next rule forbids"
WITHIN_THE_CLAUSE = "it goes no further than the clause allows"


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their stems."""
    return frozenset(_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _COMMON)


def _stem(word: str) -> str:
    stem = re.sub(r"(?:ings?|ed|es|s|ly|er|ers)$", "", word) if len(word) > _LONG else word.removesuffix("s")
    return stem.removesuffix("e")


def for_asker(condition: str) -> str:
    """A norm's condition as one would say it to the asker after "only if"."""
    words = re.sub(r"\s+", " ", condition).strip()
    if theirs := _THEIR_LEAVE.fullmatch(words):
        return _their_leave(theirs)
    if words.startswith("only "):
        return _only_these(words.removeprefix("only "))
    if _HAVING.match(words):
        return _HAVING.sub("you have ", words)
    return _as_a_sentence(words)


def _as_a_sentence(words: str) -> str:
    """A condition that may lack its subject or verb, with both."""
    if re.fullmatch(r"(?:it|they|you|that|this) (?:is|are|was)", words):
        return WITHIN_THE_CLAUSE
    if re.match(r"(?:so )?\w+ed by\b", words):
        return f"you are {words}"
    leave = _NOUN_OF_LEAVE.match(words)
    if leave and not _VERB.search(leave["before"]) and not _VERB.match(words[leave.end() :].strip()):
        return f"you have {words}"
    if _FRAGMENT.match(words):
        return WITHIN_THE_CLAUSE if _MODAL.search(words) else f"it is {words}"
    if _NOUN.match(words) and not _FINITE.search(words):
        return f"it is {words}"
    return words[:1].lower() + words[1:] if re.match(r"(?:The|A|An|Their|Your)\b", words) else words


def _their_leave(theirs: re.Match[str]) -> str:
    """Leave that somebody else gives: "the person's consent" is that the person has agreed."""
    named = theirs["whose"].lower().startswith(("the ", "that "))
    who = theirs["whose"][:-2] if named else "they"
    knows, agreed = ("knows", "has agreed") if named else ("know", "have agreed")
    if theirs["first"].lower() != "knowledge":
        return f"{who} {agreed}"
    return f"{who} {knows} about it and {agreed}" if theirs["second"] else f"{who} {knows} about it"


def _only_these(what: str) -> str:
    """What alone is allowed: "Only the mugs in the rack may be used"."""
    return f"it is {what}" if re.match(r"an?\b", what, re.IGNORECASE) else f"it is among {what}"


def duty_for_asker(norm: Norm) -> str:
    """What a norm requires, as one would say it to the asker after "only if"."""
    duty = re.split(r";|:\s|, (?:e\.g|i\.e)", norm.act, maxsplit=1)[0].strip(" ,.")
    subject = _SUBJECTS.search(norm.words[: norm.words.find(norm.act)])
    if subject and subject.group(1).lower() == "they":
        duty = re.sub(r"\btheir\b", "your", re.sub(r"\bthey\b", "you", duty))
    if _NO_ORDER.match(duty):
        return AS_THE_CLAUSE_ASKS
    if duty.startswith("be "):
        return f"{'you are' if subject else 'it is'} {duty.removeprefix('be ')}"
    return f"you {duty[:1].lower()}{duty[1:]}"
