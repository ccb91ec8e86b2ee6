"""Whether the clauses found answer a question, are merely near its subject, or have nothing to do with it."""

import re
from collections.abc import Sequence
from statistics import fmean

from knowledge.found import Found
from knowledge.lexicon import aspects_asked, aspects_of, words_of

# Two logistic models. The weights were fitted on all questions of the training policies, the choice of what
# to weigh on half of those policies; the first model's constant was then set where one covered question in
# fourteen is refused. A question's length would part the training questions far better, but only because
# of how they were written: weighed in, it turned away plain short questions.
_COVERED = {"constant": -1.0, "score": 2.2, "meaning": 3.6, "aspect": 0.55}
# Up to so many words, below this cosine and without one keyword held anywhere, nothing was understood:
# "asdfgh", "can i". Longer questions may well mean something in words that no clause has.
_FEW, _UNHEARD = 3, 0.3
_FAR = {"constant": 3.1, "score": -6.6, "meaning": -6.6, "work": -1.2, "elsewhere": 2.0}

# What speaks against an answer in a policy: practical questions, other matters between an employer and its
# staff, and the world outside. Looked for in lower case, without apostrophes or other marks.
_START = r"^((hi|hello|hey|so|and) )*"
_ELSEWHERE = re.compile(
    r"\b(recipe|cook|cooking|boil|bake|weather|forecast|rain(ing)?|snow|sunset|tides?|songs?|films?|movie|tv"
    r"|telly|bbc1?|netflix|podcast|novel|plot|lyrics|football|cricket|rugby|match|score|offside|league"
    r"|world cup|olympics|horoscope|lottery|translate|spell|haiku|poem|limerick|joke|riddle|convert|percent"
    r"|square root|formula|capital of|prime minister|president|population|planet|world record|exchange rate"
    r"|train times|council tax|tax return|passport|mot|stain|houseplant|puncture|excel|xbox|playstation"
    r"|birthday|recommend|calories|ounces?|grams?|stone to|kilos|how (do|would) (you|u|i) say"
    r"|in (french|german|spanish|polish|welsh|japanese|romanian|italian|chinese)"
    r"|my (dog|cat|boiler|bike|fridge|cooker|sofa|garden))\b"
    r"|^best\b|\bbest (film|place|way|car|pram|phone|pub|curry)\b|\b\d+ ?x ?\d+\b"
    r"|^(who|what|when) (won|wrote|painted|invented|is the (capital|biggest|tallest))\b"
)
_WORK = re.compile(
    r"\b(work(s|ing)?|job|shifts?|rota|boss|manager|supervisor|staff|team|colleagues?|mate|clients?|residents?"
    r"|patients?|customers?|tenants?|pupils?|members?|service users?|visitors?|famil(y|ies)|pay|paid|wages?"
    r"|pension|holiday|leave|sick|uniform|badge|office|polic(y|ies)|rules?|form|training|course|company|firm"
    r"|agency|volunteers?|contract|hr|expenses?|claim|password|login|wifi|phone|laptop|email|post|facebook|insta"
    r"|whatsapp|photo|pic|allowed|report|complain|complaint|record|notes|cctv|camera|meds|medicine|van|alarm)\b"
)
_OF_EMPLOYMENT = re.compile(
    r"\b(pay|paid|payroll|wages?|pension|salary|overtime|bonus|holidays?|annual leave|rota|swap|park|parking"
    r"|dbs|p60)\b"
)
_AGAINST = (
    (re.compile(_START + r"how (do|can|does|did|would|to)\b"), 3.3),
    (re.compile(r"\bhow (much|many|old|tall|far)\b"), 2.4),
    (re.compile(_START + r"(wheres?|whens?)\b|\bwhat (time|day|date|year|colour|size)\b"), 1.5),
    (
        re.compile(r"\bwhats? (is )?(the|our|my|a)\b.*\b(password|number|code|pin|name|address|balance)\b"),
        2.0,
    ),
    (_OF_EMPLOYMENT, 1.7),
    (_ELSEWHERE, 1.4),
)


def covered(question_text: str, found: Sequence[Found]) -> bool:
    """Whether the clauses found, best first, answer the question, as far as search can tell.

    Weighed are the best score, the mean of the three best cosines, whether the best clause is
    of an aspect of its policy that is asked for, and whether the question's own words point to
    practical matters or outside work. With plain MiniLM, on policies held out from the fit, 8
    in 100 covered questions were refused; 65 in 100 of those near a policy's subject and 19 in
    100 of those far from it were taken for covered.
    """
    if not found or not _understood(words_of(question_text), found):
        return False
    return _covered(question_text, found[0], *_measured(found)) >= 0


def far(question_text: str, found: Sequence[Found]) -> bool:
    """Whether a question that is not covered is no business of any policy: nobody need be asked."""
    if not found:
        return False
    words = words_of(question_text)
    return not _understood(words, found) or _far(" ".join(words), *_measured(found)) >= 0


def against(question_text: str) -> float:
    """How much a question's own words speak for practical matters or the world outside, from 0."""
    plain = " ".join(words_of(question_text))
    return sum(weight for pattern, weight in _AGAINST if pattern.search(plain))


def _understood(words: Sequence[str], found: Sequence[Found]) -> bool:
    return len(words) > _FEW or any(one.keywords or one.similarity >= _UNHEARD for one in found)


def _measured(found: Sequence[Found]) -> tuple[float, float]:
    """The best score, and the mean of the three best cosines."""
    best = sorted((one.similarity for one in found), reverse=True)[:3]
    return max(one.score for one in found), fmean(best)


def _covered(text: str, best: Found, score: float, meaning: float) -> float:
    asked = bool(aspects_asked(text) & aspects_of(best.clause))
    weights = _COVERED
    return (
        weights["constant"]
        + weights["score"] * score
        + weights["meaning"] * meaning
        + weights["aspect"] * asked
        - against(text)
    )


def _far(plain: str, score: float, meaning: float) -> float:
    weights = _FAR
    return (
        weights["constant"]
        + weights["score"] * score
        + weights["meaning"] * meaning
        + weights["work"] * bool(_WORK.search(plain))
        + weights["elsewhere"] * bool(_ELSEWHERE.search(plain))
    )
