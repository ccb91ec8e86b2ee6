"""Policies that a clause sends its reader to and that nobody has loaded."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from knowledge.keywords import COMMON
from knowledge.lexicon import stem, terms_of, words_of
from knowledge.policy import Clause

_KIND = (
    r"(?:Policy|Procedure|Handbook|Code(?: of (?:Conduct|Practice|Ethics))?|Protocol|Guid(?:ance|elines|e))"
)
# Papers of other kinds end a name, so that a list of papers is not read as one name.
_PAPER = rf"(?:{_KIND}|Annex|Appendix|Checklist|Form|Manual|Plan|Promise|Register|Rules|Schedule|Standard)\b"
# A word of a name begins with a capital and holds no digit: "MHC/OP/14" is a filing number.
_WORD = rf"(?!{_PAPER})[A-Z][^\W\d]*(?:[/'’-][^\W\d]+)*['’]?(?![\w/])"
_JOIN = r"(?:and|of|for|from|at|to|in|on|by|with|&)"
# These stand before a name, or open a sentence with it, and are no part of it.
_BEFORE = (
    r"(?P<before>(?:(?:The|Our|Its?|Your|See|Under|Read|Use|Follow|Please|Also|Refer|Check|Ask|To|In|An?|All|Any|If"
    r"|This|These|Supersedes|Replaces|Old|Former) )*)"
)
_CAPITALS = re.compile(
    rf"(?<![\w/'’-]){_BEFORE}(?P<name>(?:(?:{_WORD}, )+(?={_WORD} (?:and|&) ))?"
    rf"{_WORD}(?: (?:{_JOIN} )?{_WORD})*(?: (?:in|at|on) the {_WORD})? {_KIND}|Code of (?:Conduct|Ethics))\b"
)
# In small letters a name is told from other words only behind what points to it, or by standing alone.
_SMALL_WORD = (
    r"(?!(?:th(?:e|is|ese|at|ose)|an?|any|each|every|all|no|other|another|its|our|your|their|his|her|my|whose|which"
    r"|own|same|separate|single|new|old|former|current|existing|relevant|normal|usual|proper|right|wrong|above|below"
    r"|following|agreed|written|is|are|has|have|was|by|under|with|from|or|company|organisation|council|policies"
    r"|procedures) )"
    r"[A-Za-z][\w-]*"
)
_SMALL = re.compile(
    r"(?:(?<![\w'’-])(?P<before>[Tt]he|[Oo]ur|[Ii]ts|[Ss]ee|[Uu]nder|\w+['’] ?s|\w+s['’]) "
    r"|(?:^|; ?)(?=[^;.,]{1,60}(?:[;.]|$)))"
    rf"(?P<name>{_SMALL_WORD}(?: (?:(?:and|at|for|to|of|on|in) )?{_SMALL_WORD}){{0,3}}"
    r" (?:policy|procedure|handbook|code of conduct|protocol|guidelines))(?:s\b|\b)"
)
_NOT_ANOTHER = re.compile(
    r"\b(?:this|these|(?:old|former|previous|supersed\w+|replac\w+|takes over from)(?: the| our| its)?) $",
    re.IGNORECASE,
)
# "Ashgrove Care's Complaints Policy" is said without its owner, "Children's Services Policy" is not.
_OWNER = re.compile(
    r"^(?:[\w-]+ )*?(?!(?:People|Children|Women|Men|Resident|Patient|Client|Person)\b)[\w-]+['’]s "
)
_OF_EVERY_POLICY = """
policy policies procedure code guide guidance handbook rule staff work working job shift company organisation
home hospice hospital school manager service user person people resident patient client care day time year
place member team colleague complete
"""
_STOP, _END = re.compile(r"[.;](?= |$)"), re.compile(r" ?(?:[.;]|$)")
_NO_NAME = """
policy procedure handbook code protocol guidance guidelines guide conduct practice ethics
the this these and of for from an to in on at by with company organisation our
"""
_EMPTY = frozenset(_NO_NAME.split())


def named_elsewhere(question_text: str, clauses: Sequence[Clause], titles: Iterable[str]) -> str | None:
    """The first policy that these clauses name for the question's matter and that is not held, or None.

    It is for the question's matter when its name, or the part of a sentence that names it and no
    other, shares a word with the question: most clauses that name a policy speak of breaches.
    titles: of the policies held. A name is held when all that matters in it stands in one title
    ("Media Policy" is the "Social media policy"), or a title of two words or more stands in it,
    or it ends in a title: what comes before says whose policy it is. A policy's name for itself
    is no other policy.
    """
    held = [(_words(title), frozenset(_all_words(title))) for title in titles]
    asked = _stems_asked(question_text)
    for clause in clauses:
        for name, said in _named(" ".join(clause.text.split())):
            words = _words(name) or (("code",) if name.startswith("Code of ") else ())
            if words and _about(asked, f"{name} {said}") and not any(_same(words, *title) for title in held):
                return name
    return None


def _stems_asked(text: str) -> frozenset[str]:
    """What a question speaks of, in its own words and in the policies' words for them."""
    terms = terms_of(words_of(text))
    stems = {one for term in terms for name in (term.stems, *term.names) if len(name) == 1 for one in name}
    return frozenset(stems - _telling_nothing())


def _about(asked: Iterable[str], said: str) -> bool:
    """Whether one of the stems is in what is said: "photograph" is in "Photography" too."""
    stems = {stem(word) for word in words_of(said)}
    return any(one in stems or any(word.startswith(one) for word in stems if len(one) > 4) for one in asked)


def _named(text: str) -> list[tuple[str, str]]:
    """The policies that a text names, in its order, as they are said after "the".

    Each with the words around it, from stop or semicolon to the next, where it is alone there.
    """
    found = sorted((*_CAPITALS.finditer(text), *_SMALL.finditer(text)), key=lambda match: match.start("name"))
    others = [match for match in found if _of_another(text, match)]
    parts = [_part(text, match) for match in others]
    return [
        (_OWNER.sub("", match["name"]), text[slice(*part)] if parts.count(part) == 1 else "")
        for match, part in zip(others, parts, strict=True)
    ]


def _of_another(text: str, match: re.Match[str]) -> bool:
    if _NOT_ANOTHER.search(text[: match.start("name")]):
        return False
    # In small letters, a name that nothing points to fills its whole part of the sentence.
    return match["before"] is not None or _END.match(text, match.end()) is not None


def _part(text: str, match: re.Match[str]) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, match.start("name")) for mark in (". ", "; ")) + 1
    end = _STOP.search(text, match.end())
    return start, end.start() if end else len(text)


def _same(words: Sequence[str], title: Sequence[str], whole_title: frozenset[str]) -> bool:
    around = len(title) > 1 and set(title) <= set(words)
    # Run together, because one writes "whistle blowing" and another "whistleblowing".
    ends = bool(title) and "".join(words).endswith("".join(title))
    return whole_title.issuperset(words) or around or ends


def _words(name: str) -> tuple[str, ...]:
    """What matters in a name, in its order."""
    return tuple(word for word in _all_words(name) if word not in _EMPTY)


def _all_words(name: str) -> list[str]:
    """The words of a name in small letters, without the s of a plural."""
    said = re.findall(r"[^\W\d_]{2,}", name.lower())
    return [word if word in _EMPTY or len(word) < 4 else word.removesuffix("s") for word in said]


@cache
def _telling_nothing() -> frozenset[str]:
    return frozenset(map(stem, words_of(f"{COMMON} {_OF_EVERY_POLICY}")))
