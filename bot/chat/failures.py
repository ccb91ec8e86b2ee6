"""Failures as the log may name them: what and where, never the message, which could quote somebody."""

import traceback
from pathlib import Path


def where(error: BaseException) -> str:
    """The kind of error and the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(frames[-1].filename).name}, line {frames[-1].lineno}"
