"""A policy file's bytes as text, or a sentence that says why they are none."""

import re
import unicodedata

from ingest.readers.blocks import UnreadableFile

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Formats that are nearly text: read as such, their codes would pass for a policy's words.
_CODED = re.compile(r"\s*(?:\{\\rtf|%PDF-|<!doctype html|<html\b)", re.IGNORECASE)
_LINE_ENDS = re.compile("\r\n?|[\v\x85\u2028\u2029]")


def decoded(content: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises UnreadableFile when the file is empty or is not text.
    """
    if not content.strip():
        raise UnreadableFile(f"{name} is empty: check that it is the right file.")
    text = _text(content)
    lines = _LINE_ENDS.sub("\n", text) if text is not None else None
    if lines is None or _is_binary(lines) or _CODED.match(lines):
        raise UnreadableFile(f"{name} is not text, whatever its ending says: save the policy as plain text.")
    return lines


def _text(content: bytes) -> str | None:
    marked = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_binary(text: str) -> bool:
    """Control characters do not occur in a policy, save tabs, line ends and page breaks."""
    return any(unicodedata.category(character) == "Cc" for character in set(text) - set("\t\n\f"))
