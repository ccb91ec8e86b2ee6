"""A server of signing keys on this machine, and tokens signed as Teams signs them."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "7d0c5a1e-3f3b-4f57-9d53-2f1f0c4b9a10"
ISSUER = "https://api.botframework.com"
KEY_ID = "key-1"

_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
another_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(slots=True)
class KeyServer:
    """OpenID metadata and keys. asked: how often the keys were fetched. tried: how often anything was.

    away: whether it fails.
    """

    url: str = ""
    asked: int = 0
    tried: int = 0
    away: bool = False
    root: str = field(default="")

    @asynccontextmanager
    async def open(self) -> AsyncIterator["KeyServer"]:
        """Listens on a free port of this machine while the block runs."""
        app = web.Application()
        app.router.add_get("/openid", self._metadata)
        app.router.add_get("/keys", self._keys)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.root = "http://{}:{}".format(*runner.addresses[0][:2])
        self.url = f"{self.root}/openid"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _metadata(self, _request: web.Request) -> web.Response:
        self.tried += 1
        if self.away:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.root}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        self.asked += 1
        key = RSAAlgorithm.to_jwk(_key.public_key(), as_dict=True)
        return web.json_response({"keys": [{**key, "kid": KEY_ID, "endorsements": ["msteams"]}]})


def token(service: str, *, key: Any = _key, key_id: str = KEY_ID, age: int = 0, **claims: Any) -> str:
    """A token as Teams would sign it now, or so many seconds ago; claims in place of the right ones."""
    at = int(time.time()) - age
    given = {"iss": ISSUER, "aud": APP_ID, "serviceurl": service, "nbf": at - 60, "exp": at + 600}
    return jwt.encode({**given, **claims}, key, algorithm="RS256", headers={"kid": key_id})
