"""The commands that make what a chat platform is told of Handrail when it is registered there."""

import json
from pathlib import Path

import click

from bot.terminal import say, told


@click.command("slack-manifest")
@click.option("--url", help="Where Slack reaches Handrail, such as https://handrail.example.org.")
@click.option("--socket", is_flag=True, help="For Socket Mode, where Slack reaches nothing.")
def slack_manifest(url: str | None, socket: bool) -> None:
    """Print the app manifest to paste into Slack."""
    from bot.slack.manifest import filled_in

    if bool(url) == socket:
        raise click.UsageError("Give either --url with Handrail's public address, or --socket.")
    click.echo(json.dumps(filled_in(url), indent=2))


@click.command("teams-package")
@click.option("--app-id", required=True, metavar="GUID", help="The bot's application (client) id in Entra.")
@click.option("--url", help="Where people open Handrail's pages, such as https://handrail.example.org.")
@click.option("--organisation", default="Your organisation", show_default=True, help="Who offers Handrail.")
@click.option("--website", default="https://www.example.org", show_default=True, help="Their website.")
@click.option("--privacy", default="", help="Their privacy notice; the website where it is left out.")
@click.option("--terms", default="", help="Their terms of use; the website where they are left out.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="handrail-teams.zip",
    show_default=True,
    help="Where the package is written.",
)
def teams_package(
    app_id: str, url: str | None, organisation: str, website: str, privacy: str, terms: str, out: Path
) -> None:
    """Make the app package that an administrator uploads to Teams."""
    from bot.teams.manifest import AppIdWrong, Organisation, OrganisationWrong, UrlWrong, package

    with told((AppIdWrong, OrganisationWrong, UrlWrong)):
        made = package(app_id, url, Organisation(organisation, website, privacy, terms))
        try:
            out.write_bytes(made)
        except OSError as error:
            raise click.FileError(str(out), error.strerror) from error
        say(f"Made {out}: upload it in Teams under Apps, Manage your apps, Upload an app.")
