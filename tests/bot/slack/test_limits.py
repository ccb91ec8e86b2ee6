"""Texts are split where a reader would, and nothing over Slack's limits gets past the check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lengths import shortened, split
from bot.slack.limits import (
    CONTEXT_ELEMENTS,
    HEADER,
    SECTION,
    Block,
    ViewOverLimit,
    check_blocks,
    check_view,
)


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def section(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def button(**changed: object) -> Block:
    return {
        "type": "button",
        "action_id": "handrail:share:0",
        "text": plain("Share"),
        "value": "x",
        **changed,
    }


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert split("One. Two.", 20) == ["One. Two."]
    assert split("", 20) == [""]


def test_a_long_text_is_parted_at_paragraphs_then_sentences_then_words() -> None:
    assert split("First of all.\n\nSecond of all. Third of all.", 30) == [
        "First of all.",
        "Second of all. Third of all.",
    ]
    assert split("One two three. Four five six. Seven.", 32) == ["One two three. Four five six.", "Seven."]
    assert split("one two three four five", 12) == ["one two", "three four", "five"]


def test_only_a_word_longer_than_a_piece_is_cut() -> None:
    assert split("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


@given(st.text(alphabet="abc de.\n", max_size=400), st.integers(5, 60))
def test_no_word_is_lost_or_cut_and_no_piece_is_too_long(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(len(piece) <= most for piece in pieces)
    words = text.split()
    if all(len(word) <= most for word in words):
        assert " ".join(pieces).split() == words
    else:
        assert "".join("".join(pieces).split()) == "".join(words)


def test_what_is_shortened_ends_in_an_ellipsis_after_a_whole_word() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one two", 9) == "one two"


@pytest.mark.parametrize(
    "blocks",
    [
        [header("a" * (HEADER + 1))],
        [header("")],
        [section("a" * (SECTION + 1))],
        [section("")],
        [section("a")] * 51,
        [{"type": "context", "elements": [plain("a")] * (CONTEXT_ELEMENTS + 1)}],
        [{"type": "context", "elements": [plain("a" * 2001)]}],
        [actions(*(button(action_id=f"a{n}") for n in range(26)))],
        [actions(button(), button())],
        [actions(button(text=plain("a" * 76)))],
        [actions(button(value="a" * 2001))],
        [actions(button(action_id="a" * 256))],
        [actions()],
        [{**section("a"), "block_id": "b"}, {**section("a"), "block_id": "b"}],
    ],
)
def test_a_message_over_a_limit_is_refused(blocks: list[Block]) -> None:
    with pytest.raises(ViewOverLimit):
        check_blocks(blocks, "message")


def test_a_message_at_its_limits_is_taken() -> None:
    check_blocks([header("a" * HEADER), *[section("a" * SECTION)] * 49], "message")
    check_blocks([section("a")] * 100, "modal")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": plain("a" * 25)},
        {"title": plain("")},
        {"submit": plain("a" * 25)},
        {"private_metadata": "a" * 3001},
        {"callback_id": "a" * 256},
        {"blocks": [section("a")] * 101},
    ],
)
def test_a_view_over_a_limit_is_refused(changed: dict[str, object]) -> None:
    view = {"type": "modal", "title": plain("Clause"), "blocks": [section("a")]}
    check_view(view)
    with pytest.raises(ViewOverLimit):
        check_view({**view, **changed})
