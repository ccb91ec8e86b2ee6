"""What a question asks and which facts it states: who has agreed, who has authorised, what is wanted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.answer import Question


class Asks(StrEnum):
    """What kind of answer a question wants."""

    LEAVE = "leave"  # may I?
    DUTY = "duty"  # do I have to?
    OMISSION = "omission"  # may I leave it out?
    INFORMATION = "information"  # who, what, when, how, why?
    DRAFT = "draft"  # will you write it?


class Stated(StrEnum):
    """What a question says about a condition."""

    MET = "met"
    UNMET = "unmet"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one question asks and states.

    agreed: whether the people concerned know and have said yes. authorised: whether somebody
    with a say has given leave. in_writing: whether the question speaks of writing, e-mail or a
    signature. words: the question in small letters with its slang spelt out, earlier turns first.
    """

    asks: Asks
    agreed: Stated
    authorised: Stated
    in_writing: bool
    words: str


_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"[’`]", "'"),
    (r"\b(?:im)\b", "i'm"),
    (r"\bu\b", "you"),
    (r"\bur\b", "your"),
    (r"\b(?:pls|plz)\b", "please"),
    (r"\b(?:cos|coz|cuz|bcos|bc)\b", "because"),
    (r"\b(do|does|did|is|are|was|were|has|have|had|would|should|could|must)nt\b", r"\1n't"),
    (r"\b(?:cant|cannot|can not)\b", "can't"),
    (r"\b(?:wont)\b", "won't"),
    (r"\baint\b|\bain't\b", "isn't"),
    (r"\b(?:permision|permisson|premission)\b", "permission"),
    (r"\b(?:concent|consnt)\b", "consent"),
    (r"\b(?:alowed|aloud|allowd)\b", "allowed"),
    (r"\b(?:gotta|got to|gotto)\b", "have to"),
    (r"\b(?:mgr|mngr|manger)\b", "manager"),
    (r"\b(?:okey|okay|okai|oke)\b", "ok"),
    (r"\b(?:allright|alrite|alrght)\b", "alright"),
    (r"\b(?:pics?|photos?|fotos?)\b", "photo"),
    (r"\b(?:ive)\b", "i've"),
    (r"\b(?:id)\b(?= (?:like|want|love))", "i'd"),
)

_LEAVE = re.compile(
    r"\b(?:can|may|could|might|shall) (?:i|we|he|she|they|you|u|my|our|the|a|an|it|someone|somebody|anyone|staff)\b|"
    r"\b(?:is|are|am|was|were|be|would|if|it) (?:it|that|this|i|we|they|he|she)?\s?(?:be )?(?:all )?"
    r"(?:ok|alright|right|allowed|fine|permitted|acceptable|cool|legit|good|safe|wrong|bad|a problem|an issue|frowned on)\b|"
    r"\b(?:ok|alright|all right|allowed|fine|cool|acceptable|permitted|happy|good|safe|free) (?:to|for|if|with|by)\b|"
    r"\b(?:ok|alright|all right|allowed|fine|right|yes or no|yeah|good|cool|is that ok|job done|all good|good to go|go ahead)"
    r"\s*[?!.]*$|\b(?:problem|trouble|harm|objections?|comeback|bother|issue)\b|\bmind if\b|\bin order\b|\bam i (?:in the )?"
    r"(?:clear|covered)\b|\bdid i do (?:right|wrong)\b|\bpermitted\b|\bcan't (?:i|we)\b|\bwould (?:it|that|i|they)\b|"
    r"\bdo i get to\b|\bshould i\b|\bshall i\b|\bgo for it\b"
)
_DUTY = re.compile(
    r"\b(?:do|does|did|must|should|would|will) (?:i|we|he|she|they|you|staff|it|everyone|all of us) (?:really |still |actually |"
    r"even |always |all )*(?:have to|need to|need|have|must|ought)\b|\b(?:must|have) (?:i|we) (?:to )?\b|\bam i (?:obliged|"
    r"expected|required|supposed|meant|bound|made)\b|\b(?:are|is) (?:we|staff|everyone|he|she|it|they) (?:obliged|expected|"
    r"required|supposed|meant|bound|compulsory|mandatory)\b|\bis it (?:compulsory|mandatory|required|necessary|my job|a must)\b|"
    r"^(?:have to|need to|must i)\b|\bdo i (?:tell|report|need|have)\b|\bhave i to\b"
)
_OMISSION = re.compile(
    r"\b(?:can|could|may|ok to|alright to|fine to|allowed to|do) (?:i|we|you|they|he|she)?\s?(?:just |still |please )*(?:skip|not|"
    r"ignore|refuse|miss|leave out|leave it|leave off|opt out|get out of|say no|avoid|dodge|drop|keep quiet|put off|wait|delay)\b|"
    r"\b(?:without (?:doing|telling|asking|reporting)|skip (?:it|the|that)|leave (?:it|that) (?:out|off)|put it off|keep it to "
    r"myself|say nothing|sort it (?:later|tomorrow|monday)|do it later|don't (?:bother|need to|have to))\b"
)
_INFORMATION = re.compile(
    r"^(?:so |and |but |ok |hi |hello |please |sorry |then |by )*(?:what|who|whose|whom|when|where|why|how|which|whats|whos|hows|"
    r"what's|who's|how's|wheres|where's|whens|explain|tell me|give me|list|summari[sz]e|remind me|for how|in (?:one|short|"
    r"plain|simple)|to whom|by when|at what|does (?:it|the|this|a|an)|do (?:they|you|we)|is there|are there|can you (?:tell|explain)"
    r"|could you (?:tell|explain))\b|"
    r"\b(?:what happens|what will happen|how (?:long|many|much|soon|often|quick|quickly|far|do|does|would|come|can)|who (?:do|is|"
    r"can|decides|has|gets|signs|picks|will|runs)|what (?:do|does|is|are|counts?|if|now|then|help|must|would|did|should|sort|kind|"
    r"details?|time)|when (?:is|do|does|did|will)|where (?:do|is|are|can)|which (?:one|app|form|is|are|of)|why (?:do|is|are|can|the|"
    r"not)|how come|what's|will (?:i|he|she|they) (?:be|get|lose)|what (?:to|for)|the point)\b"
)
_DRAFT = re.compile(r"^(?:please |can you |could you |hi |hey )*(?:write|draft|compose|knock up|do) (?:me |us |a |an |my |\d)")

_SHORT = re.compile(r"^(?:and|but|so|or|then|ok|what if|even if|what about|how about|also|not even)\b")

_PEOPLE = (
    r"(?:s?he|they|them|everyone|everybody|all(?: of (?:them|us))?|both(?: of (?:them|us))?|all \w+|the (?:\w+ ){1,3}?|my (?:\w+ "
    r"){1,2}?|her|his \w+|(?:her|his|their) (?:\w+ ){1,2}?|mum|dad|kaz|client|resident|patient|parents?|(?:[a-z]+))"
)
_AGREES = (
    r"(?:said (?:yes|ok|fine|go (?:ahead|for it)|sure|i can|it'?s (?:ok|fine)|that'?s fine|yeah|they'?re fine|s?he'?s fine)|"
    r"says? (?:yes|ok|fine|go (?:ahead|for it)|sure|i can|yeah|it'?s (?:ok|fine)|(?:they|s?he) (?:don't|doesn't) mind)|"
    r"(?:has |have |had |'ve |'s |both |all )*(?:agreed?|consent(?:s|ed)?|okayed|ok'?d)|agrees|(?:is|are|was|were) (?:all )?"
    r"(?:ok|fine|happy|cool|up for it|on board|game)\b|gave (?:me |us |his |her |their )*(?:the )?(?:permission|consent|ok|go.ahead|"
    r"thumbs up|blessing|leave|say.so)|(?:don't|doesn't|didn't) mind|(?:has |have |'ve )?signed (?:the|a|his|her|their|it|form)|"
    r"wants? (?:me|it|us) (?:to|up|on|posted)|loves? (?:it|the photo)|thumbs up|begged me|told me to)"
)
_AGREED = re.compile(rf"\b{_AGREES}")
_REFUSED = re.compile(
    r"\b(?:said no|says no|refused?|not (?:keen|happy|ok|asked|agreed|signed)|(?:hasn't|haven't|has not|have not|didn't|did not|"
    r"never|not|nobody(?: has)?|no one(?: has)?|no-one(?: has)?|none of (?:them|us)|without)\s(?:even |actually |yet |been |ever |"
    r"really |properly |quite )*(?:agree[ds]?|consent(?:ed)?|sign(?:ed|ing)?|ask(?:ed|ing)?|say yes|said yes|tell|told|telling|"
    r"know|knows|knew|given|got|get|heard|answered|replied|approved?|authorised?|cleared|okayed|checked)|doesn't know|don't know|"
    r"dunno i|no idea|has no clue|(?:she|he|they)(?:'d| would) (?:hate|go mad)|changed (?:his|her|their) minds?|wants? it (?:down|"
    r"gone|off)|took (?:it|his|her) back|withdrew|behind (?:his|her|their) back|secretly|sneaky|on the sly|no (?:consent|"
    r"permission|ok|form|approval|authori[sz]ation|sign.off|say.so)|against (?:his|her|their)|too ill to ask|can't ask|ask after|"
    r"ask later|(?:shook|shakes) (?:his|her) head|only (?:one|two|half|some) of (?:them|us)|one of (?:them|the (?:\w+)) (?:said no|"
    r"didn't|hasn't|doesn't)|not (?:yet|had|got|been) |asleep when|isn't (?:keen|signed|happy))\b"
)
_BOSS = (
    r"(?:managers?|boss|gaffer|management|head(?: of \w+)?|director|supervisor|lead|sister|matron|deputy|admin|administrator|"
    r"officer|approver|team|office|committee|board|owner|hr|it|comms|coordinator|trustee|chair|partner|chief|dean|principal|"
    r"secretary|steward|warden|controller|editor|counsel|doctor|nurse|consultant|executive)"
)
_AUTHORISED = re.compile(
    rf"\b{_BOSS}\b[^.?!]{{0,40}}?\b{_AGREES}|\b{_BOSS}\b[^.?!]{{0,40}}?\b(?:approved|authorised|authorized|cleared|signed(?: it)?(?: "
    r"off)?|gave|emailed|wrote|confirmed|put (?:it|that|her|his)|let me|ticked|passed|granted|nodded|rubber)\b|"
    r"\b(?:i have|i've|i had|got|have|with|with the) (?:got |the |a |his |her |their |my |written |signed |full |an )*(?:permission|"
    r"approval|authori[sz]ation|go.ahead|sign.off|clearance|ok|green light|nod|say.so|leave|consent|yes)\b|"
    r"\b(?:i'm|i am|i was|been|it was|it's been|it's|its) (?:authori[sz]ed|cleared|approved|okayed|signed off|passed)\b"
)
_WRITING = re.compile(r"\b(?:writing|written|wrote|email(?:ed)?|e-mail(?:ed)?|letter|signed|signature|in black and white|on paper|form)\b")


def plain(text: str) -> str:
    """A question in small letters, with the commonest slang and misspellings spelt out."""
    words = text.lower()
    for pattern, spelling in _SPELLINGS:
        words = re.sub(pattern, spelling, words)
    return re.sub(r"\s+", " ", words).strip()


def facts(question: Question) -> Facts:
    """What the question asks and states. What is said later overrides what was said before."""
    turns = [plain(turn.user) for turn in question.history] + [plain(question.text)]
    latest = turns[-1]
    asked = _asks(latest) if not question.history or not _goes_on(latest) else _asks_in_turn(turns)
    return Facts(
        asked,
        _latest(turns, _agreement),
        _latest(turns, _authority),
        any(_WRITING.search(turn) for turn in turns),
        " ".join(turns),
    )


def _goes_on(words: str) -> bool:
    """Whether a later turn only changes a detail of what was asked before."""
    return bool(_SHORT.match(words)) or len(words.split()) <= 4


def _asks_in_turn(turns: list[str]) -> Asks:
    latest = _asks(turns[-1])
    informs = re.match(r"^(?:and |so |ok |but |then )*(?:what (?!if|about)|who|when|where|why|how (?!about)|which|by when)", turns[-1])
    if latest in (Asks.OMISSION, Asks.DUTY) or informs:
        return latest
    return _asks(turns[-2]) if len(turns) > 1 else latest


def _asks(words: str) -> Asks:
    if _DRAFT.search(words):
        return Asks.DRAFT
    if _OMISSION.search(words):
        return Asks.OMISSION
    if _DUTY.search(words) and not re.match(r"^(?:what|who|when|how|which|where)\b", words):
        return Asks.DUTY
    if _INFORMATION.search(words) and not _LEAVE.search(words):
        return Asks.INFORMATION
    return Asks.LEAVE


def _latest(turns: list[str], says: Callable[[str], Stated]) -> Stated:
    """The last turn's word on a matter, or the one before where the last is silent."""
    heard = [stated for stated in map(says, turns) if stated is not Stated.UNSAID]
    return heard[-1] if heard else Stated.UNSAID


def _agreement(words: str) -> Stated:
    if _REFUSED.search(words):
        return Stated.UNMET
    return Stated.MET if _AGREED.search(words) else Stated.UNSAID


def _authority(words: str) -> Stated:
    if _REFUSED.search(words):
        return Stated.UNMET
    return Stated.MET if _AUTHORISED.search(words) else Stated.UNSAID
