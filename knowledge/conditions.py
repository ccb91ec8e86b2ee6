"""Whether the facts that a question states meet a clause's condition."""

import re

from knowledge.facts import Facts, Stated, says
from knowledge.policy import Clause, Norm, NormKind

_A_STORY = 13  # words: a question as long as this tells how things stand

_LEAVE = re.compile(
    r"\b(?:consent\w*|permission|permits?|permitted|agree[ds]?|agreement|knowledge|approv\w+|authori\w+|sign(?:s|ed)?|sign-off|"
    r"cleared|clearance|says? yes|say-so|go-ahead|happy|granted|allows?|allowed)\b",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"\b(?:writ\w+|sign\w*|form|e-?mail|letter)\b", re.IGNORECASE)
_MORE_ASKED = re.compile(
    r"\d|\b(?:and (?!consent|agreement|have agreed|agreed)|both|within|at least|at most|no more|nor|neither|"
    r"not|only|before|until|already|every|each|hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
# Words that bound a permission: what goes past them is not allowed, and a question may go past them.
_BOUNDS = re.compile(
    r"\d|\b(?:only|alone|in writing|up to|exception|dispens\w+|during|no|not|never|but|who|where|if|before|"
    r"after|one|two|three|limited|minimal|those|breaks?|except|save|other than|at most|until|signed|written|"
    r"request|with|within (?:the|an?|\w+ (?:hours|days|weeks|months))|application|private|anonym\w+|leave|"
    r"leaving|out|off|un\w+ed)\b",
    re.IGNORECASE,
)
_OFFICES = re.compile(
    r"\b(?:head|director|manager|officer|lead|leader|chair|board|committee|deputy|supervisor|sister|matron|"
    r"coordinator|editor|partner|chief|counsel|trustees?|secretary|council|team|admin|headteacher|"
    r"attorney|guardian|parents?|carer|social worker|management|doctor|nurse|health)\b"
)


def stated_of(condition: str, facts: Facts) -> Stated:
    """What a question says of a clause's condition: met only when nothing of it is left open.

    A story that denies something is held to deny the condition: whoever tells one with "but
    he hasn't" in it tells what is missing. A short question leaves the condition unsaid.
    """
    told = _leave_stated(condition, facts) if _LEAVE.search(condition) else Stated.UNSAID
    if told is not Stated.UNMET and says("denies", facts.words):
        return Stated.UNMET if owns_to_a_lack(facts) else Stated.UNSAID
    return told


def owns_to_a_lack(facts: Facts) -> bool:
    """Whether a question long enough to tell how things stand says that something is not so."""
    return says("denies", facts.words) and tells_a_story(facts)


def tells_a_story(facts: Facts) -> bool:
    """Whether a question is long enough to tell how things stand."""
    return len(facts.said.split()) >= _A_STORY


def doubtful(facts: Facts) -> bool:
    """Whether a question turns on a "but" or a "not" that these rules cannot weigh."""
    return says("denies", facts.words) or says("turns", facts.words)


def speaks_freely(norm: Norm, clause: Clause) -> bool:
    """Whether a clause allows without a bound: no number, no "only", no other sentence that rules."""
    return norm.kind is NormKind.ALLOWS and not _bounded(norm) and stands_alone(norm, clause)


def leaves_room(norm: Norm, facts: Facts) -> bool:
    """Whether a duty, once done, may leave the act allowed: it says how, or the question tells little."""
    if says("denies", facts.words):
        return False
    says_how = re.match(r"(?:where|when|if|in|before|after|while)\b", norm.words, re.IGNORECASE)
    return bool(says_how) or not tells_a_story(facts)


def may_be_let_off(norm: Norm) -> bool:
    """Whether a duty holds only for some people or cases."""
    return bool(re.search(r"\b(?:if|unless|except|save|where|advised|normally)\b", norm.words, re.IGNORECASE))


def stands_alone(norm: Norm, clause: Clause) -> bool:
    """Whether no other sentence of its clause rules or bounds anything."""
    return all(
        other is norm or (other.kind is NormKind.INFORMS and not _bounded(other)) for other in clause.norms
    )


def _bounded(norm: Norm) -> bool:
    return bool(_BOUNDS.search(norm.words))


def _leave_stated(condition: str, facts: Facts) -> Stated:
    """Leave or consent: refused, given in part, by another or by mouth only is not given."""
    told = {facts.agreed, facts.authorised}
    if Stated.UNMET in told:
        return Stated.UNMET
    if Stated.MET not in told:
        return Stated.UNSAID
    if _WRITTEN.search(condition) and not facts.in_writing:
        return Stated.UNMET if facts.spoken else Stated.UNSAID
    if _MORE_ASKED.search(condition) or not _same_office(condition, facts.said):
        return Stated.UNSAID
    return Stated.MET


def _same_office(condition: str, said: str) -> bool:
    """Whether the one who said yes may be the one whose yes is asked for."""
    asked, named = (
        set(_OFFICES.findall(words.replace("administrator", "admin"))) for words in (condition.lower(), said)
    )
    return not asked or bool(asked & named)
