"""Handrail in a real Teams client, with the manager at a second one: what people do, and what they see."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.clients import free_port, from_npm, handrail
from tests.e2e.playground import PACKAGE, VERSION, Teams, playground
from tests.knowledge.chat_server import Said, reply, serving

pytestmark = pytest.mark.e2e

PHOTO = "can i post a photo of a colleague?"
RULE = "put up pictures, photos or film of a service user or colleague"
SAM, JOLANTA = "Sam Okoro", "Jolanta Mazur"

Picture = Callable[[Teams, str], None]


@pytest.fixture(scope="module")
def addresses(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:  # noqa: ARG001  without a browser nothing need be started
    """Where Sam and Jolanta sit, each at a client of their own, with one Handrail behind both."""
    from_npm(PACKAGE, VERSION, "cli.js")  # skips before anything is started
    folder, port = tmp_path_factory.mktemp("teams"), free_port()
    with (
        handrail({"TEAMS": "playground"}, folder, port) as address,
        playground(f"{address}/api/messages", SAM, folder / "sam") as sams,
        playground(f"{address}/api/messages", JOLANTA, folder / "jolanta") as hers,
    ):
        yield {SAM: sams, JOLANTA: hers}


@pytest.fixture
def sit_down(browser: Browser, addresses: dict[str, str]) -> Iterator[Callable[[str], Teams]]:
    """Somebody sits down at their client, freshly opened."""
    opened: list[BrowserContext] = []

    def down(who: str) -> Teams:
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        context.set_default_timeout(20_000)
        opened.append(context)
        return Teams.open(context.new_page(), addresses[who], who)

    yield down
    for context in opened:
        context.close()


@pytest.fixture
def sam(sit_down: Callable[[str], Teams]) -> Teams:
    return sit_down(SAM)


@pytest.fixture
def picture(pictures: Path, request: pytest.FixtureRequest) -> Picture:
    """Takes a picture; with --pictures it becomes the one in the documents."""
    kept = request.config.getoption("--pictures")
    folder = Path(__file__).parents[2] / "docs" / "images" if kept else pictures

    def taken(teams: Teams, name: str) -> None:
        teams.page.mouse.move(0, 0)
        teams.page.screenshot(path=folder / f"{name}.png")

    return taken


def test_whoever_installs_handrail_is_welcomed_once(sam: Teams, picture: Picture) -> None:
    sam.shown("Hello Sam Okoro.")
    picture(sam, "teams-welcome")
    sam.page.reload()
    expect(sam.page.get_by_role("textbox").first).to_be_visible()
    sam.say(PHOTO)
    sam.shown(RULE)
    expect(sam.page.get_by_text("Hello Sam Okoro.")).to_have_count(0)


def test_a_private_question_is_answered_on_a_card_and_gone_on_from(sam: Teams, picture: Picture) -> None:
    sam.say(PHOTO)
    sam.shown("🔶 Only if …")
    sam.shown("that person knows about it and has agreed")
    sam.shown(RULE)
    sam.shown("Social media policy, Guidelines, rule 2. Version 1, issued 7 September 2026.")
    sam.shown("Ask your line manager, Jolanta Mazur")
    picture(sam, "teams-answer")
    sam.say("and if she said yes?")
    expect(sam.page.get_by_text("From the policies:")).to_have_count(2)


def test_a_citation_shows_the_words_that_it_is_about(sam: Teams) -> None:
    sam.say(PHOTO)
    sam.shown(RULE)
    sam.page.get_by_role("button", name="1", exact=True).last.hover()
    expect(sam.page.locator(".fui-PopoverSurface")).to_contain_text("Social media policy, Guidelines, rule 2")


def test_a_clause_opens_among_its_neighbours(sam: Teams, picture: Picture) -> None:
    sam.say(PHOTO)
    sam.shown(RULE)
    sam.page.get_by_role("button", name="Open clause").first.click()
    sam.shown("▶ rule 2")
    sam.shown("rule 1: break confidentiality")
    picture(sam, "teams-clause")


def test_a_mention_is_answered_in_the_thread_and_gone_on_from_there(sam: Teams, picture: Picture) -> None:
    sam.go_to("General")
    sam.post(PHOTO, mention=True)
    sam.shown(RULE)
    picture(sam, "teams-channel")
    sam.reply("and if she said yes?", mention=True)
    expect(sam.page.get_by_text("From the policies:")).to_have_count(2)


def test_an_opinion_is_given_by_the_clients_own_buttons(sam: Teams) -> None:
    sam.say(PHOTO)
    sam.shown(RULE)
    sam.give_opinion("it is about something else", good=False)


def test_the_manager_is_asked_with_consent_and_the_answer_comes_back(
    sam: Teams, sit_down: Callable[[str], Teams], picture: Picture
) -> None:
    jolanta = sit_down(JOLANTA)
    sam.say(PHOTO)
    sam.shown(RULE)
    sam.press("Ask Jolanta Mazur")
    sam.shown("nothing is sent before you agree")
    picture(sam, "teams-consent")
    sam.press("Send")
    sam.shown("This is needed.")
    sam.page.get_by_text("Yes, I agree").last.click()
    sam.press("Send")
    sam.shown("Sent to Jolanta Mazur. The answer will come here.")

    jolanta.shown("Sam Okoro asks you:")
    jolanta.shown(PHOTO)
    jolanta.press("Answer")
    jolanta.page.get_by_label("Your answer").last.fill("Yes, once she has signed the form.")
    picture(jolanta, "teams-manager")
    jolanta.press("Send")
    jolanta.shown("Passed on to Sam Okoro.")

    sam.shown("Jolanta Mazur answers:")
    sam.shown("Yes, once she has signed the form.")


def test_a_clause_is_found_and_inserted_into_a_message(sam: Teams, picture: Picture) -> None:
    sam.search("insertClause", "text", "photos of service users")
    sam.page.get_by_role("heading", name="Social media policy, Guidelines, rule 2").last.wait_for()
    picture(sam, "teams-search")
    sam.insert("Social media policy, Guidelines, rule 2")
    sam.shown(RULE)


def test_a_message_is_checked_against_the_policies(sam: Teams, picture: Picture) -> None:
    sam.say("look at this pic of Mrs Jones from room 4")
    sam.check_message("look at this pic of Mrs Jones from room 4")
    expect(sam.window).to_contain_text("Look at these rules before you post or send it:")
    expect(sam.window).to_contain_text(RULE)
    picture(sam, "teams-check")
    sam.close_window()


def test_a_draft_is_asked_for_and_checked(sam: Teams) -> None:
    sam.say("check")
    sam.page.get_by_label("Your draft").last.fill("Lovely day with Mrs Jones from room 4, look at this pic!")
    sam.press("Check")
    sam.shown("Look at these rules before you post or send it:")


def test_a_file_is_not_opened_and_the_sender_told_so(sam: Teams) -> None:
    sam.send_file("holiday.exe")
    sam.shown("I can't open files or pictures here.")


def test_a_report_of_harm_is_sent_to_the_policys_own_route(sam: Teams) -> None:
    sam.say("i saw a carer slap a resident last night")
    sam.shown("Where to report it:")
    sam.shown("call 999")
    expect(sam.page.get_by_role("button", name="Ask")).to_have_count(0)


def test_the_policies_are_listed_for_who_asks(sam: Teams, picture: Picture) -> None:
    sam.say("policies")
    sam.shown("Nothing is waiting for you.")
    sam.shown("Social media policy: version 1")
    picture(sam, "teams-home")


def test_a_first_question_is_asked_by_one_press(sam: Teams) -> None:
    sam.say("help")
    sam.page.get_by_text("Can I wear a smart watch on shift?").last.click()
    sam.shown("From the policies:")


def quoting_the_rule(request: dict[str, Any]) -> Said:
    """What a chat model would say that cites the rule about photos by the label that it was given."""
    told = "\n".join(message["content"] for message in request["messages"])
    labels = re.findall(rf"Clause (C\d+),(?:(?!Clause C).)*{RULE}", told, re.DOTALL)
    return reply("no", (labels[0], RULE)) if labels else reply("not_covered")


def test_an_answer_that_a_chat_model_decided_is_labelled(browser: Browser, tmp_path: Path) -> None:
    from_npm(PACKAGE, VERSION, "cli.js")
    port = free_port()
    with serving(quoting_the_rule) as model:
        reads = {"CHAT_MODEL": "openai:scripted", "CHAT_URL": model.url, "CHAT_KEY": "none"}
        with (
            handrail({"TEAMS": "playground", **reads}, tmp_path, port) as address,
            playground(f"{address}/api/messages", SAM, tmp_path / "sam") as elsewhere,
        ):
            context = browser.new_context()
            sam = Teams.open(context.new_page(), elsewhere, SAM)
            sam.say(PHOTO)
            sam.shown("🛑 No")
            sam.shown("AI generated")
            context.close()
