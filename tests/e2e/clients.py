"""Real clients on this machine: programs from npm, run beside Handrail while a test uses them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def from_npm(package: str, version: str, program: str) -> Path:
    """A file of a package, installed from npm if it has to be. Skips where that is not to be had."""
    folder = Path(os.environ.get("E2E_OUTPUT") or ROOT / "e2e-output").resolve()
    found = folder / "node_modules" / package / program
    if not found.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip(f"npm is not installed, and {package} comes from there.")
        folder.mkdir(parents=True, exist_ok=True)
        hasty = ["--fetch-retries=1", "--fetch-timeout=30000", "--no-audit", "--no-fund"]
        command = [npm, "install", "--no-save", *hasty, "--prefix", str(folder), f"{package}@{version}"]
        subprocess.run(command, check=False, capture_output=True)
        if not found.exists():
            pytest.skip(f"{package} could not be installed from npm.")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str], log: Path, ready: str, **how: object) -> Iterator[None]:
    """A process that runs while the block does, from when this address answers."""
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, **how) as process:  # type: ignore[call-overload]
        try:
            _wait(ready, process, log)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def handrail(settings: Mapping[str, str], folder: Path, port: int) -> Iterator[str]:
    """Handrail on the sample policies, at this port, with these settings; its address."""
    own = {
        "DATA": str(folder / "data"),
        "PEOPLE": str(ROOT / "people.csv"),
        "LOG_LEVEL": "INFO",
        **settings,
    }
    environment = {**os.environ, **{f"HANDRAIL_{name}": value for name, value in own.items()}}
    policies = sorted(str(path) for path in (ROOT / "policies").glob("*.md"))
    ingest = [sys.executable, "-m", "ingest", *policies, "--yes"]
    subprocess.run(ingest, cwd=ROOT, env=environment, check=True, capture_output=True)
    serve = [sys.executable, "app.py", "serve", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with running(serve, folder / "handrail.log", f"{address}/healthz", cwd=ROOT, env=environment):
        yield address


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, f"it ended: {log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  our own
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer: {log.read_text()[-2000:]}")
