"""A clause's text cut into its sentences, each exactly as it stands."""

import re

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "e.g. i.e. eg. ie. e. i. etc. cf. viz. vs. approx. incl. nos. art. para. paras. reg. sec. p. pp. "
        "mr. mrs. ms. dr. prof. st. rev. jr. sr. ltd. co. dept. tel. ext. hrs. mins. a.m. p.m.",
    )
)

_LONGEST_ABBREVIATION = 12

_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s+[^\sa-z,;:)&])")


def _ends(text: str, start: int, end: int) -> bool:
    """Whether the stop at text[start:end] closes a sentence rather than an abbreviation or initial."""
    if text[start] != ".":
        return True
    # No abbreviation is longer; looking back further would cost the square of a text of stops.
    word = re.search(r"[\w.]*$", text[max(0, start - _LONGEST_ABBREVIATION) : start])
    last = f"{word.group() if word else ''}.".lower()
    if re.fullmatch(r"[a-z]\.", last) and text[end - 1] == ".":
        return False
    return last not in _ABBREVIATIONS or text[end - 1] != "."


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order and without the white space around them.

    Joined again with the white space that parted them they are the text. A stop ends a
    sentence when something other than a small letter follows; abbreviations ("e.g.", "etc.",
    "Mr.") and initials end none. A text without any word has no sentences.
    """
    cuts = [stop.end() for stop in _END.finditer(text) if _ends(text, stop.start(), stop.end())]
    parts = (text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True))
    return tuple(part for part in parts if part)
