"""What each sentence of a clause forbids, allows, requires or merely tells, and on which condition."""

import re

from ingest.sentences import sentences
from knowledge.policy import Norm, NormKind

_PERMISSION = (
    r"(?:knowledge|consent|permission|approval|authority|authori[sz]ation|agreement|clearance|"
    r"say-so|go-ahead|sign-off|leave from|licence|permit|sanction|concurrence|prior notice|invitation)"
)

_BLAMELESS = r"(?! be (?:afraid|blamed|punished|penalised|disadvantaged|charged|made|frozen|treated|counted)\b)"
_CAN = r"(?:must|may|shall|should|can|ought|will|would)"

# The first pattern found in a sentence decides its kind; telling what happens comes before ordering it.
_KINDS: tuple[tuple[NormKind, str], ...] = (
    (NormKind.INFORMS, r"\?$|^(?:this|the|our) (?:policy|procedure|document|guidance|code)\b.{0,80}\b(?:aims?|sets? out|is intended|"
     r"is designed|covers?|applies|relates|explains?)\b|^it (?:also )?(?:relates|applies|extends|covers)\b|\bwhat (?:they|you|"
     r"staff) can\b"),
    (NormKind.INFORMS, r"\b(?:may|might|could|can|will|shall) (?:also |well |then |normally |only )*(?:be (?:regarded|"
     r"treated|dealt|deemed|considered|seen) as|be (?:dealt with|referred to|sent home|retrained|prosecuted|dismissed|"
     r"disciplined|suspended|recovered|liable|subject to)|lead to|result in|amount to|face|cost|count as)\b"),
    (NormKind.FORBIDS, rf"\b{_CAN}(?: not|n['’]t)\b{_BLAMELESS}(?! (?:have|need|oblig|only|just|normally|apply|count))"),
    (NormKind.FORBIDS, rf"\b(?:cannot|mustn['’]t|can['’]t)\b{_BLAMELESS}"),
    (NormKind.FORBIDS, r"\b(?:never|under no circumstances|on no account|is not to|are not to)\b"),
    (NormKind.FORBIDS, r"^(?:please |also |so |however,? |but )?(?:do not|don['’]t|no (?=\w+ing\b))"),
    (NormKind.FORBIDS, r"^(?:[^,.;]{1,60}, )?(?:no|neither|none of|nobody|nothing)\b(?! (?:in|here))[^.;]{0,90}?\b(?:may|shall|"
     rf"must|can|should|is to|are to|will|(?:is|are) (?:permitted|allowed|acceptable))\b{_BLAMELESS}"),
    (NormKind.FORBIDS, rf"\b(?:nobody|no[ -]?one)(?: else)? (?:may|shall|must|can|should|is to|is allowed)\b{_BLAMELESS}"),
    (NormKind.FORBIDS, r"\b(?:is|are|be|remains?) (?:strictly |absolutely |also |never |always )*(?:prohibited|forbidden|"
     r"banned|not (?:allowed|permitted|acceptable|on|okay|ok|accepted)|out of bounds|off limits|unacceptable|ruled out)\b"),
    (NormKind.FORBIDS, r"\b(?:do|does) not (?:have|get) (?:permission|the right) to\b|\bnot be (?:used|shared|taken)\b|"
     r"\bdo(?:es)? not normally\b"),
    (NormKind.ALLOWS, r"\bonly with\b|\bonly (?:when|once|after)\b"),
    (NormKind.ALLOWS, r"(?<!which )(?<!that )(?<!who )(?<!it )\b(?:may|can)\b(?! be (?:able|asked|required|refused|withdrawn|"
     r"monitored|read|changed))(?! (?:have|need|lose|want|wish|require|contain|come|affect|harm|put))"),
    (NormKind.ALLOWS, r"\b(?:free to|entitled to|it is accepted|it is (?:fine|okay|ok|acceptable|all right) to|"
     r"(?:is|are) (?:\w+ )?(?:welcome|encouraged|invited|allowed|permitted|acceptable|fine|okay|ok)\b|(?:has|have|reserves?) "
     r"the right to|at liberty to|nothing (?:in|here)[^.]{0,60}\b(?:prevents?|stops?)|nothing herein shall)"),
    (NormKind.REQUIRES, r"\b(?:must|shall|should|ought to|needs? to|(?:has|have) to|(?:is|are) (?:\w+ )?(?:required|"
     r"expected|obliged|responsible|bound|advised|asked) (?:to |for )|(?:is|are) to (?=[a-z])|it is (?:essential|vital|important|necessary|the "
     r"(?:responsibility|duty) of)|make sure|ensure that)\b"),
    (NormKind.REQUIRES, r"^(?:please |always |then |first,? |instead,? )*(?:tell|ring|call|keep|lock|report|put|use|ask|take|"
     r"check|make|wear|wash|store|record|send|give|let|leave|hand|bring|log|sign|write|stop|get|return|show|say|turn|"
     r"switch|complete|phone|email|pass|speak|contact|fill|follow|remove|treat|book|save|stay|clean|set|note|cover|"
     r"pick|move|lift|wait|claim|change|read|pay|open|close|shut|empty|wipe|look|talk|refer|do|be)\b"
     r"(?! [^.]{0,20}\b(?:is|are|was)\b)(?![^.]{0,12}:)"),
)

_LEADS: tuple[tuple[NormKind, str], ...] = (
    (NormKind.INFORMS, r"\b(?:aims?|purpose|objectives?|means?|includes?|covers?|designed|intended)(?: \w+)?(?: to)?$"),
    (NormKind.FORBIDS, r"\b(?:must|may|shall|should|can|do|will)(?: not|n['’]t)\b|\bcannot\b|\bnever\b|\bnot allowed\b|"
     r"\bnot permitted\b|\bprohibit|\bforbidden\b|\bbanned\b|^no (?:person|member|employee|one|staff|worker)\b|"
     r"^(?:please )?don['’]t|\bnot acceptable\b|\bunacceptable\b|\bavoid\b"),
    (NormKind.ALLOWS, r"\b(?:may|can|free to|welcome to|allowed to|permitted to|encouraged to|entitled to)$|\bgo ahead$|"
     r"\byou can do without asking$|^(?:allowed|permitted|acceptable)$|^do$"),
    (NormKind.REQUIRES, r"\b(?:must|shall|should|have to|need to|required to|expected to|ensure|make sure|always|"
     r"responsible for|are to)(?: that)?$"),
)

_ON_PERMISSION = re.compile(
    r"\b(?:only )?with (?:your |the |prior |written |our )*(?:permission|agreement|approval|authori[sz]ation|consent)\b|"
    r"\bask first\b|\bneeds? (?:a yes|agreement|approval|permission)\b|\bsubject to approval\b",
    re.IGNORECASE,
)

_UNLESS = re.compile(r"\b(?:unless|until|except (?:where|when|if|with)|save (?:where|when|if|that|with))\s+(.+)", re.I | re.S)
_CLAUSAL = re.compile(
    r"\b(?:provided(?: that| always that)?|providing(?: that)?|(?:so|as) long as|on (?:the )?condition that|but only if|"
    r"only (?:if|where|when|once|after|on|in)|in which case|subject to)\s+(.+)",
    re.I | re.S,
)
_ONLY = re.compile(rf"\bonly (?:by|with|for|to|on)\s+((?:[\w'’/-]+ ){{0,6}}{_PERMISSION}\b.*)", re.I | re.S)
_WITH = re.compile(
    rf"\bwith\s+((?:(?:the|their|your|our|his|her|a|an|prior|written|express|explicit|signed|advance|[\w'’-]+['’]s?)\s+)*"
    rf"{_PERMISSION}\b.*)",
    re.I | re.S,
)
_SOFT = re.compile(r"(?:\bonce|\bafter|\bif|\bwhere|\bwhen)\s+(?!necessary|possible|you (?:like|wish))(.+)", re.I | re.S)
_ONLY_WHO = re.compile(r"^only\s+(.+?)\s+(?:may|can|shall|should|is|are)\b", re.I | re.S)
_ENDS_ONLY = re.compile(r"\b((?:in|outside|during|on|at|by|for|from|between|within)\s[^,;]+?) only\b(?! if)", re.I)
_WITHOUT = re.compile(
    rf"\bwithout\s+(?:first\s+)?((?:(?!without\b)[\w'’/(),-]+ ){{0,7}}?{_PERMISSION}\b[^;]*|"
    r"(?:asking|telling|having|first|their knowing|getting|checking|obtaining)\b[^;]*)",
    re.I | re.S,
)
_PASSIVE = re.compile(
    r"\b(?:must|shall|should|needs? to|(?:has|have) to|(?:is|are) to)(?: first| also)? be (?:first )?"
    r"(authori[sz]ed|approved|agreed|signed off|cleared|permitted|countersigned)(?: in writing)?(?: beforehand)? by "
    r"(.+?)(?= (?:to|before|in order|prior|for|first|in writing|beforehand)\b|[.;,]|$)",
    re.I | re.S,
)
_OBTAIN = re.compile(
    r"(?:\b(?:must|shall|should|needs? to|(?:has|have) to|(?:is|are) (?:required|expected) to)(?: first| always| also)? "
    rf"(?:obtain|get|have|seek|be given|gain|secure|hold)|\bneeds?|\brequires?) ((?:[\w'’/-]+ ){{0,8}}{_PERMISSION}\b(?: (?:of|from|in) .+?)?)"
    r"(?= (?:to|before|for|prior|first|beforehand)\b|[.;,]|$)",
    re.I | re.S,
)


def leads(lead_in: str | None) -> NormKind | None:
    """What the words that introduce a list make of its items, or None when they make nothing of them."""
    words = re.sub(r"[\s:–—-]+$", "", lead_in or "").strip()
    found = (kind for kind, pattern in _LEADS if re.search(pattern, words, re.IGNORECASE))
    return next(found, None)


def norms(text: str, lead_in: str | None) -> tuple[Norm, ...]:
    """One norm for each sentence of a clause, in order; the words of them all are the text.

    lead_in: the words that introduce the clause's list ("Staff must not:"), or None. It rules
    the first sentence, which goes on from it, and no other. A text without any word has none.
    """
    parts = sentences(text)
    return tuple(_norm(part, lead_in if place == 0 else None) for place, part in enumerate(parts))


def _norm(sentence: str, lead_in: str | None) -> Norm:
    led = leads(lead_in)
    kind = led or _kind(sentence)
    if led is NormKind.ALLOWS and _kind(sentence) is NormKind.FORBIDS:
        kind = NormKind.FORBIDS
    condition, unless, cut = _terms(kind, sentence)
    if condition is None and unless is None and lead_in and _ON_PERMISSION.search(lead_in):
        condition = "permission"
    act = sentence[:cut] if led else _after_modal(sentence[:cut])
    return Norm(kind, act.strip(" ,;.") or sentence, condition, unless, sentence)


def _kind(sentence: str) -> NormKind:
    found = (kind for kind, pattern in _KINDS if re.search(pattern, sentence, re.IGNORECASE))
    return next(found, NormKind.INFORMS)


def _terms(kind: NormKind, sentence: str) -> tuple[str | None, str | None, int]:
    """The condition, what lifts the rule, and where in the sentence the first of them begins."""
    if kind is NormKind.REQUIRES:
        return _leave_needed(sentence)
    if kind is NormKind.INFORMS:
        return None, None, len(sentence)
    if kind is NormKind.FORBIDS:
        if without := _WITHOUT.search(sentence):
            return _both(_tidy(without.group(1))), None, without.start()
        lifted = _UNLESS.search(sentence) or _CLAUSAL.search(sentence) or _ONLY.search(sentence)
        return (None, _tidy(lifted.group(1)), lifted.start()) if lifted else (None, None, len(sentence))
    for pattern in (_CLAUSAL, _ONLY, _UNLESS, _WITH, _SOFT, _ONLY_WHO, _ENDS_ONLY):
        if found := pattern.search(sentence):
            cut = found.start() or len(sentence)
            return _before_the_rule(_tidy(found.group(1))), None, cut
    return None, None, len(sentence)


def _leave_needed(sentence: str) -> tuple[str | None, str | None, int]:
    if passive := _PASSIVE.search(sentence):
        done, by = passive.group(1).lower(), passive.group(2).strip()
        whom = "you" if done.startswith(("authori", "permit", "clear")) else "it"
        return f"{by} has {done} {whom}", None, len(sentence)
    if obtained := _OBTAIN.search(sentence):
        return obtained.group(1).strip(), None, len(sentence)
    return None, None, len(sentence)


def _tidy(words: str) -> str:
    """A condition without what follows its end and without its last stop."""
    ended = re.split(r";|:\s|\s[–—]\s|,? (?:whereupon|in which event|in which case|and even then)\b", words, maxsplit=1)[0]
    return re.sub(r"[\s.,;:!?]+$", "", ended).strip()


def _before_the_rule(words: str) -> str:
    """A condition that opened its sentence, without the rule that follows its comma."""
    rule = re.search(r",\s(?=[^,]*\b(?:may|can|shall|must|will|reserves?|(?:is|are) (?:allowed|fine|welcome|free))\b)", words)
    return words[: rule.start()] if rule else words


def _both(words: str) -> str:
    """A ban on doing it without this "or" that is lifted only by both: the safe reading."""
    return re.sub(rf"({_PERMISSION}) or (?=(?:[\w'’-]+ )?{_PERMISSION})", r"\1 and ", words, flags=re.IGNORECASE)


def _after_modal(sentence: str) -> str:
    modal = re.search(
        r"\b(?:must|may|shall|should|can|cannot|might|will|(?:free|expected|welcome|required|encouraged|allowed|"
        r"permitted|authorised .+?) to)(?: not\b| never\b)? (?=\w)",
        sentence,
    )
    return sentence[modal.end() :] if modal else sentence
