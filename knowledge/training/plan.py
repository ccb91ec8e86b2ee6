"""How a model is trained: what both trainers are told alike."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.sentence_transformer.training_args import MultiDatasetBatchSamplers

SEED = 20261125


@dataclass(frozen=True, slots=True)
class Plan:
    """epochs: rounds through all rows. rate: the highest learning rate, reached after a tenth of the steps.
    batch: questions of one policy in a step. keep_every: steps between two checkpoints."""

    epochs: float
    rate: float
    batch: int
    keep_every: int = 100


def told(plan: Plan, out: Path) -> dict[str, Any]:
    """The plan as sentence-transformers' training arguments; checkpoints go into out."""
    return {
        "output_dir": str(out / "checkpoints"),
        "num_train_epochs": plan.epochs,
        "per_device_train_batch_size": plan.batch,
        "learning_rate": plan.rate,
        "warmup_steps": 0.1,
        "weight_decay": 0.01,
        # A batch never mixes two policies: its questions share the clauses that they are read with.
        "multi_dataset_batch_sampler": MultiDatasetBatchSamplers.PROPORTIONAL,
        "seed": SEED,
        "save_steps": plan.keep_every,
        "save_total_limit": 1,
        "logging_steps": 20,
        "report_to": "none",
        "use_cpu": not torch.cuda.is_available(),
    }
