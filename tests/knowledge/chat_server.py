"""A real HTTP server on loopback that speaks the OpenAI chat protocol and says what a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any, Literal


@dataclass(slots=True)
class Said:
    """One HTTP response: its status, its body, and how it is sent: at once, byte by byte, or not at all."""

    body: str
    status: int = 200
    sent: Literal["at once", "byte by byte", "never"] = "at once"


Script = Callable[[dict[str, Any]], Said]


@dataclass(slots=True)
class ChatServer:
    """The server: where it listens, what it was sent, and what it says next."""

    url: str
    script: Script
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def says(self, *replies: Said) -> None:
        """Says these one after the other, and the last of them from then on."""
        left = list(replies)
        self.script = lambda _request: left.pop(0) if len(left) > 1 else left[0]

    def told(self) -> str:
        """The whole last request as the model reads it: every message, one after the other."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])


def message(content: str | None, **more: Any) -> Said:
    """A chat completion with this content."""
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": content, **more},
    }
    return Said(
        json.dumps(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": "scripted",
                "choices": [choice],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }
        )
    )


def reply(verdict: str, *citations: tuple[str, str], condition: str | None = None) -> Said:
    """A chat completion whose content is a reply of the form that is asked for."""
    cited = [{"clause": label, "quote": quote} for label, quote in citations]
    return message(json.dumps({"verdict": verdict, "citations": cited, "condition": condition}))


def failure(status: int, text: str = "no") -> Said:
    """An error in the protocol's form."""
    return Said(json.dumps({"error": {"message": text, "type": "error", "code": None}}), status)


@contextmanager
def serving(script: Script) -> Iterator[ChatServer]:
    """Serves on a free port of this machine until the end of the block, which also ends what hangs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    chat = ChatServer(f"http://127.0.0.1:{server.server_port}/v1", script)
    server.RequestHandlerClass = _handler(chat)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield chat
    finally:
        chat.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(chat: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            chat.paths.append(self.path)
            chat.keys.append(self.headers.get("api-key") or self.headers.get("Authorization"))
            if self.headers.get("Content-Type") != "application/json":
                self.send_error(415)
                return
            chat.requests.append(json.loads(sent))
            said = chat.script(chat.requests[-1])
            if said.sent == "never":
                chat.ended.wait()
                return
            body = said.body.encode("utf-8")
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if said.sent == "at once":
                self.wfile.write(body)
            else:
                _trickle(body, self.wfile, chat.ended)

        def log_message(self, *_told: object) -> None:
            """Nothing: the tests say what went wrong."""

    return Handler


def _trickle(body: bytes, into: BufferedIOBase, ended: threading.Event) -> None:
    """Sends all but the last byte, each long before a wait for one would be given up."""
    for at in range(len(body) - 1):
        into.write(body[at : at + 1])
        into.flush()
        if ended.wait(0.02):
            return
