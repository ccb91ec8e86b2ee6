"""The same reading by a chat model through LangChain: checked, in limited time, braked by another reader."""

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from knowledge.answer import Question
from knowledge.chat_reply import (
    INSTRUCTIONS,
    Reply,
    ReplyUnusable,
    asked_of_model,
    readings_from,
    reply_in,
    reply_of,
)
from knowledge.circuit import Circuit
from knowledge.coverage import far
from knowledge.found import Found
from knowledge.policy import Clause
from knowledge.reading import Reader, Readings
from knowledge.search import search_text

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

log = logging.getLogger(__name__)

CALLS_AT_ONCE = 8
"""How many calls may be under way: a server that trickles keeps a call's thread for as long as it likes."""

# What these log at DEBUG holds the whole request, and so the question.
_TALKATIVE = ("openai", "anthropic", "groq", "mistralai", "cohere", "google_genai", "botocore")


class ChatModelUnusable(Exception):
    """The chat model that is set cannot be opened; the message is a sentence that says what to mend."""


def open_chat_model(
    name: str, base_url: str | None, api_key: SecretStr | None, timeout: float
) -> "BaseChatModel":
    """The chat model of this name, "provider:model" as LangChain's init_chat_model takes it.

    base_url: the server, for azure_openai its endpoint; None for the provider's own. api_key:
    None to leave it to the provider's environment variable, which is never sent to a base_url.
    timeout: seconds for each wait on the network. Nothing is sent yet. Raises ChatModelUnusable.
    """
    # Imported here: it takes a second, which only those pay who have set a chat model.
    from langchain.chat_models import init_chat_model

    provider, _, model = name.partition(":")
    if not provider.strip() or not model.strip():
        raise ChatModelUnusable(
            f"The chat model “{name}” is not written as provider:model, for example ollama:qwen3."
        )
    options = _options(provider, model, base_url, api_key)
    for talkative in _TALKATIVE:
        logging.getLogger(talkative).setLevel(logging.WARNING)
    try:
        # No retries: one would outlast the limit, and the next question tries again anyway.
        opened: BaseChatModel = init_chat_model(
            model, model_provider=provider, timeout=timeout, max_retries=0, **options
        )
    except ImportError as error:
        raise ChatModelUnusable(f"The chat model {name} needs {_missing(error)}.") from error
    except Exception as error:  # each provider's library has exceptions of its own
        kind = type(error).__name__
        raise ChatModelUnusable(
            f"The chat model {name} cannot be opened ({kind}): check its name, its address and its key."
        ) from error
    return opened


def _options(provider: str, model: str, base_url: str | None, api_key: SecretStr | None) -> dict[str, Any]:
    options: dict[str, Any] = {"api_key": api_key} if api_key else {}
    if base_url is None:
        return options
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ChatModelUnusable("The chat model's address is not a URL that begins with http:// or https://.")
    if provider == "azure_openai":
        return {**options, "azure_endpoint": base_url, "azure_deployment": model}
    # A server of one's own seldom wants a key, and must not get the one that is meant for the provider.
    return {"api_key": SecretStr("none"), **options, "base_url": base_url}


def _missing(error: ImportError) -> str:
    named = re.search(r"pip install ([\w-]+)", str(error))
    return f"a package that is not installed: pip install {named[1]}" if named else "another package"


class TooManyCalls(Exception):
    """So many calls are still under way that no more is made."""


class ChatReader:
    """Reads by a chat model, and as the offline reader does wherever the model fails or goes too far.

    seconds: the longest that an answer waits for the model. clock: seconds, for the pause after
    failures. Any thread may ask. Nothing of a question or a reply is logged or traced.
    """

    def __init__(
        self,
        offline: Reader,
        model: "BaseChatModel",
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._offline = offline
        self._chat = _Chat(model, seconds)
        self._seconds = seconds
        self._clock = clock
        self._calls = threading.BoundedSemaphore(CALLS_AT_ONCE)
        self._circuit = Circuit()
        self._numbers = count(1)

    def prepare(self, clauses: Sequence[Clause]) -> None:
        """Prepares the offline reader; the model is told nothing before somebody asks."""
        self._offline.prepare(clauses)

    def read(self, question: Question, found: Sequence[Found]) -> Readings:
        """What the found clauses say to the question."""
        offline = self._offline.read(question, found)
        if not _worth_asking(question, found, offline) or not self._circuit.lets_through(self._clock()):
            return offline
        number = next(self._numbers)
        try:
            reply = self._within_limit(partial(self._chat.reply, asked_of_model(question, found)))
            self._circuit.worked()
            return readings_from(reply, found, offline)
        except (ReplyUnusable, TooManyCalls) as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 -- whatever a provider's library raises, there is an answer
            self._circuit.failed(self._clock())
            why = type(error).__name__  # its message may hold the request
        log.warning("chat model call %d: %s; answered offline", number, why)
        return offline

    def _within_limit(self, call: Callable[[], Reply]) -> Reply:
        """The call's result, waited for no longer than the limit.

        The call goes on in a thread of its own, which holds up neither the caller nor the end of
        the program. Raises what the call raises, TimeoutError and TooManyCalls.
        """
        if not self._calls.acquire(blocking=False):
            raise TooManyCalls("too many calls are under way")
        done: Future[Reply] = Future()

        def work() -> None:
            try:
                done.set_result(call())
            except Exception as error:  # noqa: BLE001 -- it is raised again where the result is asked for
                done.set_exception(error)
            finally:
                self._calls.release()

        threading.Thread(target=work, daemon=True, name="chat model call").start()
        return done.result(timeout=self._seconds)


def _worth_asking(question: Question, found: Sequence[Found], offline: Readings) -> bool:
    """Whether a model could find an answer; what is far from any policy is nobody else's to hear."""
    return bool(found) and (offline.answered or not far(search_text(question), found))


class _Chat:
    """A model asked for a Reply by its own structured output, or in plain text where it has none."""

    def __init__(self, model: "BaseChatModel", seconds: float) -> None:
        self._model = model
        self._seconds = seconds
        self._structured = True

    def reply(self, message: str) -> Reply:
        """The model's reply. Raises ReplyUnusable and whatever the provider's library raises."""
        # Imported here, as LangChain is.
        from langchain_core.exceptions import ModelInvalidRequestError
        from langsmith import tracing_context

        began = time.monotonic()
        # With LANGSMITH_TRACING set for another program, LangChain would send every question away.
        with tracing_context(enabled=False):
            if self._structured:
                try:
                    return self._in_structure(message)
                except (ModelInvalidRequestError, NotImplementedError):
                    if time.monotonic() - began > self._seconds / 2:
                        raise
            reply = reply_in(self._model.invoke(_messages(message)).text)
        # Only now: the server may have refused this one request and not the structure.
        self._structured = False
        return reply

    def _in_structure(self, message: str) -> Reply:
        # As a schema and not as a class, so that a reply is checked here alone, whoever the provider is.
        model = self._model.with_structured_output(Reply.model_json_schema(), include_raw=True)
        raw: AIMessage = model.invoke(_messages(message))["raw"]  # type: ignore[index]
        if raw.additional_kwargs.get("refusal"):
            raise ReplyUnusable("the model refuses to reply")
        called = raw.tool_calls
        return reply_of(called[0]["args"]) if called else reply_in(raw.text)


def _messages(message: str) -> list[tuple[str, str]]:
    return [("system", INSTRUCTIONS), ("human", message)]
