"""The package is one that Teams takes, says what Handrail does, and carries nothing left to fill in."""

import io
import json
import re
import struct
import tomllib
import zipfile
import zlib
from typing import Any

import pytest

from bot.teams.manifest import (
    FOLDER,
    AppIdWrong,
    Organisation,
    OrganisationWrong,
    UrlWrong,
    filled_in,
    manifest,
    package,
)

ROOT = FOLDER.parents[2]
BOT = "6f1d0c52-9b3e-4c7a-8a51-2f0e7d9b4c11"
URL = "https://care.example.net/handrail/"
OAKFIELD = Organisation(
    "Oakfield Care", "https://oakfield.example.net", "https://oakfield.example.net/privacy"
)
EMPTY_GUID = "00000000-0000-0000-0000-000000000000"
RGBA, WHITE = 6, b"\xff\xff\xff"

LONGEST = {
    "version": 256,
    "developer.name": 32,
    "developer.websiteUrl": 2048,
    "developer.privacyUrl": 2048,
    "developer.termsOfUseUrl": 2048,
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
    "bots.commandLists.commands.title": 128,
    "bots.commandLists.commands.description": 4000,
    "composeExtensions.commands.id": 64,
    "composeExtensions.commands.title": 32,
    "composeExtensions.commands.description": 128,
    "composeExtensions.commands.parameters.name": 64,
    "composeExtensions.commands.parameters.title": 32,
    "composeExtensions.commands.parameters.description": 128,
    "webApplicationInfo.resource": 2048,
    "authorization.permissions.resourceSpecific.name": 128,
}
MOST = {
    "bots": 1,
    "bots.scopes": 4,
    "bots.commandLists": 3,
    "bots.commandLists.scopes": 4,
    "bots.commandLists.triggers": 2,
    "bots.commandLists.commands": 12,
    "composeExtensions": 1,
    "composeExtensions.commands": 10,
    "composeExtensions.commands.context": 3,
    "composeExtensions.commands.parameters": 5,
    "validDomains": 100,
    "authorization.permissions.resourceSpecific": 16,
}


def whole() -> dict[str, Any]:
    return filled_in(BOT, URL, OAKFIELD)


def values(path: str) -> list[Any]:
    """What stands at this path of the manifest, in every element of every list on the way."""
    found: list[Any] = [whole()]
    for step in path.split("."):
        inner = [element for one in found for element in (one if isinstance(one, list) else [one])]
        found = [element[step] for element in inner if step in element]
    return found


def packed(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def picture(name: str) -> tuple[int, int, list[bytes]]:
    """The width, the height and the pixels of an icon: red, green, blue and how opaque."""
    data = (FOLDER / name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    assert (depth, colours, interlaced) == (8, RGBA, 0)
    size = data.index(b"IDAT") - 4
    (length,) = struct.unpack(">I", data[size : size + 4])
    lines = zlib.decompress(data[size + 8 : size + 8 + length])
    stride = 1 + 4 * width
    rows = [lines[start : start + stride] for start in range(0, len(lines), stride)]
    assert len(rows) == height
    assert all(row[0] == 0 for row in rows), "a filtered row, which this does not read"
    return width, height, [row[at : at + 4] for row in rows for at in range(1, stride, 4)]


def test_the_package_holds_the_manifest_and_its_two_icons_and_nothing_else() -> None:
    with packed(package(BOT, URL, OAKFIELD)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == whole()
        assert set(whole()["icons"].values()) < set(archive.namelist())


def test_two_packages_are_the_same_bytes() -> None:
    first = package(BOT, URL, OAKFIELD)
    assert package(BOT, URL, OAKFIELD) == first
    with packed(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_colour_icon_is_a_full_square_of_the_accent_colour_with_the_mark_in_its_middle() -> None:
    width, height, pixels = picture("color.png")
    accent = bytes.fromhex(manifest()["accentColor"].removeprefix("#"))
    assert (width, height) == (192, 192)
    assert {pixel[3] for pixel in pixels} == {255}
    assert {pixel[:3] for pixel in pixels} >= {accent, WHITE}
    drawn = [divmod(at, width) for at, pixel in enumerate(pixels) if pixel[:3] != accent]
    assert all(36 <= place < 156 for row_and_column in drawn for place in row_and_column)


def test_the_outline_icon_is_white_on_transparent() -> None:
    width, height, pixels = picture("outline.png")
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in pixels} == {WHITE}
    assert {pixel[3] for pixel in pixels} >= {0, 255}


@pytest.mark.parametrize("path", LONGEST)
def test_its_words_are_within_teams_limits(path: str) -> None:
    assert values(path)
    for text in values(path):
        assert 0 < len(text) <= LONGEST[path]


@pytest.mark.parametrize("path", MOST)
def test_its_lists_are_within_teams_limits(path: str) -> None:
    assert values(path)
    for one in values(path):
        assert 0 < len(one) <= MOST[path]


def test_every_id_is_the_bots() -> None:
    filled = whole()
    assert filled["id"] == BOT
    assert values("bots.botId") == values("composeExtensions.botId") == [BOT]
    assert filled["webApplicationInfo"] == {"id": BOT, "resource": f"api://botid-{BOT}"}


def test_an_id_is_written_in_one_way_however_it_was_typed() -> None:
    assert filled_in(f" {BOT.upper()} ", URL, OAKFIELD) == whole()


@pytest.mark.parametrize("url", [URL, None])
def test_nothing_is_left_to_fill_in(url: str | None) -> None:
    text = json.dumps(filled_in(BOT, url, OAKFIELD))
    assert EMPTY_GUID not in text
    assert "example.org" not in text
    assert "Your organisation" not in text
    assert not re.search(r"[{$]\{|<[A-Z]", text)


def test_filling_in_leaves_the_shipped_manifest_alone() -> None:
    before = json.dumps(manifest())
    whole()
    assert json.dumps(manifest()) == before


def test_the_organisation_stands_as_who_offers_it() -> None:
    assert whole()["developer"] == {
        "name": "Oakfield Care",
        "websiteUrl": "https://oakfield.example.net",
        "privacyUrl": "https://oakfield.example.net/privacy",
        "termsOfUseUrl": "https://oakfield.example.net",
    }


@pytest.mark.parametrize(
    ("url", "domains"),
    [
        (None, []),
        ("https://care.example.net", ["care.example.net"]),
        (URL, ["care.example.net"]),
        ("https://Care.Example.net:8443/x", ["care.example.net"]),
    ],
)
def test_the_public_address_gives_the_only_domain(url: str | None, domains: list[str]) -> None:
    assert filled_in(BOT, url, OAKFIELD)["validDomains"] == domains


@pytest.mark.parametrize(
    "wrong", ["", "handrail", BOT[:-1], BOT + "0", "{" + BOT + "}", BOT.replace("-", "")]
)
def test_what_is_no_guid_is_refused_with_a_sentence(wrong: str) -> None:
    with pytest.raises(AppIdWrong, match=r"^“.*” is not a bot's id: .*\.$") as refused:
        package(wrong, URL, OAKFIELD)
    assert wrong in str(refused.value)


NOT_SECURE = [
    "",
    "care.example.net",
    "http://care.example.net",
    "https://",
    "https:///x",
    "https://a b",
    "https://me@x",
]


@pytest.mark.parametrize("wrong", NOT_SECURE)
def test_an_address_without_https_or_a_host_is_refused_with_a_sentence(wrong: str) -> None:
    with pytest.raises(UrlWrong, match=r"^“.*” is no address that Teams takes: .*\.$") as refused:
        package(BOT, wrong, OAKFIELD)
    assert wrong in str(refused.value)


@pytest.mark.parametrize(
    "organisation",
    [
        Organisation("Oakfield Care", "http://oakfield.example.net"),
        Organisation("Oakfield Care", ""),
        Organisation("Oakfield Care", "https://oakfield.example.net", privacy="privacy.html"),
        Organisation("Oakfield Care", "https://oakfield.example.net", terms="terms.html"),
    ],
)
def test_the_organisations_own_pages_must_be_secure_too(organisation: Organisation) -> None:
    with pytest.raises(UrlWrong):
        package(BOT, URL, organisation)


@pytest.mark.parametrize("name", ["", "  ", "The Oakfield Residential Care Trust"])
def test_a_name_that_teams_does_not_take_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(OrganisationWrong, match=r"^The organisation's name has \d+ characters .*\.$"):
        package(BOT, URL, Organisation(name, "https://oakfield.example.net"))


def test_it_is_answered_alone_only_where_others_read_along() -> None:
    (bot,) = whole()["bots"]
    triggers = {tuple(one["scopes"]): one["triggers"] for one in bot["commandLists"]}
    assert triggers == {("personal",): ["mention"], ("team", "groupChat"): ["slash"]}
    assert bot["supportsTargetedMessages"] is True


def test_it_asks_to_read_where_it_is_added_and_nowhere_else() -> None:
    asked = whole()["authorization"]["permissions"]["resourceSpecific"]
    assert {one["name"]: one["type"] for one in asked} == {
        "ChannelMessage.Read.Group": "Application",
        "ChatMessage.Read.Chat": "Application",
    }


def test_its_version_is_the_products() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert manifest()["version"] == project["project"]["version"]


def test_its_schema_is_that_of_its_version() -> None:
    assert f"/v{manifest()['manifestVersion']}/" in manifest()["$schema"]
