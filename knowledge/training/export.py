"""The two trained models as the int8 files that Handrail runs: python -m knowledge.training.export."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from sentence_transformers import CrossEncoder, SentenceTransformer
from torch import Tensor, nn

from knowledge.closeness import IMPORTANCE
from knowledge.embeddings import DIGEST
from knowledge.search import embedding_text
from knowledge.training.corpus import Part, policies
from knowledge.training.late_interaction import Words, by_word
from knowledge.training.pair_reader import PairReader

WEIGHTS = Path("knowledge/weights")
SHARED = "weights.bin"
SAID = 40  # questions and clauses of the reference
NARROW = 256  # numbers of a word's vector
SMALL = 1024  # bytes: smaller tensors stay in the graph


class SearchGraph(nn.Module):
    """Token ids to what the search model gives: a unit vector a text, its words, and what each counts.

    onto: (width, narrow), what a word's vector is multiplied by to make it narrow.
    """

    def __init__(self, model: SentenceTransformer, onto: Tensor) -> None:
        super().__init__()
        self.bert = model[0].auto_model
        self.onto = nn.Parameter(onto, requires_grad=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Unit vectors, (texts, width); words, (texts, words, narrow); weights, (texts, words)."""
        words = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        counts = attention_mask.unsqueeze(-1).to(words.dtype)
        mean = (words * counts).sum(dim=1) / counts.sum(dim=1)
        odds = IMPORTANCE * words[:, :, 0] + (1.0 - attention_mask.to(words.dtype)) * -1e4
        rows = nn.functional.normalize(words, dim=2) @ self.onto
        return nn.functional.normalize(mean, dim=1), rows, odds.softmax(dim=1)


def narrow(model: SentenceTransformer, texts: list[str]) -> Tensor:
    """(width, NARROW): onto the directions in which the words of these texts differ most.

    Products of words stay about what they were, in two thirds of the memory and time.
    """
    words = model.encode(texts, output_value="token_embeddings", show_progress_bar=False)
    rows = nn.functional.normalize(torch.cat(list(words)), dim=1)
    _, directions = torch.linalg.eigh(rows.T @ rows)
    return directions[:, -NARROW:].contiguous()


class ClauseGraph(nn.Module):
    """Token ids of clauses to what the reading model keeps of them, in half precision."""

    def __init__(self, reader: PairReader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """(clauses, layers, keys and values, words, width)."""
        return self.reader.kept_of({"input_ids": input_ids, "attention_mask": attention_mask}).half()


class QuestionGraph(nn.Module):
    """One question's token ids and what was kept of some clauses to the scores of each pair."""

    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.reader, *self.heads = list(model)
        self.head = nn.Sequential(
            *(part for dense in self.heads for part in (dense.linear, dense.activation_function))
        )

    def forward(self, input_ids: Tensor, kept: Tensor, clause_mask: Tensor) -> Tensor:
        """(clauses, scores)."""
        mask = torch.ones_like(input_ids)
        words = self.reader.lower({"input_ids": input_ids, "attention_mask": mask})
        count = kept.shape[0]
        words, mask = words.expand(count, -1, -1), mask.expand(count, -1)
        return self.head(self.reader.joined(words, mask, kept.float(), clause_mask))


def export(graph: nn.Module, example: tuple[Tensor, ...], axes: Any, out: Path) -> None:
    """Writes a graph as int8 ONNX, one scale a channel; the names of axes are its inputs'."""
    graph.eval()
    with TemporaryDirectory() as folder, torch.no_grad():
        exact, ready = Path(folder, "exact.onnx"), Path(folder, "ready.onnx")
        program = torch.onnx.export(graph, example, dynamo=True, dynamic_shapes=axes, verbose=False)
        program.save(str(exact), external_data=False)
        quant_pre_process(str(exact), str(ready), skip_symbolic_shape=True)
        # Seven bits of weight: without it sums overflow on processors that lack VNNI.
        quantize_dynamic(ready, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def shared_weights(graphs: Iterable[Path], into: Path) -> None:
    """Moves the weights of these graphs into one file beside them, what they have in common only once."""
    kept: dict[bytes, int] = {}
    with into.open("wb") as file:
        for path in graphs:
            model = onnx.load(path)
            for tensor in model.graph.initializer:
                held = onnx.numpy_helper.to_array(tensor).tobytes()
                if len(held) < SMALL:
                    continue
                if held not in kept:
                    file.seek(-(-file.tell() // 4096) * 4096)
                    kept[held] = file.tell()
                    file.write(held)
                tensor.raw_data = held
                onnx.external_data_helper.set_external_data(tensor, into.name, kept[held], len(held))
                tensor.ClearField("raw_data")
                tensor.data_location = onnx.TensorProto.EXTERNAL
            path.write_bytes(model.SerializeToString())


def _example() -> Tensor:
    """Three rows of nine. A new tensor each time: one that is given twice would be exported as one input."""
    return torch.ones(3, 9, dtype=torch.long)


def export_search(model: SentenceTransformer, out: Path) -> None:
    """The search model as model.onnx with its tokenizer."""
    out.mkdir(parents=True, exist_ok=True)
    texts, words = torch.export.Dim("texts", max=4096), torch.export.Dim("words", max=512)
    clauses = [embedding_text(clause) for policy in policies(Part.TRAIN) for clause in policy.clauses]
    export(
        SearchGraph(model, narrow(model, clauses)),
        (_example(), _example()),
        ({0: texts, 1: words}, {0: texts, 1: words}),
        out / "model.onnx",
    )
    _save_tokenizer(model, out)
    digest = hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()
    # An index made with other weights must not be searched with these.
    (out / DIGEST).write_text(f"{digest[:16]}\n", encoding="utf-8")


def _save_tokenizer(model: Any, out: Path) -> None:
    """The tokenizer's files, each ended by a line feed as every text file here is."""
    for name in model.tokenizer.save_pretrained(str(out)):
        path = Path(name)
        if path.suffix == ".json" and path.is_file():
            path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n", encoding="utf-8")


def export_reading(model: CrossEncoder, out: Path) -> None:
    """The reading model as clauses.onnx and questions.onnx over one file of weights, with its tokenizer."""
    out.mkdir(parents=True, exist_ok=True)
    clauses, words, asked = (torch.export.Dim(name, max=512) for name in ("clauses", "words", "asked"))
    axes = {0: clauses, 1: words}
    graph = ClauseGraph(model[0])
    export(graph, (_example(), _example()), (axes, axes), out / "clauses.onnx")
    kept = graph(_example(), _example()).detach()
    example = (torch.ones(1, 7, dtype=torch.long), kept, _example())
    export(QuestionGraph(model), example, ({1: asked}, {0: clauses, 3: words}, axes), out / "questions.onnx")
    shared_weights((out / "clauses.onnx", out / "questions.onnx"), out / SHARED)
    _save_tokenizer(model, out)


def reference(search: SentenceTransformer, reading: CrossEncoder, out: Path) -> None:
    """What the models say to some questions before they are made small, for tests to compare with."""
    one = policies(Part.VALIDATION)[0]
    questions = [asked.text for asked in one.asked[:: len(one.asked) // SAID]][:SAID]
    clauses = [embedding_text(clause) for clause in one.clauses][:SAID]
    pairs = list(zip(questions, clauses, strict=False))
    exact = {
        "questions": questions,
        "clauses": clauses,
        "question_vectors": _rounded(search.encode(questions, normalize_embeddings=True)),
        "clause_vectors": _rounded(search.encode(clauses, normalize_embeddings=True)),
        "by_word": _rounded(by_word(_words(search, questions), _words(search, clauses))),
        "scores": _rounded(reading.predict(pairs, activation_fn=nn.Identity())),
    }
    out.write_text(json.dumps(exact) + "\n", encoding="utf-8")


def _words(model: SentenceTransformer, texts: list[str]) -> Words:
    tokens = model.preprocess(texts)
    with torch.no_grad():
        words: Tensor = model(dict(tokens))["token_embeddings"]
    return Words(words, tokens["attention_mask"])


def _rounded(table: Any) -> list[list[float]]:
    return [[round(float(value), 4) for value in row] for row in table]


@click.command()
@click.option(
    "--search", type=click.Path(exists=True, path_type=Path), default=Path("training-output/search/model")
)
@click.option(
    "--reading", type=click.Path(exists=True, path_type=Path), default=Path("training-output/reading/model")
)
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS)
def main(search: Path, reading: Path, out: Path) -> None:
    """Export both trained models into the folder that Handrail loads them from."""
    finder = SentenceTransformer(str(search), device="cpu")
    reader = CrossEncoder(str(reading), device="cpu", trust_remote_code=True)
    with TemporaryDirectory() as folder:
        export_search(finder, Path(folder, "search"))
        export_reading(reader, Path(folder, "reading"))
        for name in ("search", "reading"):
            shutil.rmtree(out / name, ignore_errors=True)
            shutil.copytree(Path(folder, name), out / name)
    reference(finder, reader, out / "reference.json")
    click.echo(f"The models are in {out}.")


if __name__ == "__main__":
    main(prog_name="python -m knowledge.training.export")
