"""Handrail in the real Slack client, by both transports: what people do, and what they see."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.local_slack import LocalSlack, slack_with_handrail

pytestmark = pytest.mark.e2e

PHOTO = "can i post a photo of a colleague?"
RULE = "put up pictures, photos or film of a service user or colleague"
Picture = Callable[[str], None]


@pytest.fixture(scope="module", params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def address(transport: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with slack_with_handrail(transport, tmp_path_factory.mktemp(transport)) as opened:
        yield opened


@pytest.fixture
def slack(browser: Browser, address: str) -> Iterator[LocalSlack]:
    """The client's page, freshly opened, with nothing in it, used by Sam."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.request.post(f"{address}/_control/reset")
    page.goto(address)
    expect(page.get_by_placeholder("Message #general")).to_be_visible()
    yield LocalSlack(page, address)
    context.close()


@pytest.fixture
def picture(slack: LocalSlack, transport: str, pictures: Path, request: pytest.FixtureRequest) -> Picture:
    """Takes a picture; with --pictures it becomes the one in the documents."""
    kept = request.config.getoption("--pictures") and transport == "http"
    folder = Path(__file__).parents[2] / "docs" / "images" if kept else pictures

    def taken(name: str) -> None:
        slack.page.mouse.move(0, 0)
        suffix = "" if kept else f"-{transport}"
        slack.page.screenshot(path=folder / f"{name}{suffix}.png")

    return taken


def test_a_private_question_is_answered_and_gone_on_from(slack: LocalSlack, picture: Picture) -> None:
    slack.open_private_chat("Sam Okoro", PHOTO)
    slack.open_thread()
    answer = slack.answer(RULE)
    expect(answer).to_contain_text("🔶 Only if …")
    expect(answer).to_contain_text("Ask your line manager, Jolanta Mazur")
    picture("slack-answer")
    slack.say("and if she said yes?", in_thread=True)
    expect(slack.page.locator(".msg-body", has_text="line manager")).to_have_count(2)


def test_a_mention_is_answered_in_the_thread_and_followed_up_without_one(slack: LocalSlack) -> None:
    slack.say(f"@handrail {PHOTO}")
    slack.open_thread()
    expect(slack.answer(RULE)).to_contain_text("Social media policy, Guidelines, rule 2.")
    slack.say("and if she said yes?", in_thread=True)
    expect(slack.page.get_by_text("3 replies").first).to_be_visible()


def test_what_colleagues_say_to_each_other_is_left_alone(slack: LocalSlack) -> None:
    slack.say(PHOTO)
    slack.say(f"@handrail {PHOTO}")
    slack.open_thread()
    slack.answer(RULE)
    expect(slack.page.locator("button.thread-summary")).to_have_count(1)


def test_the_command_answers_the_asker_alone_until_it_is_shared(slack: LocalSlack) -> None:
    slack.say(f"/policy {PHOTO}")
    expect(slack.answer(RULE)).to_contain_text("only visible to you")
    slack.press("Share with the channel")
    expect(slack.answer("Shared with the channel.")).to_contain_text("only visible to you")
    shared = slack.answer("Sam Okoro shares an answer from the policies:")
    expect(shared).to_contain_text(PHOTO)
    expect(shared).to_contain_text(RULE)
    expect(shared).not_to_contain_text("only visible to you")


def test_a_draft_is_checked_before_it_is_posted(slack: LocalSlack, picture: Picture) -> None:
    slack.say("/policy check")
    draft = slack.dialog.locator("input, textarea").first
    draft.fill("Lovely day with Mrs Jones from room 4, look at this pic of her!")
    slack.dialog.get_by_role("button", name="Check").click()
    expect(slack.dialog).to_contain_text("Look at these rules before you post or send it:")
    expect(slack.dialog).to_contain_text(RULE)
    expect(slack.dialog).to_contain_text("personal details")
    picture("slack-check")
    slack.close_dialog()
    expect(slack.page.locator(".msg-body", has_text="Mrs Jones")).to_have_count(0)


def test_a_clause_opens_among_its_neighbours(slack: LocalSlack, picture: Picture) -> None:
    slack.say(f"@handrail {PHOTO}")
    slack.open_thread()
    slack.answer(RULE).get_by_role("button", name="Open clause").first.click()
    expect(slack.dialog).to_contain_text("▶ rule 2")
    expect(slack.dialog).to_contain_text("rule 1: break confidentiality")
    picture("slack-clause")
    slack.close_dialog()


def test_the_manager_is_asked_with_consent_and_the_answer_comes_back(
    slack: LocalSlack, picture: Picture
) -> None:
    slack.say(f"@handrail {PHOTO}")
    slack.open_thread()
    slack.answer(RULE)
    slack.press("Ask Jolanta Mazur")
    expect(slack.dialog).to_contain_text("nothing is sent before you agree")
    slack.dialog.get_by_label("Yes, I agree").check()
    picture("slack-consent")
    slack.dialog.get_by_role("button", name="Send").click()
    slack.answer("Sent to Jolanta Mazur. The answer will come here.")

    slack.act_as("Jolanta Mazur")
    slack.go_to("Jolanta Mazur")
    expect(slack.answer("Sam Okoro asks you:")).to_contain_text(PHOTO)
    slack.press("Answer")
    slack.dialog.locator("input, textarea").first.fill("Yes, once she has signed the form.")
    slack.dialog.get_by_role("button", name="Send").click()
    slack.open_thread()
    slack.answer("Passed on to Sam Okoro.")

    slack.act_as("Sam Okoro")
    slack.go_to("general")
    slack.page.locator("button.thread-summary").last.click()
    expect(slack.answer("Jolanta Mazur answers:")).to_contain_text("Yes, once she has signed the form.")


def test_feedback_is_thanked_for_and_a_bad_answer_asked_about(slack: LocalSlack) -> None:
    slack.say(f"@handrail {PHOTO}")
    slack.open_thread()
    slack.answer(RULE)
    slack.page.get_by_role("button", name="👍 Helpful").click()
    slack.answer("Thank you.")
    slack.press("Not helpful")
    slack.dialog.get_by_label("It is the wrong rule").check()
    slack.dialog.get_by_role("button", name="Send").click()
    expect(slack.dialog).to_have_count(0)


def test_the_home_tab_says_what_handrail_does_and_lists_the_policies(
    slack: LocalSlack, picture: Picture
) -> None:
    slack.go_to("handrail")
    expect(slack.page.get_by_text("Hello Sam Okoro")).to_be_visible()
    expect(slack.page.get_by_text("Nothing is waiting for you.")).to_be_visible()
    expect(slack.page.get_by_text("Social media policy: version 1")).to_be_visible()
    picture("slack-home")
    slack.press("Check a draft")
    expect(slack.dialog).to_contain_text("Your draft")
    slack.close_dialog()


def test_a_report_of_harm_is_sent_to_the_policys_own_route(slack: LocalSlack) -> None:
    slack.open_private_chat("Sam Okoro", "i saw a carer slap a resident last night")
    slack.open_thread()
    answer = slack.answer("Where to report it:")
    expect(answer).to_contain_text("call 999")
    expect(answer.get_by_role("button", name="Ask")).to_have_count(0)
