"""Handrail in a process of its own, for tests that kill it, and the patience to wait for what it does."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def served(environment: dict[str, str]) -> AsyncIterator[tuple[str, "subprocess.Popen[str]"]]:
    """Handrail in a process of its own, and its address."""
    command = [sys.executable, "app.py", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            opened = await asyncio.to_thread(process.stdout.readline)
            yield next(word for word in opened.split() if word.startswith("http://")), process
        finally:
            process.kill()


async def until(true: Any, seconds: float = 30) -> None:
    for _ in range(int(seconds * 20)):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it has not come to that")
