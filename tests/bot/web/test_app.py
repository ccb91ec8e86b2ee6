"""The page through a real HTTP client."""

import html
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient

from bot.views import ROUTE
from bot.web.app import PART
from knowledge.answer import Question, Turn

pytestmark = pytest.mark.asyncio

Client = TestClient[Any, Any]
Clients = Callable[..., Awaitable[Client]]
PHOTO = "can i post pic of my mate at work on insta ok? a photo"
IN_PLACE = {PART: "yes"}


class Notebook(Protocol):
    """An assistant that tells what it was asked."""

    asked: list[Question]


async def test_the_page_opens_with_a_form_policies_and_first_questions(page: Clients) -> None:
    response = await (await page()).get("/")
    text = await response.text()
    assert response.status == 200
    assert '<html lang="en-GB">' in text
    assert 'name="question"' in text
    assert "Phones &amp; photos policy" in text
    assert "Version 2, issued 7 September 2026; review " in text
    assert text.count('class="chip"') == 2


async def test_a_question_gets_a_page_with_verdict_condition_quote_and_manager(page: Clients) -> None:
    response = await (await page("sam@example.org")).post("/", data={"question": PHOTO})
    text = await response.text()
    assert response.status == 200
    assert "<span>Only if …</span>" in text
    assert "<li>they know about it</li>\n<li>they have agreed</li>" in text
    assert "share photos of a colleague without that person&#39;s knowledge and agreement" in text
    assert "Phones &amp; photos policy, Guidelines, rule 2" in text
    assert "Ask your line manager, Ada Osei" in text
    assert 'href="/clauses/phones/2/must-not.2"' in text


@pytest.mark.parametrize(
    ("question", "shape"),
    [
        ("photo", "diamond"),
        ("resident", "octagon"),
        ("scope", "page"),
        ("telephone", "tick"),
        ("x", "question-mark"),
    ],
)
async def test_each_verdict_is_drawn(page: Clients, question: str, shape: str) -> None:
    text = await (await (await page()).post("/", data={"question": question})).text()
    assert f'<div class="answer {shape}">' in text
    assert '<svg class="shape"' in text


async def test_the_closest_thing_is_folded_away_under_words_that_say_it_is_no_answer(page: Clients) -> None:
    client = await page("sam@example.org")
    text = await (await client.post("/", data={"question": "can I fly a drone?"})).text()
    assert '<div class="answer question-mark">' in text
    refusal, folded = text.split('<details class="closest">')
    folded, after = folded.split("</details>", 1)
    assert "The Drones Policy may deal with it" in refusal
    assert "<blockquote>" not in refusal
    assert "<summary>The closest thing my policies say</summary>" in folded
    assert folded.index("This does not answer your question.") < folded.index("<blockquote>")
    assert "use a resident&#39;s &lt;b&gt;own&lt;/b&gt; telephone" in folded
    assert 'href="/clauses/phones/2/must-not.3"' in folded
    assert "Ask your line manager, Ada Osei" in after


async def test_where_to_report_stands_open_between_the_notice_and_whom_to_ask(page: Clients) -> None:
    client = await page("sam@example.org")
    text = await (await client.post("/", data={"question": "a carer slapped somebody"})).text()
    before, route = text.split('<div class="route">')
    assert before.index("</details>") < before.index("call 999")
    assert f'<p class="where">{ROUTE}</p>' in route
    assert route.index("If you are unsure") < route.index("Ask your line manager, Ada Osei")
    assert 'href="/clauses/phones/2/help.1"' in route


@pytest.mark.parametrize("question", ["photo", "resident", "scope", "drone", "x"])
async def test_another_answer_says_nothing_of_reporting(page: Clients, question: str) -> None:
    assert ROUTE not in await (await (await page()).post("/", data={"question": question})).text()


@pytest.mark.parametrize("question", ["photo", "resident", "scope", "x"])
async def test_an_answer_has_no_closest_thing_beside_it(page: Clients, question: str) -> None:
    text = await (await (await page()).post("/", data={"question": question})).text()
    assert "closest" not in text


async def test_an_open_page_gets_the_turn_alone(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": PHOTO}, headers=IN_PLACE)
    text = (await response.text()).strip()
    assert text.startswith("<article")
    assert text.endswith("</article>")
    assert response.headers["Vary"] == PART


async def test_the_conversation_lives_in_the_page(page: Clients, assistant: Notebook) -> None:
    client = await page()
    first = await (await client.post("/", data={"question": PHOTO})).text()
    history = re.search(r'id="history" name="history" value="([^"]*)"', first)
    assert history
    held = html.unescape(history[1])
    second = await (await client.post("/", data={"question": "and if she said yes?", "history": held})).text()
    assert [turn.user for turn in assistant.asked[1].history] == [PHOTO]
    assert assistant.asked[1].history[0].bot_gist.startswith("Only if they know about it")
    assert "Earlier in this conversation" in second
    assert PHOTO in second


async def test_an_open_page_is_told_its_new_history(page: Clients) -> None:
    held = json.dumps([{"user": f"q{number}", "bot_gist": "No."} for number in range(3)])
    data = {"question": PHOTO, "history": held}
    text = await (await (await page()).post("/", data=data, headers=IN_PLACE)).text()
    history = re.search(r'data-history="([^"]*)"', text)
    assert history
    assert [turn["user"] for turn in json.loads(html.unescape(history[1]))] == ["q1", "q2", PHOTO]


async def test_nothing_typed_is_answered_with_a_sentence(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": "  "})
    assert response.status == 422
    assert "Type a question first" in await response.text()


async def test_a_question_that_is_too_long_stays_in_the_box(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": "why? " * 500})
    text = await response.text()
    assert response.status == 422
    assert "2,499 characters long" in text
    assert "why? why?" in text


async def test_a_refusal_for_an_open_page_is_plain_text(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": ""}, headers=IN_PLACE)
    assert (response.status, response.content_type) == (422, "text/plain")
    assert (await response.text()).startswith("Type a question first")


async def test_a_broken_history_is_told(page: Clients, assistant: Notebook) -> None:
    response = await (await page()).post("/", data={"question": PHOTO, "history": "[{]"})
    assert response.status == 400
    assert "could not be read" in await response.text()
    assert not assistant.asked


async def test_a_flood_is_refused(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": "a" * 300_000})
    assert response.status == 413
    assert "Ask in fewer words" in await response.text()


async def test_a_form_that_would_be_spooled_to_disk_is_refused(page: Clients, assistant: Notebook) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("question", PHOTO)
    response = await (await page()).post("/", data=form)
    assert response.status == 415
    assert not assistant.asked


async def test_a_failure_is_a_sentence_for_the_person_and_a_line_for_the_operator(
    page: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    question = "please explode over Mrs Jones"
    response = await (await page()).post("/", data={"question": question})
    text = await response.text()
    assert response.status == 500
    assert "Something went wrong here" in text
    assert question in text
    assert "Traceback" not in text
    assert "Jones" not in caplog.text
    assert re.search(
        r"question [0-9a-f]{8} was not answered: RuntimeError in conftest.py, line \d+", caplog.text
    )


async def test_a_failure_is_told_to_an_open_page(page: Clients) -> None:
    response = await (await page()).post("/", data={"question": "explode"}, headers=IN_PLACE)
    assert (response.status, response.content_type) == (500, "text/plain")


async def test_an_answer_is_logged_by_counts_and_never_by_words(
    page: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await (await page()).post(
        "/", data={"question": PHOTO, "history": '[{"user": "hats", "bot_gist": "No."}]'}
    )
    assert f"{len(PHOTO)} characters, 1 earlier turns" in caplog.text
    assert "insta" not in caplog.text
    assert "hats" not in caplog.text


async def test_html_in_a_question_is_text(page: Clients) -> None:
    nasty = "<script>alert(1)</script></textarea><img src=x onerror=alert(2)> photo \"' --><"
    history = json.dumps([{"user": nasty, "bot_gist": nasty}])
    client = await page()
    for data in (
        {"question": nasty},
        {"question": nasty, "history": history},
        {"question": f"explode {nasty}", "history": history},
    ):
        text = await (await client.post("/", data=data)).text()
        assert "<script>alert" not in text
        assert "<img" not in text
        assert text.count("</textarea>") == 1
        assert "&lt;script&gt;alert(1)" in text


async def test_html_in_a_policy_is_text(page: Clients) -> None:
    client = await page("sam@example.org")
    answered = await (await client.post("/", data={"question": "telephone"})).text()
    opened = await (await client.get("/clauses/phones/2/must-not.3")).text()
    for text in (answered, opened):
        assert "&lt;b&gt;own&lt;/b&gt;" in text
        assert "<b>" not in text


async def test_html_in_a_name_is_text(page: Clients) -> None:
    text = await (await (await page("sam@example.org")).get("/")).text()
    assert "Sam &lt;Lee&gt;" in text


async def test_a_clause_opens_among_its_neighbours(page: Clients) -> None:
    response = await (await page()).get("/clauses/phones/2/must-not.2")
    text = await response.text()
    assert response.status == 200
    assert "mention a resident" in text
    assert text.count("the clause cited") == 1
    assert text.index("the clause cited") < text.index("share photos of a colleague")
    assert 'rel="next" href="/clauses/phones/2/help.1"' in text


async def test_a_clause_opens_in_place(page: Clients) -> None:
    text = await (await (await page()).get("/clauses/phones/2/must-not.2", headers=IN_PLACE)).text()
    assert text.startswith('<div class="clause">')


@pytest.mark.parametrize(
    "path",
    [
        "/clauses/phones/2/none",
        "/clauses/phones/9/must-not.2",
        "/clauses/hats/2/must-not.2",
        "/clauses/phones/two/must-not.2",
        "/clauses/phones/99999999999999999999/must-not.2",
        "/clauses/phones/2/..%2f..%2fetc",
        "/static/../app.py",
        "/nowhere",
    ],
)
async def test_a_page_that_is_not_there_is_told(page: Clients, path: str) -> None:
    response = await (await page()).get(path)
    assert response.status == 404
    assert "There is no such page" in await response.text()


async def test_another_method_is_told(page: Clients) -> None:
    assert (await (await page()).delete("/")).status == 405


async def test_another_person_can_be_named(page: Clients) -> None:
    client = await page()
    response = await client.post("/asker", data={"email": "SAM@example.org"}, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    headers = {"Cookie": f"handrail_asker={response.cookies['handrail_asker'].value}"}
    text = await (await client.post("/", data={"question": PHOTO}, headers=headers)).text()
    assert "Ask your line manager, Ada Osei" in text


async def test_an_unknown_address_is_told_and_changes_nothing(page: Clients) -> None:
    response = await (await page("sam@example.org")).post("/asker", data={"email": "<sam>@example.org"})
    text = await response.text()
    assert response.status == 422
    assert "Nobody has that address here" in text
    assert 'value="&lt;sam&gt;@example.org"' in text
    assert "Set-Cookie" not in response.headers


async def test_an_empty_address_forgets_who_asks(page: Clients) -> None:
    client = await page("sam@example.org")
    assert "someone without a name" in await (await client.post("/asker", data={"email": ""})).text()


async def test_a_made_up_cookie_is_nobody(page: Clients) -> None:
    headers = {"Cookie": "handrail_asker=boss@example.org"}
    text = await (await (await page("sam@example.org")).get("/", headers=headers)).text()
    assert "someone without a name" in text


async def test_it_is_healthy(page: Clients) -> None:
    assert await (await (await page()).get("/healthz")).text() == "ok"


async def test_the_answer_keeps_its_turn_for_a_follow_up(assistant: Notebook, page: Clients) -> None:
    history = json.dumps([{"user": "may I?", "bot_gist": "Only if they agree."}])
    await (await page()).post("/", data={"question": "she said yes", "history": history})
    assert assistant.asked[0].history == (Turn("may I?", "Only if they agree."),)
    assert assistant.asked[0].place == "web page"
