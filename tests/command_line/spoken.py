"""What the tests of the command line say to it, and how they read what it answers."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

ROOT = Path(__file__).parents[2]
PHOTO = "can i post a photo of a colleague?"
SAMPLES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "policies").glob("*.md"))
SCHEMA = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
POLICY = """# Knitting policy

Issued: 7 September 2026

## Rules

Staff must not:

1. knit on the stairs
2. leave needles in a chair
"""

Run = Callable[..., Result]


def started(*words: str, folder: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, on this data folder, telling all that it would log."""
    settings = {"HANDRAIL_DATA": str(folder), "HANDRAIL_LOG_LEVEL": "DEBUG", "PYTHONIOENCODING": "latin-1"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
        **more,
    )


def kept(folder: Path) -> dict[str, bytes]:
    """Every file of a data folder with its bytes, save what SQLite lays out while it reads."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".db-shm"
        and not (path.suffix == ".db-wal" and not path.stat().st_size)
    }


def lines_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def is_told(result: Result, *words: str) -> bool:
    """Whether a command failed with one sentence on standard error that holds these words."""
    last = result.stderr.strip().splitlines()[-1]
    sentence = last.removeprefix("Error: ")
    one = sentence.endswith(".") and ". " not in sentence and last != sentence
    return result.exit_code == 1 and result.stdout == "" and one and all(word in sentence for word in words)


def batch_of(*questions: dict[str, Any] | str) -> str:
    lines = (question if isinstance(question, str) else json.dumps(question) for question in questions)
    return "".join(f"{line}\n" for line in lines)
