"""The real client: local-slack on this machine, its page in Chromium, and Handrail behind it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
PACKAGE = "local-slack-linux-x64"
VERSION = "0.1.8"
CHANNEL = "C01GENERAL"
PEOPLE = {"Sam Okoro": "U0SAM0007", "Jolanta Mazur": "U0SAM0006"}

CONFIG = """
workspace: {{ name: Linnetbrook, domain: linnetbrook, teamId: T01LINNET }}
app:
  appId: A01HANDRAIL
  botUserId: U0HANDRAIL
  botName: handrail
  botToken: xoxb-local
  appToken: xapp-local
  signingSecret: local-signing-secret
  mode: {mode}
  requestUrl: http://127.0.0.1:{port}/slack/events
users:
  - {{ id: U0SAM0007, name: sam, real_name: Sam Okoro, email: sam@example.org }}
  - {{ id: U0SAM0006, name: jolanta, real_name: Jolanta Mazur, email: jolanta@example.org }}
channels:
  - {{ id: C01GENERAL, name: general, members: [U0SAM0007, U0SAM0006, U0HANDRAIL] }}
"""


def installed() -> Path:
    """The client's program, installed from npm if it has to be. Skips where that is not to be had."""
    if sys.platform != "linux":
        pytest.skip("local-slack is there for Linux only.")
    folder = Path(os.environ.get("E2E_OUTPUT") or ROOT / "e2e-output").resolve()
    program = folder / "node_modules" / PACKAGE / "bin" / "local-slack"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, and the Slack client comes from there.")
        folder.mkdir(parents=True, exist_ok=True)
        hasty = ["--fetch-retries=1", "--fetch-timeout=30000", "--no-audit", "--no-fund"]
        command = [npm, "install", "--no-save", *hasty, "--prefix", str(folder), f"{PACKAGE}@{VERSION}"]
        subprocess.run(command, check=False, capture_output=True)
        if not program.exists():
            pytest.skip(f"{PACKAGE} could not be installed from npm.")
    return program


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


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, f"it ended: {log.read_text()[-2000:]}"
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  our own
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer: {log.read_text()[-2000:]}")


@contextmanager
def slack_with_handrail(transport: str, folder: Path) -> Iterator[str]:
    """The client's address, with Handrail on the sample policies behind it by HTTP or by socket."""
    program, port, own = installed(), free_port(), free_port()
    config = folder / "config.yaml"
    mode = "events" if transport == "http" else "socket"
    config.write_text(CONFIG.format(mode=mode, port=own), encoding="utf-8")
    settings = {
        "DATA": str(folder / "data"),
        "PEOPLE": str(ROOT / "people.csv"),
        "SLACK": transport,
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_APP_TOKEN": "xapp-local",
        "SLACK_SIGNING_SECRET": "local-signing-secret",
        "LOG_LEVEL": "INFO",
    }
    environment = {**os.environ, **{f"HANDRAIL_{name}": value for name, value in settings.items()}}
    policies = sorted(str(path) for path in (ROOT / "policies").glob("*.md"))
    ingest = [sys.executable, "-m", "ingest", *policies, "--yes"]
    subprocess.run(ingest, cwd=ROOT, env=environment, check=True, capture_output=True)
    client = [str(program), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
    serve = [sys.executable, "app.py", "serve", "--port", str(own)]
    with (
        running(client, folder / "client.log", f"http://127.0.0.1:{port}/_control/state", cwd=folder),
        running(serve, folder / "handrail.log", f"http://127.0.0.1:{own}/healthz", cwd=ROOT, env=environment),
    ):
        yield f"http://127.0.0.1:{port}"


@dataclass(frozen=True, slots=True)
class LocalSlack:
    """The client's page as the person uses it who is chosen at its top."""

    page: Page
    address: str

    def act_as(self, name: str) -> None:
        """Somebody else sits down at it."""
        self.page.get_by_label("Act as").select_option(label=name)

    def go_to(self, place: str) -> None:
        """Opens a channel, a private chat or an app from the side bar."""
        self.page.locator("button.sidebar-item", has_text=place).first.click()

    def say(self, text: str, *, in_thread: bool = False) -> None:
        """Types into the channel or the open thread, and sends."""
        box = self.page.get_by_placeholder("Reply in thread…" if in_thread else "Message ")
        box.last.fill(text)
        box.last.press("Enter")

    def open_private_chat(self, name: str, text: str) -> None:
        """Begins a private chat with Handrail, which the page alone does not offer."""
        data = {"channel": PEOPLE[name], "user": PEOPLE[name], "text": text}
        self.page.request.post(f"{self.address}/_control/message", data=data)
        self.go_to(name)

    def open_thread(self, *, replies: int = 1) -> None:
        """Opens the newest thread that has so many replies."""
        words = f"{replies} {'reply' if replies == 1 else 'replies'}"
        thread = self.page.locator("button.thread-summary", has_text=words).last
        thread.click()

    def answer(self, text: str) -> Locator:
        """What Handrail has said that holds this text, the newest of it."""
        found = self.page.locator(".msg-body", has_text=text).last
        expect(found).to_be_visible()
        return found

    def press(self, label: str) -> None:
        """Presses the newest button with this label."""
        self.page.get_by_role("button", name=label).last.click()

    @property
    def dialog(self) -> Locator:
        """The window over the page."""
        return self.page.locator("[class*=modal-overlay]")

    def close_dialog(self) -> None:
        """Closes it."""
        self.dialog.get_by_role("button", name="✕").click()
        expect(self.dialog).to_have_count(0)
