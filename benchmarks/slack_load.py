"""How a rush of Slack's events is taken, acknowledged and answered: python -m benchmarks.slack_load."""

import asyncio
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import aiohttp
import click
from slack_sdk.signature import SignatureVerifier

from benchmarks.rush import Rush, report, rush, served
from benchmarks.slack_stand_in import TEAM, StandIn

SECRET = "a rush"  # noqa: S105  nobody's


@click.command()
@click.option("--events", default=200, show_default=True, type=click.IntRange(1, 2000))
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 600))
def main(events: int, seconds: float) -> None:
    """Sends so many questions in so many seconds; exits with 1 when one was late, lost or answered twice."""
    with TemporaryDirectory() as folder:
        came = asyncio.run(_rush(Path(folder), events, seconds))
    report(came, events, seconds)


async def _rush(folder: Path, events: int, seconds: float) -> Rush:
    async with StandIn().open() as slack:
        settings = {
            "SLACK": "http",
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": "xoxb-a-rush",
            "SLACK_SIGNING_SECRET": SECRET,
        }
        with served(folder, settings) as address:
            async with aiohttp.ClientSession() as session:

                async def post(name: str, text: str) -> float:
                    return await _post(session, address, name, text)

                return await rush(events, seconds, post, slack)


async def _post(session: aiohttp.ClientSession, address: str, name: str, text: str) -> float:
    """Sends one direct message, signed, and gives the seconds to its acknowledgement."""
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": f"D{name[-4:]}",
        "user": f"U{name[-4:]}",
        "text": text,
        "ts": name,
    }
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{name}",
            "event": event,
            "api_app_id": "A",
        }
    )
    at = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": str(signature),
    }
    began = perf_counter()
    async with session.post(f"{address}slack/events", data=body, headers=headers) as answered:
        await answered.read()
        answered.raise_for_status()
    return perf_counter() - began


if __name__ == "__main__":
    main()
