"""The page in a real browser, served by the real product from the sample policies."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]
PHOTO = "can i post a photo of a colleague?"
ANSWERED = "#turns .turn"
WAIT = 60_000  # milliseconds: the first answer loads what later ones have at hand
SMALLEST_TEXT = 16  # CSS pixels


class Served(Protocol):
    """Handrail as it runs."""

    url: str
    data: Path
    log: Path


def ask(page: Page, question: str) -> Locator:
    """Types the question, sends it with Enter, and waits for its turn."""
    before = page.locator(ANSWERED).count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(ANSWERED).nth(before)
    expect(turn).to_be_visible(timeout=WAIT)
    return turn


def press_until_focused(page: Page, key: str, wanted: Locator) -> None:
    """Presses the key until the wanted element has the focus."""
    for _ in range(30):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} does not lead to {wanted}")


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, with where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


def test_a_question_is_answered_with_verdict_rule_and_manager(open_page: Open, front_picture: Path) -> None:
    page = open_page(height=800, device_scale_factor=1.5)
    turn = ask(page, PHOTO)
    expect(turn.get_by_role("heading", level=2)).to_contain_text(PHOTO)
    expect(turn.get_by_role("heading", level=3)).to_have_text("Only if …")
    expect(turn.locator(".verdict svg")).to_be_visible()
    expect(turn.locator(".checklist li").first).to_contain_text(re.compile("consent|agreed"))
    expect(turn.locator("blockquote").first).to_contain_text("consent")
    expect(turn.locator("cite").first).to_have_text(re.compile(r"policy, .+, rule \d+$"))
    expect(turn.locator("figcaption").first).to_contain_text(re.compile(r"Version 1, issued \d+ \w+ 2026"))
    expect(turn.locator(".refer")).to_have_text("Ask your line manager, Jolanta Mazur (jolanta@example.org).")
    expect(turn).to_be_in_viewport()
    page.screenshot(path=front_picture, animations="disabled")


def test_the_clause_opens_in_place_among_its_neighbours(open_page: Open, pictures: Path) -> None:
    page = open_page()
    turn = ask(page, PHOTO)
    quoted = turn.locator("blockquote").first.locator("p").last.inner_text()
    turn.locator("summary", has_text="Open the clause").first.click()
    clause = turn.locator(".clause").first
    expect(clause.locator(".line")).to_have_count(5)
    expect(clause.locator(".cited")).to_contain_text("the clause cited")
    expect(clause.locator(".cited")).to_contain_text(quoted)
    assert page.url.endswith("/")
    page.screenshot(path=pictures / "clause-in-place.png", full_page=True, animations="disabled")


def test_the_closest_thing_stays_folded_until_it_is_wanted_and_says_it_is_no_answer(
    open_page: Open, pictures: Path
) -> None:
    page = open_page()
    turn = ask(page, "how many days holiday do i get a year")
    expect(turn.get_by_role("heading", level=3)).to_have_text("Not covered")
    expect(turn.locator("blockquote")).to_be_hidden()
    expect(turn.locator(".refer")).to_be_visible()
    turn.get_by_text("The closest thing my policies say").click()
    expect(turn.get_by_text("This does not answer your question.")).to_be_visible()
    expect(turn.locator("blockquote")).to_be_visible()
    turn.locator("summary", has_text="Open the clause").click()
    expect(turn.locator(".clause .cited")).to_be_visible()
    page.screenshot(path=pictures / "closest.png", full_page=True, animations="disabled")
    assert violations(page) == []


def test_a_follow_up_takes_the_earlier_turn_along(open_page: Open) -> None:
    page = open_page()
    ask(page, PHOTO)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        ask(page, "and if she said yes?")
    assert "photo+of+a+colleague" in (sent.value.post_data or "")
    assert page.locator(ANSWERED).count() == 2
    held = json.loads(page.locator("#history").input_value())
    assert [turn["user"] for turn in held] == [PHOTO, "and if she said yes?"]


def test_everything_can_be_done_with_the_keyboard(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main part")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    question = page.get_by_label("Your question")
    press_until_focused(page, "Tab", question)
    page.keyboard.type("can i post")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("a photo of a colleague?")
    expect(question).to_have_value("can i post\na photo of a colleague?")
    page.keyboard.press("Enter")
    turn = page.locator(ANSWERED)
    expect(turn).to_be_visible(timeout=WAIT)
    expect(question).to_be_focused()
    expect(question).to_have_value("")
    opener = turn.locator("summary", has_text="Open the clause").first
    press_until_focused(page, "Shift+Tab", opener)
    assert opener.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(turn.locator(".cited").first).to_be_visible()
    expect(opener).to_be_focused()


def test_a_suggested_question_is_one_press_away(open_page: Open) -> None:
    page = open_page()
    page.locator("#suggestions").get_by_role("button", name="Can I ").first.click()
    verdict = page.locator(ANSWERED).get_by_role("heading", level=3)
    expect(verdict).to_have_text(re.compile(r"Yes|Only if|No"), timeout=WAIT)
    expect(page.locator("#suggestions")).to_have_count(0)


def test_while_it_looks_it_says_so_and_takes_no_second_question(open_page: Open, served: Served) -> None:
    page = open_page()
    held: list[Route] = []
    page.route(served.url, lambda route: held.append(route))
    page.get_by_label("Your question").fill(PHOTO)
    page.keyboard.press("Enter")
    expect(page.locator("#pending")).to_contain_text("Looking through the policies…")
    expect(page.get_by_role("status")).to_have_text("Looking through the policies…")
    expect(page.get_by_role("button", name="Ask")).to_be_disabled()
    page.keyboard.press("Enter")
    held[0].continue_()
    expect(page.locator(ANSWERED)).to_be_visible(timeout=WAIT)
    expect(page.locator("#pending")).to_be_hidden()
    expect(page.get_by_role("button", name="Ask")).to_be_enabled()
    assert len(held) == 1


@pytest.mark.parametrize(
    ("question", "said"), [("   ", "Type a question first"), ("why? " * 500, "2,499 characters")]
)
def test_what_cannot_be_answered_is_said_beside_the_question(
    open_page: Open, question: str, said: str
) -> None:
    page = open_page()
    box = page.get_by_label("Your question")
    box.fill(question)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(box).to_be_focused()
    expect(box).to_have_value(question)
    expect(box).to_have_accessible_description(re.compile(said))


def test_when_the_server_is_gone_the_question_is_kept(open_page: Open, served: Served) -> None:
    page = open_page()
    page.route(served.url, lambda route: route.abort())
    page.get_by_label("Your question").fill(PHOTO)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached just now")
    expect(page.get_by_label("Your question")).to_have_value(PHOTO)


def test_somebody_else_can_ask(open_page: Open) -> None:
    page = open_page()
    page.get_by_text("Asking as").click()
    email = page.get_by_label("Your work e-mail")
    email.fill("nobody@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nobody has that address here")).to_be_visible()
    expect(email).to_be_focused()
    expect(email).to_have_value("nobody@example.org")
    email.fill("Kwame@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kwame Boateng")).to_be_visible()
    expect(ask(page, PHOTO).locator(".refer")).to_contain_text("Daniel Okafor (daniel@example.org)")


def test_a_question_is_text_and_nothing_else(open_page: Open) -> None:
    page = open_page()
    turn = ask(page, "<img src=x onerror=\"document.title='taken'\"> <b>photo</b>?")
    expect(turn.get_by_role("heading", level=2)).to_contain_text("<b>photo</b>?")
    assert page.title() != "taken"


def test_it_works_without_javascript(open_page: Open, pictures: Path) -> None:
    page = open_page(java_script_enabled=False)
    page.get_by_label("Your question").fill(PHOTO)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=3)).to_have_text("Only if …", timeout=WAIT)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the clause").first.click()
    expect(opened.value.locator(".cited")).to_contain_text("consent")
    page.get_by_label("Your question").fill("and if she said yes?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="Earlier in this conversation")).to_be_visible(timeout=WAIT)
    expect(page.locator(".earlier")).to_contain_text(PHOTO)
    page.screenshot(path=pictures / "without-javascript.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(open_page: Open, pictures: Path, scheme: str) -> None:
    phone = {"width": 360, "height": 740, "has_touch": True, "device_scale_factor": 2}
    page = open_page(**phone, color_scheme=scheme, reduced_motion="reduce")
    page.screenshot(path=pictures / f"phone-{scheme}-open.png", animations="disabled")
    turn = ask(page, PHOTO)
    page.screenshot(path=pictures / f"phone-{scheme}-answer.png", animations="disabled")
    expect(page.locator(".composer")).to_be_in_viewport(ratio=1)
    turn.locator("summary", has_text="Open the clause").first.click()
    expect(turn.locator(".cited").first).to_be_visible()
    ask(page, f"and {'verylongword' * 12}?")
    page.screenshot(path=pictures / f"phone-{scheme}-all.png", full_page=True, animations="disabled")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    sizes = page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
            .filter(element => element.innerText?.trim())
            .map(element => parseFloat(getComputedStyle(element).fontSize))"""
    )
    assert min(sizes) >= SMALLEST_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_wrong(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    assert violations(page) == []
    turn = ask(page, PHOTO)
    with page.expect_response("**/clauses/**") as clause:
        turn.locator("summary", has_text="Open the clause").first.click()
    expect(turn.locator(".cited").first).to_be_visible()
    for other in ("can i share a resident's name?", "what is whistleblowing?", "may i wear a hat?"):
        ask(page, other)
    page.get_by_text("Answers come from").click()
    page.get_by_text("Asking as").click()
    assert violations(page) == []
    page.goto(clause.value.url)
    assert violations(page) == []


def test_nothing_that_was_asked_is_on_the_disk_or_in_the_log(open_page: Open, served: Served) -> None:
    page = open_page()
    turn = ask(page, "can i post a photo of the zebrafinch in the lounge?")
    expect(turn.get_by_role("heading", level=2)).to_contain_text("zebrafinch")
    assert served.log.stat().st_size > 0
    for path in (served.log, *(found for found in served.data.rglob("*") if found.is_file())):
        assert b"zebrafinch" not in path.read_bytes(), path
