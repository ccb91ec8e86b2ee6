"""How a rush of Teams' activities is taken, acknowledged and answered: python -m benchmarks.teams_load."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import aiohttp
import click

from benchmarks.rush import Rush, report, rush, served
from benchmarks.teams_stand_in import APP_ID, TENANT, StandIn


@click.command()
@click.option("--events", default=200, show_default=True, type=click.IntRange(1, 2000))
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 600))
def main(events: int, seconds: float) -> None:
    """Sends so many questions in so many seconds; exits with 1 when one was late, lost or answered twice."""
    with TemporaryDirectory() as folder:
        came = asyncio.run(_rush(Path(folder), events, seconds))
    report(came, events, seconds)


async def _rush(folder: Path, events: int, seconds: float) -> Rush:
    async with StandIn(folder).open() as teams:
        settings = {
            "TEAMS": "on",
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_SECRET": "a rush",
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_KEYS_URL": teams.keys_url,
            "TEAMS_LOGIN_URL": teams.login,
        }
        with served(folder, settings, REQUESTS_CA_BUNDLE=str(teams.certificate)) as address:
            async with aiohttp.ClientSession() as session:

                async def post(name: str, text: str) -> float:
                    return await _post(session, address, teams, name, text)

                return await rush(events, seconds, post, teams)


async def _post(session: aiohttp.ClientSession, address: str, teams: StandIn, name: str, text: str) -> float:
    """Sends one private message, signed, and gives the seconds to its acknowledgement."""
    person = f"person {name[-4:]}"
    activity = {
        "type": "message",
        "id": name,
        "channelId": "msteams",
        "serviceUrl": teams.url,
        "from": {"id": f"29:{person}", "aadObjectId": person, "name": person},
        "recipient": {"id": f"28:{APP_ID}", "name": "Handrail"},
        "conversation": {"id": f"a:{person}", "conversationType": "personal", "tenantId": TENANT},
        "text": text,
    }
    headers = {"Authorization": f"Bearer {teams.token()}"}
    began = perf_counter()
    async with session.post(f"{address}api/messages", json=activity, headers=headers) as answered:
        await answered.read()
        answered.raise_for_status()
    return perf_counter() - began


if __name__ == "__main__":
    main()
