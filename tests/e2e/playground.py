"""The real client: the Microsoft 365 Agents Playground, its page in Chromium, used by one person each."""

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.clients import free_port, from_npm, running

PACKAGE = "@microsoft/m365agentsplayground"
VERSION = "0.2.28"
TENANT = "11111111-1111-4111-8111-111111111111"
BOT = "22222222-2222-4222-8222-222222222222"
CHANNEL = "19:general@thread.tacv2"
FILE = "application/vnd.microsoft.teams.file.download.info"
# The first two as people.csv has them; the client wants five more people than sit at it.
PEOPLE = {
    "Sam Okoro": "5d9e2c71-b3f6-4a80-92d4-e81f6a0c3b57",
    "Jolanta Mazur": "e6f83b20-94ac-4d17-8b5e-3c07f1a92d68",
    **{
        f"Carer {name}": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)) for name in ("One", "Two", "Three", "Four")
    },
}
# The page freezes every card, and a press on a button with data for Teams itself then fails inside the page.
NO_FREEZE = "Object.freeze = it => it;"

Json = dict[str, Any]


@contextmanager
def playground(bot: str, me: str, folder: Path) -> Iterator[str]:
    """The client's address, with this person at it and the bot at that endpoint."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, and the Agents Playground runs on it.")
    program, port = from_npm(PACKAGE, VERSION, "cli.js"), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "m365agentsplayground.yml"
    settings.write_text(json.dumps(_configuration(me)), encoding="utf-8")
    address = f"http://127.0.0.1:{port}"
    command = [node, str(program), "start", "-e", bot, "-c", "msteams", "-p", str(port)]
    command += ["--service-url", f"{address}/_connector", "--disable-telemetry"]
    environment = {
        **os.environ,
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(settings),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
        "TEAMSAPPTESTER_BROWSER": "none",
    }
    ready = f"{address}/_internal/v1/config"
    with running(command, folder / "playground.out", ready, cwd=folder, env=environment):
        yield address


@dataclass(frozen=True, slots=True)
class Teams:
    """The client's page as the person uses it who sits at it."""

    page: Page
    address: str
    me: str

    @classmethod
    def open(cls, page: Page, address: str, me: str) -> "Teams":
        """Opens the page, empty, which is when the bot hears that it was installed."""
        page.add_init_script(NO_FREEZE)
        page.goto(address)
        expect(page.get_by_role("textbox").first).to_be_visible()
        # The client's own log, which is for developers.
        page.get_by_text("Log Panel").locator("xpath=..").get_by_role("button").last.click()
        expect(page.get_by_text("Log Panel")).to_have_count(0)
        return cls(page, address, me)

    def go_to(self, place: str) -> None:
        """Opens a chat or a channel from the side bar."""
        self.page.get_by_role("treeitem", name=place).first.click()
        expect(self.page.get_by_role("textbox").first).to_be_visible()

    def say(self, text: str, *, mention: bool = False) -> None:
        """Types into the chat, and sends."""
        self._type(self.page.get_by_role("textbox").first, text, mention)
        self.page.keyboard.press("Enter")

    def post(self, text: str, *, mention: bool) -> None:
        """Begins a thread in the channel."""
        self._type(self.page.get_by_role("textbox").first, text, mention)
        self.page.get_by_role("button", name="Post", exact=True).click()

    def reply(self, text: str, *, mention: bool) -> None:
        """Answers in the newest thread of the channel."""
        self._type(self.page.get_by_role("textbox").nth(1), text, mention)
        self.page.keyboard.press("Enter")

    def shown(self, text: str) -> Locator:
        """The newest thing on the page that holds this text."""
        found = self.page.get_by_text(text).last
        expect(found).to_be_visible()
        return found

    def press(self, label: str) -> None:
        """Presses the newest button with this label."""
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def give_opinion(self, words: str, *, good: bool) -> None:
        """Thumbs under the newest message that has them, with words."""
        kind = "positive" if good else "negative"
        self.page.locator(f"button[class*={kind}FeedbackButton]").last.click()
        self.window.get_by_role("textbox").fill(words)
        self.window.get_by_role("button", name="Submit").click()
        expect(self.window.get_by_text("Thank you!")).to_be_visible()
        self.window.get_by_role("button", name="Close", exact=True).last.click()
        expect(self.window).to_have_count(0)

    @property
    def window(self) -> Locator:
        """The window over the page."""
        return self.page.get_by_role("dialog")

    def search(self, command: str, parameter: str, words: str) -> None:
        """Opens the message extension and searches by it."""
        self.page.get_by_role("button", name="Trigger Message Extension App").last.click()
        self.page.get_by_role("menuitem", name="Search Command").click()
        if not self.page.get_by_placeholder("Command ID").is_visible():
            self.page.get_by_role("button", name="Specify Command ID or Parameter").click()
        self.page.get_by_placeholder("Command ID").fill(command)
        self.page.get_by_placeholder("Parameter name").fill(parameter)
        self.page.get_by_placeholder("Enter a search term").fill(words)

    def insert(self, title: str) -> None:
        """Takes a result into the message, and sends that."""
        self.page.get_by_role("heading", name=title).last.click()
        self.page.get_by_role("button", name="Send Message").last.click()

    def check_message(self, text: str) -> None:
        """Uses "Check against policy" on the message with this text."""
        message = self.page.locator("div").filter(has_text=text)
        within = message.filter(has=self.page.get_by_role("button", name="Show more information"))
        within.last.get_by_role("button", name="Show more information").click()
        self.page.get_by_role("menuitem", name="Action Command").click()
        self.window.get_by_placeholder("Input command id or leave blanks").fill("checkMessage")
        self.window.get_by_role("button", name="Create").click()

    def close_window(self) -> None:
        """Closes it."""
        self.window.get_by_role("button", name="Close").first.click()
        expect(self.window).to_have_count(0)

    def send_file(self, name: str) -> None:
        """Sends a file in the private chat, as Teams does; the page itself has no way to."""
        kept = {"downloadUrl": "http://127.0.0.1:9/it", "uniqueId": "1", "fileType": name.rpartition(".")[2]}
        file = {"contentType": FILE, "contentUrl": "http://127.0.0.1:9/it", "name": name, "content": kept}
        self._tell({"text": "", "attachments": [file]})

    def _tell(self, activity: Json) -> None:
        custom = f"{self.address}/_internal/v1/customActivities"
        chat = quote(_private_chat(self.me), safe="")
        template = self.page.request.get(f"{custom}/template?conversationId={chat}").json()
        more = {"id": str(uuid.uuid4()), "from": _person(self.me), "channelData": {"tenant": {"id": TENANT}}}
        told = self.page.request.post(custom, data={**template, **more, "type": "message", **activity})
        assert told.ok, told.text()

    def _type(self, box: Locator, text: str, mention: bool) -> None:
        box.click()
        if mention:
            self.page.keyboard.type("@Handrail", delay=20)
            self.page.get_by_role("menuitem", name="Handrail").click()
            text = f" {text}"
        self.page.keyboard.type(text)


def _configuration(me: str) -> Json:
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Handrail"},
        "currentUser": _user(me),
        "users": [_user(name) for name in PEOPLE if name != me],
        "personalChat": {"id": _private_chat(me)},
        "groupChat": {"id": "19:ward@thread.v2", "name": "Ward group"},
        "team": {
            "id": CHANNEL,
            "name": "Linnetbrook",
            "aadGroupId": "55555555-5555-4555-8555-555555555555",
            "channels": [{"id": "19:notices@thread.tacv2", "name": "Notices"}],
        },
    }


def _user(name: str) -> Json:
    given, surname = name.split()
    mail = f"{given.lower()}@example.org"
    return {
        **_person(name),
        "userPrincipleName": mail,
        "email": mail,
        "givenName": given,
        "surname": surname,
    }


def _person(name: str) -> Json:
    return {"id": f"29:{name.replace(' ', '-').lower()}", "name": name, "aadObjectId": PEOPLE[name]}


def _private_chat(name: str) -> str:
    return f"a:{name.replace(' ', '-').lower()}"
