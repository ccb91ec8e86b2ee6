"""The keys that Teams signs its tokens with, fetched without holding anybody up."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from jwt.algorithms import RSAAlgorithm

from bot.chat.failures import where

log = logging.getLogger(__name__)

PATIENCE = 10  # seconds
GOOD_FOR = 86_400.0
"""Seconds that keys are good for before they are fetched again."""

PAUSE = 30.0
"""Seconds after a fetch that failed before the next: meanwhile Teams is asked to come again."""

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
    inside the event loop and waits without a limit. clock: seconds that only go on.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, dict[str, Any]] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    def put_in_place(self) -> None:
        """Makes the library take its keys from here."""
        JwtTokenExtractor.metadataCache[self._url] = self

    async def get(self, key_id: str) -> Key:
        """The key with this id. Raises UnknownKey, KeysNotReached.

        Whoever comes with a known key never waits, however many others come with unknown ones.
        """
        known = key_id in self._keys
        now = self._clock()
        if known and now - self._fetched > GOOD_FOR and now - self._tried > PAUSE:
            self._begin()
        elif not known and now - self._fetched > NOT_BEFORE:
            await self._fetched_anew(now)
        found = self._keys.get(key_id)
        if found is None:
            raise UnknownKey("the token's key is not one of Teams'")
        return Key(RSAAlgorithm.from_jwk(json.dumps(found)), list(found.get("endorsements") or []))

    async def _fetched_anew(self, now: float) -> None:
        """Waits for the fetch that is under way, or for a new one where the last is a while ago."""
        if self._fetching is None or self._fetching.done():
            if now - self._tried <= PAUSE:
                raise KeysNotReached("Teams' keys were not to be had a moment ago")
            self._begin()
        assert self._fetching is not None  # noqa: S101  just begun, or under way
        await asyncio.shield(self._fetching)
        if self._fetched < now:
            raise KeysNotReached("Teams' keys are not to be had")

    def _begin(self) -> None:
        self._tried = self._clock()
        self._fetching = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        """Never fails: what is not to be had leaves the old keys, which are better than none."""
        try:
            keys = await self._fetch()
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
            log.error("Teams' keys are not to be had: %s", where(error))
            return
        self._keys = {str(key["kid"]): key for key in keys if "kid" in key}
        self._fetched = self._clock()
        self._tried = float("-inf")

    async def _fetch(self) -> list[dict[str, Any]]:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session:
            async with session.get(self._url) as answered:
                address = (await answered.json(content_type=None))["jwks_uri"]
            async with session.get(address) as answered:
                return list((await answered.json(content_type=None))["keys"])
