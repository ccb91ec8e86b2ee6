"""Whether a question goes on from the turn before it, or opens a subject of its own."""

import re
from dataclasses import replace

from knowledge.answer import Question
from knowledge.keywords import COMMON
from knowledge.lexicon import words_of

# Looked for in lower case, without apostrophes or other marks. On policies kept apart nearly nine in ten
# follow-ups are told by these, and one in five of the questions that were asked on their own.
_GOES_ON = re.compile(
    r"^(and|but|so|ok|okay|what if|wat if|what about|how about|even|then|also|or|if|does (that|it|this)"
    r"|is (that|it|this|he|she) (?!ok|alright|all right|allowed|fine)|would (that|it)|same|not|no|nope|yes"
    r"|yeah|nah|only|still|right|because|cos|anyway|actually|just|fine|cheers|thanks|ta|alright|great|good"
    r"|hmm|oh|im|she|he|they|its|it|that|thats|this|hes|shes|theyre|can (he|she|they|it|that)|for how|until"
    r"|till|too|which)\b"
    r"|\b(tho|though|instead|as well|at least|i mean)\b|\b(then|too)$"
)
_ASKS = re.compile(
    r"^(can|could|may|am|is|do|does|should|shall|will|would|are|(?:who|what|when|where|how|why)s?)\b"
    r".*\b(i|we|my|our|it ok|the|a)\b"
)
# Words that say something: with one, in a few, it is no question alone; with three, none that does not ask.
_BARE, _SHORT = 1, 3
_FEW = 6
_SMALL = frozenset(COMMON.split())


def in_its_context(question: Question) -> Question:
    """The question without the turns before it where it opens a subject of its own.

    Else the answer to "can i use my phone on shift" would hang on whatever was asked before it.
    """
    return question if not question.history or goes_on(question.text) else replace(question, history=())


def goes_on(text: str) -> bool:
    """Whether a text reads as going on from something said before it."""
    words = words_of(text)
    plain = " ".join(words)
    telling = sum(word not in _SMALL for word in words)
    return (
        bool(_GOES_ON.search(plain))
        or (telling <= _BARE and len(words) <= _FEW)
        or (telling <= _SHORT and _ASKS.search(plain) is None)
    )
