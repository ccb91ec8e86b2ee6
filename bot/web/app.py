"""The web application: a question by form in, a page out."""

import asyncio
import logging
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from aiohttp import web

from bot.conversation import Conversation
from bot.views import AnswerView, RefusalView
from bot.web.form import AskForm, FormUnreadable, ask_form, asker_form
from bot.web.guard import DOORS, note_route, set_headers, trespass
from bot.web.pages import AnsweredTurn, NotTaken, Pages, Surroundings
from knowledge.answer import Asker
from knowledge.policy import ClauseRef

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 256 * 1024  # bytes: a full question and three full turns, URL-encoded
PART = "X-Handrail-Part"
COOKIE = "handrail_asker"
NOBODY = "nobody"  # no address, so no directory knows it
FAILED = "Something went wrong here and the question was not answered. Try again in a moment."
UNKNOWN_EMAIL = "Nobody has that address here. Check the spelling, or leave it empty to go on without a name."
SENTENCES = {
    404: "There is no such page. Policies change; ask your question again to find the clause.",
    405: "This page cannot be used that way. Open Handrail and ask there.",
    413: "That is too long to be read at once. Ask in fewer words.",
    415: "That form could not be read. Open Handrail and ask there.",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def today_in_utc() -> date:
    """The date now."""
    return datetime.now(UTC).date()


def make_app(
    conversation: Conversation,
    asker_email: str | None = None,
    *,
    pages: Pages | None = None,
    today: Callable[[], date] = today_in_utc,
    public_url: str = "",
) -> web.Application:
    """The application to serve on this machine.

    asker_email is who asks until the page is told otherwise. What the page is told is taken
    on trust: it chooses which line manager an answer names and opens nothing else. Under
    public_url, where somebody else's sign-in stands before it, clauses are shown and nothing else.
    """
    site = _Site(conversation, asker_email, pages or Pages(), today, public_url)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[site.in_words])
    app[DOORS] = set()
    app.on_response_prepare.append(set_headers)
    app.add_routes(
        [
            web.get("/", site.open),
            web.post("/", site.ask),
            web.post("/asker", site.change_asker),
            web.get(r"/clauses/{slug}/{version:[0-9]{1,9}}/{path}", site.clause),
            web.get("/healthz", _healthy),
            web.static("/static", STATIC),
        ]
    )
    return app


def open_doors(app: web.Application, ways: Iterable[web.RouteDef]) -> None:
    """Adds ways in that chat platforms use, which check for themselves who comes."""
    for way in ways:
        app[DOORS].add(way.handler)
    app.add_routes(ways)


class _Site:
    """The handlers and what they need."""

    def __init__(
        self,
        conversation: Conversation,
        asker_email: str | None,
        pages: Pages,
        today: Callable[[], date],
        public_url: str,
    ) -> None:
        self._conversation = conversation
        self._asker_email = asker_email
        self._pages = pages
        self._today = today
        self._public_url = public_url

    async def open(self, request: web.Request) -> web.Response:
        """A new conversation."""
        return _html(self._pages.conversation(await self._around(self._asker(request))))

    async def ask(self, request: web.Request) -> web.Response:
        """The answer to a question: as a part for an open page, else as a whole page."""
        form = ask_form(await _body(request))
        asker = self._asker(request)
        turn_id = secrets.token_hex(4)
        try:
            view = await self._answer(form, asker, turn_id)
        except Exception as error:  # noqa: BLE001  whatever fails, the person keeps what they typed
            log.error("question %s was not answered: %s", turn_id, _where(error))
            return await self._not_answered(request, form, FAILED, 500)
        if isinstance(view, RefusalView):
            return await self._not_answered(request, form, view.sentence, 422)
        turn = AnsweredTurn(turn_id, form.question.strip(), view)
        if _wants_part(request):
            return _html(self._pages.turn(turn, form.history))
        around = await self._around(asker)
        return _html(self._pages.conversation(around, earlier=form.history, turn=turn))

    async def change_asker(self, request: web.Request) -> web.Response:
        """Another person asks from now on, in a new conversation."""
        email = asker_form(await _body(request))
        known = self._conversation.asker(email).email
        if email and known is None:
            page = self._pages.conversation(
                await self._around(self._asker(request)),
                email=NotTaken(email, UNKNOWN_EMAIL),
            )
            return _html(page, 422)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(COOKIE, known or NOBODY, httponly=True, samesite="Strict", path="/")
        return response

    async def clause(self, request: web.Request) -> web.Response:
        """A clause among its neighbours: as a part for an open page, else as a whole page."""
        where = request.match_info
        ref = ClauseRef(where["slug"], int(where["version"]), where["path"])
        view = await asyncio.to_thread(self._conversation.clause, ref)
        if view is None:
            raise web.HTTPNotFound
        return _html(self._pages.clause_alone(view) if _wants_part(request) else self._pages.clause(view))

    @web.middleware
    async def in_words(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turns away what must not be served, and says in a sentence what went wrong."""
        note_route(request)
        if request.match_info.handler in request.app[DOORS]:
            return await handler(request)
        reason = trespass(request, self._public_url)
        if reason:
            return self._problem(request, reason, 403)
        try:
            return await handler(request)
        except FormUnreadable as error:
            return self._problem(request, str(error), 400)
        except web.HTTPException as error:
            if error.status not in SENTENCES:
                raise
            return self._problem(request, SENTENCES[error.status], error.status)
        except Exception as error:  # noqa: BLE001  whatever fails, the person gets a sentence
            log.error("a page failed: %s", _where(error))
            return self._problem(request, FAILED, 500)

    async def _answer(self, form: AskForm, asker: Asker, turn_id: str) -> AnswerView | RefusalView:
        """What to show. The log gets ids, counts and times, never words."""
        began = time.perf_counter()
        try:
            return await asyncio.to_thread(
                self._conversation.ask, form.question, email=asker.email, history=form.history
            )
        finally:
            log.info(
                "question %s: %d characters, %d earlier turns, %d ms",
                turn_id,
                len(form.question),
                len(form.history),
                (time.perf_counter() - began) * 1000,
            )

    async def _not_answered(
        self, request: web.Request, form: AskForm, sentence: str, status: int
    ) -> web.Response:
        """Says why there is no answer, and leaves what was typed to be changed or sent again."""
        if _wants_part(request):
            return web.Response(text=sentence, status=status)
        around = await self._around(self._asker(request))
        page = self._pages.conversation(
            around, earlier=form.history, question=NotTaken(form.question, sentence)
        )
        return _html(page, status)

    def _problem(self, request: web.Request, sentence: str, status: int) -> web.Response:
        if _wants_part(request):
            return web.Response(text=sentence, status=status)
        return _html(self._pages.problem(sentence), status)

    def _asker(self, request: web.Request) -> Asker:
        return self._conversation.asker(request.cookies.get(COOKIE, self._asker_email))

    async def _around(self, asker: Asker) -> Surroundings:
        policies = await asyncio.to_thread(self._conversation.policies, self._today())
        return Surroundings(asker, policies, await asyncio.to_thread(self._conversation.suggestions))


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


async def _body(request: web.Request) -> bytes:
    # Any other kind of form would be spooled to a file on its way in, and questions are kept nowhere.
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    try:
        return await request.read()
    except web.RequestPayloadError:
        raise FormUnreadable(SENTENCES[415]) from None


def _wants_part(request: web.Request) -> bool:
    return PART in request.headers


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers={"Vary": PART})


def _where(error: Exception) -> str:
    """The kind of error and the line that raised it, without its message, which may quote a question."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
