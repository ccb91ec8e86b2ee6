"""How the tests of ingest show a document: one line a block, marked as one would write it by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.blocks import Block, BlockKind, Document

Outline = Callable[[Document], list[str]]

CLIENT_POLICY = Path(__file__).parents[3] / "shared" / "policies" / "social-media-policy.txt"


def _line(block: Block) -> str:
    indent = "  " * (block.level - 1)
    if block.kind is BlockKind.HEADING:
        return f"{'#' * block.level} {block.text}"
    if block.kind is BlockKind.ITEM:
        return f"{indent}{block.number or '-'} {block.text}"
    return f"{block.label} | {block.text}" if block.kind is BlockKind.ROW else block.text


def _outline(document: Document) -> list[str]:
    return [_line(block) for block in document.blocks]


@pytest.fixture(scope="session")
def outline() -> Outline:
    """A document's blocks, one line each: "# Heading", "2 rule", "- bullet", "Label | value", paragraph."""
    return _outline


@pytest.fixture(scope="session")
def client_policy() -> Path:
    """A policy in use, which stands beside the checkout and is no part of it."""
    if not CLIENT_POLICY.is_file():
        pytest.skip("the policy in use is not beside this checkout")
    return CLIENT_POLICY
