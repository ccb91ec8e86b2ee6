"""The page behind a real HTTP client."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.conversation import Conversation
from bot.web.app import make_app

Client = TestClient[Any, Any]
Clients = Callable[..., Awaitable[Client]]


@pytest.fixture
def page(aiohttp_client: Clients, conversation: Conversation) -> Callable[..., Awaitable[Client]]:
    async def opened(asker_email: str | None = None) -> Client:
        return await aiohttp_client(make_app(conversation, asker_email))

    return opened
