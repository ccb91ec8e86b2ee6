"""Handrail in a real Teams client, with the manager at a second one: what people do, and what they see."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.clients import free_port, handrail
from tests.e2e.playground import Teams, playground

pytestmark = pytest.mark.e2e

PHOTO = "can i post a photo of a colleague?"
RULE = "put up pictures, photos or film of a service user or colleague"
SAM, JOLANTA = "Sam Okoro", "Jolanta Mazur"

Picture = Callable[[str], None]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where Sam and Jolanta sit, each at a client of their own, with one Handrail behind both."""
    folder, port = tmp_path_factory.mktemp("teams"), free_port()
    with handrail({"TEAMS": "playground"}, folder, port) as address:
        bot = f"{address}/api/messages"
        with (
            playground(bot, SAM, folder / "sam") as sams,
            playground(bot, JOLANTA, folder / "jolanta") as hers,
        ):
            yield {SAM: sams, JOLANTA: hers}


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def sit_down(browser: Browser, contexts: list[BrowserContext], addresses: dict[str, str], who: str) -> Teams:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(20_000)
    contexts.append(context)
    return Teams.open(context.new_page(), addresses[who], who)


@pytest.fixture
def sam(browser: Browser, contexts: list[BrowserContext], addresses: dict[str, str]) -> Teams:
    return sit_down(browser, contexts, addresses, SAM)


@pytest.fixture
def jolanta(browser: Browser, contexts: list[BrowserContext], addresses: dict[str, str]) -> Teams:
    return sit_down(browser, contexts, addresses, JOLANTA)


@pytest.fixture
def picture(pictures: Path, request: pytest.FixtureRequest) -> Callable[[Teams, str], None]:
    """Takes a picture; with --pictures it becomes the one in the documents."""
    kept = request.config.getoption("--pictures")
    folder = Path(__file__).parents[2] / "docs" / "images" if kept else pictures

    def taken(teams: Teams, name: str) -> None:
        teams.page.mouse.move(0, 0)
        teams.page.screenshot(path=folder / f"{name}.png")

    return taken


def test_whoever_installs_handrail_is_welcomed(sam: Teams, picture: Callable[[Teams, str], None]) -> None:
    sam.shown("Hello Sam Okoro.")
    sam.shown("Try one of these:")
    picture(sam, "teams-welcome")


def test_a_private_question_is_answered_on_a_card_and_gone_on_from(
    sam: Teams, picture: Callable[[Teams, str], None]
) -> None:
    sam.say(PHOTO)
    sam.shown("🔶 Only if …")
    sam.shown(RULE)
    sam.shown("Ask your line manager, Jolanta Mazur")
    picture(sam, "teams-answer")
    sam.say("and if she said yes?")
    expect(sam.page.get_by_text("From the policies:")).to_have_count(2)
