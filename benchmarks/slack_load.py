"""How a rush of Slack's events is taken, acknowledged and answered: python -m benchmarks.slack_load."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import aiohttp
import click
import numpy as np
from slack_sdk.signature import SignatureVerifier

from benchmarks.gold import read_gold
from benchmarks.report import table
from benchmarks.slack_stand_in import TEAM, StandIn
from bot.terminal import say

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "questions" / "sample.jsonl"
SECRET = "a rush"  # noqa: S105  nobody's
TWICE = 10  # every so many-th event comes a second time, as Slack repeats what it thinks lost
WAIT = 120  # seconds for the last answer
ACKNOWLEDGED = 1.0  # second within which 99 of 100 have to be acknowledged


@dataclass(frozen=True, slots=True)
class Rush:
    """What came of it: seconds to each acknowledgement and answer, and how often each was answered."""

    acknowledged: tuple[float, ...]
    answered: tuple[float, ...]
    times: tuple[int, ...]

    @property
    def passed(self) -> bool:
        """Whether all were acknowledged in time and each answered once."""
        return float(np.percentile(self.acknowledged, 99)) < ACKNOWLEDGED and set(self.times) == {1}


@click.command()
@click.option("--events", default=200, show_default=True, type=click.IntRange(1, 2000))
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 600))
def main(events: int, seconds: float) -> None:
    """Sends so many questions in so many seconds; exits with 1 when one was late, lost or answered twice."""
    with TemporaryDirectory() as folder:
        rush = asyncio.run(_rush(Path(folder), events, seconds))
    milliseconds: list[tuple[str, ...]] = [("", "p50 ms", "p99 ms", "longest ms")]
    for name, times in (("acknowledged", rush.acknowledged), ("answered", rush.answered)):
        p50, p99 = np.percentile(times, [50, 99])
        milliseconds.append((name, *(f"{1000 * value:.0f}" for value in (p50, p99, max(times)))))
    click.echo(table(milliseconds))
    lost, twice = rush.times.count(0), sum(often > 1 for often in rush.times)
    click.echo(f"\n{events} events in {seconds:g} s: {lost} not answered, {twice} answered twice.")
    sys.exit(0 if rush.passed else 1)


async def _rush(folder: Path, events: int, seconds: float) -> Rush:
    async with StandIn().open() as slack:
        with _served(folder, slack.url) as address:
            texts = [question.text for question in read_gold(QUESTIONS, None).questions]
            async with aiohttp.ClientSession() as session:
                await _post(session, address, "warm up", texts[0])
                await _all_answered(slack, 1)
                return await _measured(session, address, slack, texts, events, seconds)


async def _measured(
    session: aiohttp.ClientSession,
    address: str,
    slack: StandIn,
    texts: list[str],
    events: int,
    seconds: float,
) -> Rush:
    say(f"{events} events in {seconds:g} s…")
    sent: dict[str, float] = {}
    began = perf_counter()

    async def one(number: int) -> list[float]:
        await asyncio.sleep(max(0.0, began + number * seconds / events - perf_counter()))
        name = f"1790000000.{number:06d}"
        sent[name] = perf_counter()
        first = await _post(session, address, name, texts[number % len(texts)])
        again = number % TWICE == 0
        return [first, await _post(session, address, name, texts[number % len(texts)])] if again else [first]

    acknowledged = await asyncio.gather(*(one(number) for number in range(events)))
    await _all_answered(slack, events + 1)
    return Rush(
        tuple(value for values in acknowledged for value in values),
        tuple(slack.when[name] - at for name, at in sent.items() if name in slack.when),
        tuple(slack.answered[name] for name in sent),
    )


async def _all_answered(slack: StandIn, wanted: int) -> None:
    """Waits for so many answers, and then a little for those that should not come."""
    until = perf_counter() + WAIT
    while len(slack.when) < wanted and perf_counter() < until:
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)


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


@contextmanager
def _served(folder: Path, slack_url: str) -> Iterator[str]:
    """The address of the product, served with the sample policies."""
    settings = {
        "DATA": str(folder / "data"),
        "SLACK": "http",
        "SLACK_API_URL": slack_url,
        "SLACK_BOT_TOKEN": "xoxb-a-rush",
        "SLACK_SIGNING_SECRET": SECRET,
    }
    environment = {**os.environ, **{f"HANDRAIL_{name}": value for name, value in settings.items()}}
    policies = sorted(str(path) for path in (ROOT / "policies").glob("*.md"))
    quietly = {"cwd": ROOT, "env": environment, "stdout": subprocess.PIPE, "text": True}
    subprocess.run([sys.executable, "-m", "ingest", *policies, "--yes"], check=True, **quietly)  # type: ignore[call-overload]
    server = subprocess.Popen([sys.executable, "app.py", "serve", "--port", "0"], **quietly)  # type: ignore[call-overload]
    try:
        opened = server.stdout.readline()
        yield next(word for word in opened.split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    main()
