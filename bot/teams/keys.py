"""The keys that Teams signs its tokens with, fetched without holding anybody up."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from jwt.algorithms import RSAAlgorithm

PATIENCE = 10  # seconds
GOOD_FOR = 86_400.0
"""Seconds that keys are good for before they are fetched again."""

NOT_BEFORE = 300.0
"""Seconds between two looks for a key that is not among them, however many tokens name one."""


class KeysNotReached(Exception):
    """The keys are not to be had, so that nothing can be judged; the message is for the log."""


class UnknownKey(PermissionError):
    """A token is signed by a key that Teams does not have."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, under the names that the library looks for. endorsements: for which channels it is."""

    public_key: Any
    endorsements: list[str]


class Keys:
    """The keys behind an OpenID metadata document.

    It stands in the library's own cache in place of what the library would put there, which fetches
    inside the event loop and waits without a limit.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched = float("-inf")
        self._fetching = asyncio.Lock()

    def put_in_place(self) -> None:
        """Makes the library take its keys from here."""
        JwtTokenExtractor.metadataCache[self._url] = self

    async def get(self, key_id: str) -> Key:
        """The key with this id. Raises UnknownKey, KeysNotReached."""
        if self._age() > GOOD_FOR or (key_id not in self._keys and self._age() > NOT_BEFORE):
            await self._refresh(key_id)
        found = self._keys.get(key_id)
        if found is None:
            raise UnknownKey("the token's key is not one of Teams'")
        return Key(RSAAlgorithm.from_jwk(json.dumps(found)), list(found.get("endorsements") or []))

    async def _refresh(self, key_id: str) -> None:
        async with self._fetching:
            if self._age() <= NOT_BEFORE:
                return  # another has just done it
            try:
                keys = await self._fetch()
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
                if key_id in self._keys:
                    return  # an old key is better than none while they are not to be had
                raise KeysNotReached(f"Teams' keys are not to be had ({type(error).__name__})") from error
            self._keys = {str(key["kid"]): key for key in keys if "kid" in key}
            self._fetched = time.monotonic()

    async def _fetch(self) -> list[dict[str, Any]]:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session:
            async with session.get(self._url) as answered:
                where = (await answered.json(content_type=None))["jwks_uri"]
            async with session.get(where) as answered:
                return list((await answered.json(content_type=None))["keys"])

    def _age(self) -> float:
        return time.monotonic() - self._fetched
