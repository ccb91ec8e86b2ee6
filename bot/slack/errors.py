"""What Slack's errors say, whatever shape they came in."""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

NOT_REACHED = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError)
"""What a call raises when Slack did not answer. SlackApiError, where it did, has to be caught before."""


def code_of(error: SlackApiError) -> str:
    """The error's code, such as "channel_not_found"; "http_500" where Slack sent no words of its own."""
    said = getattr(error.response, "data", error.response)
    code = said.get("error") if isinstance(said, dict) else None
    return str(code or f"http_{status_of(error)}")


def status_of(error: SlackApiError) -> int:
    """The HTTP status of the answer."""
    return int(getattr(error.response, "status_code", 0) or 0)
