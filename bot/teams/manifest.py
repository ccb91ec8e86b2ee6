"""The app package that an administrator uploads to Teams: the manifest filled in, and its icons."""

import copy
import io
import json
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "manifest"
MANIFEST = "manifest.json"
ICONS = ("color.png", "outline.png")
LONGEST_NAME = 32
"""What Teams takes as the name of an organisation."""

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class AppIdWrong(Exception):
    """This is no bot's id; the message is one sentence that says where to find it."""


class UrlWrong(Exception):
    """Teams takes no such address; the message is one sentence that names it and says what to give."""


class OrganisationWrong(Exception):
    """Teams takes no such name of an organisation; the message is one sentence that says why."""


@dataclass(frozen=True)
class Organisation:
    """Who offers Handrail to these people; privacy and terms are pages of theirs, the website where empty."""

    name: str
    website: str
    privacy: str = ""
    terms: str = ""


@cache
def manifest() -> dict[str, Any]:
    """The manifest as it is shipped, with ids and addresses to be filled in."""
    return dict(json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8")))


def filled_in(app_id: str, url: str | None, organisation: Organisation) -> dict[str, Any]:
    """The manifest for the bot with this id. url: where people open Handrail's own pages, if anywhere.

    Raises AppIdWrong, UrlWrong or OrganisationWrong.
    """
    bot = _bot_id(app_id)
    whole = copy.deepcopy(manifest())
    # Teams' reference asks for the bot's own id here, and so nobody has a second one to keep or look up.
    whole["id"] = bot
    whole["bots"][0]["botId"] = whole["composeExtensions"][0]["botId"] = bot
    # Permissions of a team or chat need a resource; nothing is fetched by it as long as nobody signs in.
    whole["webApplicationInfo"] = {"id": bot, "resource": f"api://botid-{bot}"}
    whole["developer"] = _developer(organisation)
    whole["validDomains"] = [] if url is None else [_host(url)]
    return whole


def package(app_id: str, url: str | None, organisation: Organisation) -> bytes:
    """The zip file to upload, the same bytes each time. Raises what filled_in raises."""
    text = json.dumps(filled_in(app_id, url, organisation), indent=2, ensure_ascii=False) + "\n"
    files = {MANIFEST: text.encode()} | {name: (FOLDER / name).read_bytes() for name in ICONS}
    packed = io.BytesIO()
    # Stored, because what compressing yields differs from one zlib to another.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(_entry(name), content)
    return packed.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.create_system = 3  # Unix wherever it is built, since Windows would write another number
    entry.external_attr = 0o644 << 16
    return entry


def _bot_id(app_id: str) -> str:
    given = app_id.strip()
    if not _GUID.fullmatch(given):
        raise AppIdWrong(
            f"“{given}” is not a bot's id: copy the Microsoft App ID from the bot's registration, "
            "such as 1b4e28ba-2fa1-41d2-883f-0016d3cca427."
        )
    return given.lower()


def _developer(organisation: Organisation) -> dict[str, str]:
    name, website = organisation.name.strip(), organisation.website
    if not 0 < len(name) <= LONGEST_NAME:
        raise OrganisationWrong(
            f"The organisation's name has {len(name)} characters and Teams takes 1 to {LONGEST_NAME}: "
            "give the name that your people know it by."
        )
    pages = {
        "websiteUrl": website,
        "privacyUrl": organisation.privacy or website,
        "termsOfUseUrl": organisation.terms or website,
    }
    for page in pages.values():
        _host(page)
    return {"name": name, **pages}


def _host(url: str) -> str:
    address = _ADDRESS.fullmatch(url)
    if not address:
        raise UrlWrong(
            f"“{url}” is no address that Teams takes: give a whole one that begins with https://, "
            "such as https://handrail.example.org."
        )
    return address["host"].lower()
