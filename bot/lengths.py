"""Texts parted and shortened at paragraphs, sentences and words, for whatever limits a platform has."""

import re


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most so many characters, parted at paragraphs, sentences or words.

    Only a word longer than a whole piece is cut.
    """
    pieces = []
    rest = text.strip()
    while len(rest) > most:
        cut = _parting(rest, most)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest or not pieces else pieces


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, in at most so many characters and whole words."""
    if len(text) <= most:
        return text
    return f"{split(text, most - 1)[0]}…"


def _parting(text: str, most: int) -> int:
    """Where to part a text that is too long: after a paragraph, a sentence or a word, the last that fits."""
    for pattern in (r"\n\s*\n", r"\n", r"(?<=[.!?;:])\s", r"\s"):
        ends = [found.start() for found in re.finditer(pattern, text[: most + 1])]
        # A stump of a piece reads worse than a parting at a lesser place; a word cut in two, worst of all.
        least = 1 if pattern == r"\s" else most // 3
        if ends and ends[-1] >= least:
            return ends[-1]
    return most
