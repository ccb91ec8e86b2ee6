"""Whether somebody asks about wrong done by their own manager, who is then not the one to send them to."""

import re

_MANAGER = (
    r"\b(?:my|our|the|their) (?:own |line |unit |home |deputy |duty |shift |registered )*"
    r"(?:manager|mgr|manger|boss|gaffer|supervisor|team ?lead(?:er)?|senior|deputy|sup)\b"
)
_WRONG = (
    r"(?:steal|stole|nick(?:s|ed|ing)|thief|thiev|crook|fraud|fiddl|brib|blackmail|hit(?:s|ting)?\b|slap"
    r"|push|punch|kick|hurt|harm|assault|abus|neglect|bull(?:y|ies|ied)|harass|intimidat|threat|shout|scream"
    r"|swear|swore|yell|humiliat|touch|grop|creep|perv|racis|sexis|homophob|transphob|discriminat|victimis"
    r"|pick(?:s|ed|ing) on|drunk|(?:on|taking) drugs|falsif|fak(?:e|es|ed|ing)\b|forg(?:es?|ed|ing)\b"
    r"|l(?:ie|ies|ied|ying)\b|cover(?:s|ed|ing)?(?: it| this| that)? ?up|hush|rough with|illegal"
    r"|ignor(?:es|ed|ing) (?:my|the|our|it))"
)
# Between the manager and the deed stand only such words: "my manager if a resident is hurt" is no charge.
_BETWEEN = (
    r"(?:\s+(?:is|was|has|have|had|keeps?|kept|been|just|always|often|sometimes|still|also|being|who|he|she|they|a|an"
    r"|the one|really|so|very|may|might|be|seems?|to|getting|gets|got|already|really|actually|probably))*\s+"
)
_BY_MANAGER = re.compile(rf"{_MANAGER}{_BETWEEN}{_WRONG}", re.IGNORECASE)
_TO_ASKER = re.compile(rf"\b{_WRONG}[^.?!;,]{{0,25}}?\bby {_MANAGER}", re.IGNORECASE)
_HUSHING = re.compile(
    r"\b(?:manager|mgr|manger|boss|gaffer|supervisor|team ?lead(?:er)?|senior|deputy)\b[^.?!;]{0,40}?"
    r"\b(?:keep (?:it |this |that |my mouth )?(?:quiet|shut|secret|to (?:my|our)sel(?:f|ves))|say nothing"
    r"|hush (?:it|this|that)(?: ?up)?|cover (?:it|this|that) up|sweep (?:it|this|that) under"
    r"|not (?:to )?(?:report|tell|say|write|record)"
    r"|(?:don'?t|do not|never|stop) (?:report|tell|record|write|speak))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:complain\w*|concern\w*|grievance|report\w*|accus\w+|whistle\w*|raise)\b[^.?!;,]{0,20}?"
    rf"\b(?:about|against|on) {_MANAGER}|\b(?:report|expose) {_MANAGER}",
    re.IGNORECASE,
)


def about_own_manager(text: str) -> bool:
    """Whether a question tells of wrong done by the asker's manager, or of a complaint about them."""
    return any(pattern.search(text) for pattern in (_BY_MANAGER, _TO_ASKER, _HUSHING, _ABOUT))
