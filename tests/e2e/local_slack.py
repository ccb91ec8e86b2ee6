"""The real client: local-slack on this machine, its page in Chromium, and Handrail behind it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.clients import free_port, from_npm, handrail, running

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


@contextmanager
def slack_with_handrail(transport: str, folder: Path) -> Iterator[str]:
    """The client's address, with Handrail on the sample policies behind it by HTTP or by socket."""
    if sys.platform != "linux":
        pytest.skip("local-slack is there for Linux only.")
    program, port, own = from_npm(PACKAGE, VERSION, "bin/local-slack"), free_port(), free_port()
    config = folder / "config.yaml"
    mode = "events" if transport == "http" else "socket"
    config.write_text(CONFIG.format(mode=mode, port=own), encoding="utf-8")
    settings = {
        "SLACK": transport,
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_APP_TOKEN": "xapp-local",
        "SLACK_SIGNING_SECRET": "local-signing-secret",
    }
    client = [str(program), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
    ready = f"http://127.0.0.1:{port}/_control/state"
    with (
        running(client, folder / "client.log", ready, cwd=folder),
        handrail(settings, folder, own),
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
