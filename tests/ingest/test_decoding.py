"""Bytes to text: encodings and line ends; what is no policy is refused in one sentence."""

import re
from pathlib import Path

import pytest

from ingest.readers import LARGEST_FILE, read_document
from ingest.readers.blocks import BlockKind, UnreadableFile

TEXT = "Dress policy\n\nRules\n\nStaff mustn’t wear rings – ever.\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)


def written(folder: Path, content: bytes, name: str = "dress.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    """Why a file is refused: one sentence that names the file and ends in a full stop."""
    with pytest.raises(UnreadableFile) as refused:
        read_document(path)
    sentence = str(refused.value)
    assert path.name in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert not re.search(r"Error|Exception|Traceback", sentence)
    return sentence


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\v"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_and_line_end_gives_the_same_words(encoding: str, ends: str, tmp_path: Path) -> None:
    document = read_document(written(tmp_path, TEXT.replace("\n", ends).encode(encoding)))
    assert document.title == "Dress policy"
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "Rules"),
        (BlockKind.PARAGRAPH, "Staff mustn’t wear rings – ever."),
    ]
    assert document.source == TEXT


@pytest.mark.parametrize("name", ["dress.TXT", "dress.md", "Dress.Markdown"])
def test_a_format_is_known_by_its_ending_whatever_its_case(name: str, tmp_path: Path) -> None:
    assert read_document(written(tmp_path, TEXT.encode(), name)).blocks


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\n", b"---\n"]
)
@pytest.mark.parametrize("name", ["dress.txt", "dress.md"])
def test_a_file_without_words_is_refused(content: bytes, name: str, tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, content, name))
    assert "right file" in sentence


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        b"PK\x03\x04\x14\x00\x06\x00",
        b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n",
        b"{\\rtf1\\ansi Staff must not wear rings.}",
        b"\n<!doctype html><html><body>Staff must not wear rings.</body></html>",
        TEXT.encode("utf-16-le"),
        b"\xff\xfe" + b"odd",
        b"Staff must not\x00 wear rings.",
        b"Staff \x81\x8d\x8f wear rings.",
    ],
)
def test_a_file_that_is_not_text_is_refused_whatever_its_name(content: bytes, tmp_path: Path) -> None:
    assert "not text" in refusal(written(tmp_path, content))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "policies.txt"
    folder.mkdir()
    assert "folder" in refusal(folder)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no file" in refusal(tmp_path / "dress.txt")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dress.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert "20 MB" in refusal(path)


@pytest.mark.parametrize("name", ["dress.docx", "dress.pdf", "dress", ".txt"])
def test_another_format_is_refused_with_those_that_are_read(name: str, tmp_path: Path) -> None:
    assert ".txt, .md, .markdown" in refusal(written(tmp_path, TEXT.encode(), name))


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "dress.txt"
    loop.symlink_to(loop)
    refusal(loop)
