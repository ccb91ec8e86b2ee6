"""A server of signing keys on this machine, and tokens signed as Teams signs them."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "7d0c5a1e-3f3b-4f57-9d53-2f1f0c4b9a10"
ISSUER = "https://api.botframework.com"
KEY_ID = "key-1"

_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
another_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(slots=True)
class KeyServer:
    """OpenID metadata and keys, served from a thread of its own.

    asked: how often the keys were fetched. tried: how often anything was. away: whether it fails.
    waits_for: what has to happen elsewhere before it answers; it fails where that takes two seconds.
    """

    url: str = ""
    asked: int = 0
    tried: int = 0
    away: bool = False
    waits_for: threading.Event | None = None

    @contextmanager
    def open(self) -> Iterator["KeyServer"]:
        """Listens on a free port of this machine while the block runs."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{server.server_port}/openid"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def answer(self, path: str) -> tuple[int, dict[str, Any]]:
        """What is answered: a status and JSON."""
        if path == "/keys":
            self.asked += 1
            key = RSAAlgorithm.to_jwk(_key.public_key(), as_dict=True)
            return 200, {"keys": [{**key, "kid": KEY_ID, "endorsements": ["msteams"]}]}
        self.tried += 1
        if self.away or (self.waits_for is not None and not self.waits_for.wait(2)):
            return 503, {}
        return 200, {"issuer": ISSUER, "jwks_uri": self.url.replace("/openid", "/keys")}


def _handler(keys: KeyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = keys.answer(self.path)
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read the log."""

    return Handler


def token(service: str, *, key: Any = _key, key_id: str = KEY_ID, age: int = 0, **claims: Any) -> str:
    """A token as Teams would sign it now, or so many seconds ago; claims in place of the right ones."""
    at = int(time.time()) - age
    given = {"iss": ISSUER, "aud": APP_ID, "serviceurl": service, "nbf": at - 60, "exp": at + 600}
    return jwt.encode({**given, **claims}, key, algorithm="RS256", headers={"kid": key_id})
