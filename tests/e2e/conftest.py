"""The real product in a folder of its own, and a real browser to open it with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

Open = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class Served:
    """Handrail as it runs: where its page is, its data folder and its log."""

    url: str
    data: Path
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Handrail with the sample policies, asked by Sam, logging all that it ever logs."""
    folder = tmp_path_factory.mktemp("handrail")
    data, log = folder / "data", folder / "log.txt"
    settings = {"HANDRAIL_DATA": str(data), "HANDRAIL_LOG_LEVEL": "DEBUG"}
    environment = {**os.environ, **settings, "HANDRAIL_PEOPLE": str(ROOT / "people.csv")}
    policies = sorted(str(path) for path in (ROOT / "policies").glob("*.md"))
    with log.open("w") as errors:
        subprocess.run(
            [sys.executable, "-m", "ingest", *policies, "--yes"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        server = subprocess.Popen(
            [sys.executable, "app.py", "serve", "--port", "0", "--as", "sam@example.org"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with server:
            assert server.stdout is not None
            opened = server.stdout.readline()
            assert "http://" in opened, f"the server did not start: {log.read_text()[-2000:]}"
            yield Served(next(word for word in opened.split() if word.startswith("http://")), data, log)
            server.terminate()
            assert server.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a network beyond this machine."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed (on Debian: apt install chromium).")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS, headless=True)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Open]:
    """Opens the page in a fresh profile. Fails the test when a page complains or looks elsewhere."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str = "", *, width: int = 1280, height: int = 860, **settings: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            **settings,  # type: ignore[arg-type]  # whatever the test asks of Playwright
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: complaints.append(f"asked for {sent.url}"))
        page.goto(served.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    # A status such as 422 is written to the console too; the tests look at what the page makes of it.
    expected = (f"asked for {served.url}", "Failed to load resource")
    assert [complaint for complaint in complaints if not complaint.startswith(expected)] == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots go: E2E_OUTPUT, or e2e-output beside the code."""
    folder = Path(os.environ.get("E2E_OUTPUT") or ROOT / "e2e-output")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def front_picture(pictures: Path, request: pytest.FixtureRequest) -> Path:
    """The README's picture: the real one only when asked for by --pictures."""
    if not request.config.getoption("--pictures"):
        return pictures / "web-answer.png"
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "web-answer.png"
