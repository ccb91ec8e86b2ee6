"""The reading model's network: what it computes, and that it can be kept and taken up again."""

from pathlib import Path

import pytest
import torch
from transformers import BertModel

from knowledge.embeddings import packaged_model
from knowledge.training.pair_reader import PairReader, from_base

PAIRS = [
    ("can i post a pic of my mate", "Staff must not post photographs of colleagues without their consent."),
    ("can i post a pic of my mate", "Smoking is banned everywhere on site."),
    ("is it ok to wear trainers on a night shift, they are black and have no logo", "Smoking is banned."),
]


@pytest.fixture(scope="module")
def reader() -> PairReader:
    """The network on MiniLM's own weights, untrained."""
    return from_base(packaged_model()).eval()


def pair_vectors(reader: PairReader, pairs: list[tuple[str, str]]) -> torch.Tensor:
    with torch.no_grad():
        vectors: torch.Tensor = reader(reader.preprocess(pairs))["pair"]
    return vectors


def test_a_pair_reads_the_same_whatever_it_is_read_beside(reader: PairReader) -> None:
    together = pair_vectors(reader, PAIRS)
    apart = torch.cat([pair_vectors(reader, [pair]) for pair in PAIRS])
    assert torch.allclose(together, apart, atol=1e-5)


def test_the_question_looks_into_the_clause(reader: PairReader) -> None:
    first, second, _ = pair_vectors(reader, PAIRS)
    of_question = slice(0, 2 * reader.bert.config.hidden_size)
    assert not torch.allclose(first[of_question], second[of_question], atol=0.05)


def test_the_lower_layers_are_those_of_the_base(reader: PairReader) -> None:
    tokens = reader._tokens([clause for _, clause in PAIRS])
    bert = BertModel.from_pretrained(str(packaged_model()), add_pooling_layer=False).eval()
    with torch.no_grad():
        whole = bert(**tokens, output_hidden_states=True).hidden_states[reader.apart]
        lower = reader.lower(tokens)
    held = tokens["attention_mask"].bool()
    assert torch.allclose(lower[held], whole[held], atol=1e-5)


def test_a_saved_reader_reads_as_before(reader: PairReader, tmp_path: Path) -> None:
    reader.save(str(tmp_path))
    again = PairReader.load(str(tmp_path)).eval()
    assert torch.allclose(pair_vectors(again, PAIRS), pair_vectors(reader, PAIRS), atol=1e-6)
