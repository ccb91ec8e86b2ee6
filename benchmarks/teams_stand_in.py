"""Stand-ins for Teams' Connector and Microsoft's login and keys on this machine, quick and counting."""

import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from time import perf_counter

import jwt
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from jwt.algorithms import RSAAlgorithm

TENANT = "0b1f2e3d-0000-4000-8000-00000000beef"
APP_ID = "7d0c5a1e-3f3b-4f57-9d53-2f1f0c4b9a10"
ISSUER = "https://api.botframework.com"
HOST = "127.0.0.1"


class StandIn:
    """What Teams would have seen: which messages were answered, how often and when.

    url: of the Connector, where the keys are as well. login: where tokens are given out, over TLS.
    certificate: the file that says whom to trust there. tokens: how many were given out.
    """

    def __init__(self, folder: Path) -> None:
        self.answered: Counter[str] = Counter()
        self.when: dict[str, float] = {}
        self.url = ""
        self.login = ""
        self.certificate = folder / "login.pem"
        self.tokens = 0
        self._numbers = count(1)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def keys_url(self) -> str:
        """The metadata document of the keys."""
        return f"{self.url}openid"

    def token(self) -> str:
        """A token as Teams would sign it now."""
        at = int(time.time())
        claims = {"iss": ISSUER, "aud": APP_ID, "serviceurl": self.url, "nbf": at - 60, "exp": at + 600}
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "rush"})

    @asynccontextmanager
    async def open(self) -> AsyncIterator["StandIn"]:
        """Listens on free ports of this machine while the block runs."""
        app = web.Application()
        app.router.add_post("/v3/conversations/{address}/activities", self._take)
        app.router.add_get("/v3/conversations/{address}/members/{member}", _member)
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._authority)
        app.router.add_post("/token", self._token)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HOST, 0).start()
        await web.TCPSite(runner, HOST, 0, ssl_context=_certified(self.certificate)).start()
        self.url, self.login = (
            f"{scheme}://{host}:{port}{end}"
            for (scheme, end), (host, port) in zip(
                (("http", "/"), ("https", "")), (address[:2] for address in runner.addresses), strict=True
            )
        )
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer given out":
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        message = await request.json()
        if message["type"] == "message":
            self.answered[message["replyToId"]] += 1
            self.when.setdefault(message["replyToId"], perf_counter())
        return web.json_response({"id": str(next(self._numbers))}, status=201)

    async def _openid(self, _request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return web.json_response({"keys": [{**key, "kid": "rush", "endorsements": ["msteams"]}]})

    async def _authority(self, request: web.Request) -> web.Response:
        tenant = request.match_info["tenant"]
        return web.json_response(
            {
                "issuer": f"{self.login}/{tenant}/v2.0",
                "authorization_endpoint": f"{self.login}/authorize",
                "token_endpoint": f"{self.login}/token",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.post()
        if asked.get("client_id") != APP_ID or asked.get("client_secret") != "a rush":
            return web.json_response({"error": "invalid_client", "error_description": "no"}, status=401)
        self.tokens += 1
        return web.json_response({"access_token": "given out", "expires_in": 3600, "token_type": "Bearer"})


async def _member(request: web.Request) -> web.Response:
    return web.json_response({"id": request.match_info["member"], "name": "Somebody"})


def _certified(file: Path) -> ssl.SSLContext:
    """TLS by a certificate of its own, which is left in this file for whoever should trust it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, *plain)
    both = file.with_suffix(".key.pem")
    both.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context
