"""The reading model's network: in MiniLM's upper layers a question looks into a clause read beforehand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule
from torch import Tensor, nn
from transformers import AutoTokenizer, BertConfig, BertModel

from knowledge.training.lengths import Tokens, by_length, in_groups, without_dropout

# A plain cross-encoder reads question and clause as one text, so every clause is read anew for
# every question. Here clause and question go through the lower layers apart; in the upper ones
# the question's words attend to the clause's words beside their own, while the clause never looks
# at the question. What a clause gives to that is computed once and kept, and a question costs
# little more for each clause than its own few words.

APART = 3  # lower layers in which question and clause do not meet
LONGEST = 128  # tokens of a question, and of a clause
PAIRS_AT_ONCE = 64
BASE = "bert"  # the folder of the base's own settings, inside a saved model's

Pair = tuple[str, str]


class PairReader(InputModule):
    """A module for CrossEncoder: pairs of question and clause in, a vector for each pair out ("pair").

    The vector holds the question's first word and its mean after looking at the clause, and the
    clause's own mean: three times the width of the base.
    """

    config_file_name = "pair_reader.json"
    config_keys: list[str] = ["apart"]  # noqa: RUF012 (as the library declares it)

    def __init__(self, bert: BertModel, tokenizer: Any, apart: int = APART) -> None:
        super().__init__()
        self.bert = bert
        self.tokenizer = tokenizer
        self.apart = apart
        layers, width = bert.config.num_hidden_layers - apart, bert.config.hidden_size
        # Tells the question's words which of what they see is clause: both count positions from one.
        self.of_clause = nn.Parameter(torch.zeros(layers, width))
        without_dropout(bert)

    @property
    def width(self) -> int:
        """How long a pair's vector is."""
        return 3 * int(self.bert.config.hidden_size)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Each question and each clause tokenized once, and which pair has which."""
        inputs = [((prompt or "") + question, clause) for question, clause in inputs]
        questions = list(dict.fromkeys(question for question, _ in inputs))
        clauses = list(dict.fromkeys(clause for _, clause in inputs))
        place = {text: at for at, text in enumerate(questions)}, {text: at for at, text in enumerate(clauses)}
        asked, read = self._tokens(questions), self._tokens(clauses)
        return {
            **asked,
            "clause_input_ids": read["input_ids"],
            "clause_attention_mask": read["attention_mask"],
            "question_of": torch.tensor([place[0][question] for question, _ in inputs]),
            "clause_of": torch.tensor([place[1][clause] for _, clause in inputs]),
        }

    def _tokens(self, texts: list[str]) -> Tokens:
        made = self.tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        return {"input_ids": made["input_ids"], "attention_mask": made["attention_mask"]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds "pair", one vector for each pair."""
        read = {
            "input_ids": features["clause_input_ids"],
            "attention_mask": features["clause_attention_mask"],
        }
        kept = in_groups(read, lambda group: self._padded(self.kept_of(group), read))
        asked: Tokens = {name: features[name] for name in ("input_ids", "attention_mask")}
        lower = in_groups(asked, lambda group: self._padded_rows(self.lower(group), asked))
        features["pair"] = self._pairs(features, lower, kept, asked, read)
        return features

    def _pairs(
        self, features: dict[str, Any], lower: Tensor, kept: Tensor, asked: Tokens, read: Tokens
    ) -> Tensor:
        question_of, clause_of = features["question_of"], features["clause_of"]
        pairs: Tokens = {name: rows[question_of] for name, rows in asked.items()}
        parts: list[tuple[Tensor, Tensor]] = []
        for places, group in by_length(pairs, PAIRS_AT_ONCE):
            longest = group["attention_mask"].shape[1]
            clauses = clause_of[places]
            mask = read["attention_mask"][clauses]
            furthest = int(mask.sum(dim=1).max())
            words = lower[question_of[places], :longest]
            seen = kept[clauses][:, :, :, :furthest]
            parts.append((places, self.joined(words, group["attention_mask"], seen, mask[:, :furthest])))
        order = torch.cat([places for places, _ in parts])
        return torch.cat([vectors for _, vectors in parts])[torch.argsort(order)]

    @staticmethod
    def _padded(kept: Tensor, like: Tokens) -> Tensor:
        missing = like["input_ids"].shape[1] - kept.shape[3]
        return nn.functional.pad(kept, (0, 0, 0, missing))

    @staticmethod
    def _padded_rows(rows: Tensor, like: Tokens) -> Tensor:
        return nn.functional.pad(rows, (0, 0, 0, like["input_ids"].shape[1] - rows.shape[1]))

    def lower(self, tokens: Tokens) -> Tensor:
        """The words of each text after the lower layers: (texts, words, width)."""
        words: Tensor = self.bert.embeddings(input_ids=tokens["input_ids"])
        mask = tokens["attention_mask"]
        for layer in self.bert.encoder.layer[: self.apart]:
            words = _through(layer, words, words, mask)
        return words

    def kept_of(self, tokens: Tokens) -> Tensor:
        """What the upper layers need of each clause: (clauses, layers, keys and values, words, width)."""
        words = self.lower(tokens)
        upper = self.bert.encoder.layer[self.apart :]
        kept = []
        for at, layer in enumerate(upper):
            seen = words + self.of_clause[at]
            attention = layer.attention.self
            kept.append(torch.stack((attention.key(seen), attention.value(seen)), dim=1))
            if at + 1 < len(upper):
                words = _through(layer, words, words, tokens["attention_mask"])
        return torch.stack(kept, dim=1)

    def joined(self, words: Tensor, mask: Tensor, kept: Tensor, clause_mask: Tensor) -> Tensor:
        """The vector of each pair, from a question's words after the lower layers and what a clause gives."""
        both = torch.cat((clause_mask, mask), dim=1)
        for at, layer in enumerate(self.bert.encoder.layer[self.apart :]):
            words = _through(layer, words, words, both, kept[:, at, 0], kept[:, at, 1])
        weights = mask.unsqueeze(-1).to(words.dtype)
        mean = (words * weights).sum(dim=1) / weights.sum(dim=1)
        of_clause = clause_mask.unsqueeze(-1).to(words.dtype)
        clause_mean = (kept[:, -1, 1] * of_clause).sum(dim=1) / of_clause.sum(dim=1)
        return torch.cat((words[:, 0], mean, clause_mean), dim=1)

    def save(self, output_path: str, *_: Any, safe_serialization: bool = True, **__: Any) -> None:
        """Writes weights, tokenizer and this module's settings into a folder."""
        self.bert.config.save_pretrained(Path(output_path, BASE))
        self.tokenizer.save_pretrained(output_path)
        self.save_config(output_path)
        self.save_torch_weights(output_path, safe_serialization=safe_serialization)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **_: Any) -> "PairReader":
        """The module as save wrote it."""
        folder = Path(model_name_or_path, subfolder)
        bert = BertModel(BertConfig.from_pretrained(folder / BASE), add_pooling_layer=False)
        settings = cls.load_config(str(folder))
        module = cls(bert, AutoTokenizer.from_pretrained(str(folder)), **settings)
        cls.load_torch_weights(str(folder), model=module)
        return module


def from_base(folder: Path, apart: int = APART) -> PairReader:
    """The network with the weights of a sentence-transformers model on BERT in a folder."""
    bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
    return PairReader(bert, AutoTokenizer.from_pretrained(str(folder)), apart)


def _through(
    layer: Any,
    words: Tensor,
    seen: Tensor,
    mask: Tensor,
    keys: Tensor | None = None,
    values: Tensor | None = None,
) -> Tensor:
    """One BERT layer; the words attend to those seen, after further keys and values where there are any."""
    attention = layer.attention.self
    key, value = attention.key(seen), attention.value(seen)
    if keys is not None and values is not None:
        key, value = torch.cat((keys, key), dim=1), torch.cat((values, value), dim=1)
    attended = nn.functional.scaled_dot_product_attention(
        _heads(attention.query(words), attention),
        _heads(key, attention),
        _heads(value, attention),
        attn_mask=mask[:, None, None, :].bool(),
    )
    attended = attended.transpose(1, 2).flatten(2)
    after: Tensor = layer.attention.output(attended, words)
    through: Tensor = layer.output(layer.intermediate(after), after)
    return through


def _heads(words: Tensor, attention: Any) -> Tensor:
    split = words.unflatten(2, (attention.num_attention_heads, attention.attention_head_size))
    return split.transpose(1, 2)
