"""Replies to an interaction at the address that came with it, good for half an hour and five replies."""

import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.library_log import library_log

log = logging.getLogger(__name__)

PATIENCE = 10  # seconds


async def post_reply(address: str, payloads: Sequence[dict[str, Any]]) -> bool:
    """Posts these replies in order; False when the address takes none, so that another way is needed."""
    client = AsyncWebhookClient(
        address,
        timeout=PATIENCE,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
        logger=library_log(),
    )
    for payload in payloads:
        try:
            answered = await client.send_dict(payload)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            log.warning("a reply was not taken: %s", type(error).__name__)
            return False
        if answered.status_code != 200:
            log.warning("a reply was not taken: %d", answered.status_code)
            return False
    return True
