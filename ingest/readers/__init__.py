"""One module a format: a file becomes blocks of text with their structure."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.readers.blocks import Document, UnreadableFile
from ingest.readers.decoding import decoded
from ingest.readers.markdown import read_markdown
from ingest.readers.plain_text import read_plain_text

READERS: Mapping[str, Callable[[str], Document]] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}

LARGEST_FILE = 20 * 1024 * 1024
"""The largest file that is read, in bytes: fifty times a hundred-page handbook."""


def read_document(path: Path) -> Document:
    """The blocks of a policy file, read by its format.

    Raises UnreadableFile when there is no such file, its format is unknown, it is too large,
    empty, binary or not text.
    """
    reader = READERS.get(path.suffix.lower())
    if path.is_dir():
        raise UnreadableFile(f"{path} is a folder: name the policy files in it.")
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}: check its name and folder.")
    if reader is None:
        known = ", ".join(READERS)
        raise UnreadableFile(f"{path.name} is of a kind that cannot be read: use one of {known}.")
    document = reader(decoded(_content(path), path.name))
    if not document.blocks:
        raise UnreadableFile(f"{path.name} holds no policy text: check that it is the right file.")
    return document


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            limit = LARGEST_FILE // (1024 * 1024)
            raise UnreadableFile(f"{path.name} is larger than {limit} MB: split it into its policies.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} cannot be opened ({error.strerror}): check who may read it."
        ) from error
