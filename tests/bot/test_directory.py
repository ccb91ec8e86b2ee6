"""The people file: what it gives, and what is said when it cannot be used."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory import Directory, DirectoryUnreadable, Role
from knowledge.answer import Asker, LineManager

HEADER = "email,name,role,line_manager,slack_id,teams_id"
ADA = "ada@example.org,Ada Osei,manager,,U1,"
SAM = "Sam@Example.org,Sam Lee,staff,ADA@example.org,U2,t-2"


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def refusal(folder: Path, *lines: str) -> str:
    with pytest.raises(DirectoryUnreadable) as told:
        Directory.load(written(folder, HEADER, *lines))
    return str(told.value)


def test_a_known_asker_comes_with_their_line_manager(tmp_path: Path) -> None:
    directory = Directory.load(written(tmp_path, HEADER, SAM, ADA))
    assert directory.asker("sam@example.org") == Asker(
        "sam@example.org", "Sam Lee", LineManager("Ada Osei", "ada@example.org")
    )


def test_nobody_is_sent_above_their_manager_to_themselves(tmp_path: Path) -> None:
    bea = "bea@example.org,Bea Boss,manager,ada@example.org,,"
    ada = "ada@example.org,Ada Osei,manager,bea@example.org,,"
    asker = Directory.load(written(tmp_path, HEADER, ada, bea)).asker("ada@example.org")
    assert asker.line_manager == LineManager("Bea Boss", "bea@example.org")
    assert asker.senior_manager is None


def test_somebody_is_known_by_their_slack_id(tmp_path: Path) -> None:
    directory = Directory.load(written(tmp_path, HEADER, ADA, SAM))
    found = directory.on_slack("U2")
    assert found
    assert found.name == "Sam Lee"
    assert directory.on_slack("U9") is None
    assert directory.on_slack("") is None


def test_an_asker_at_the_top_has_no_line_manager(tmp_path: Path) -> None:
    assert Directory.load(written(tmp_path, HEADER, ADA)).asker("ada@example.org").line_manager is None


@pytest.mark.parametrize("email", ["kim@example.org", "", "  ", None])
def test_an_unknown_asker_has_no_email(tmp_path: Path, email: str | None) -> None:
    assert Directory.load(written(tmp_path, HEADER, ADA)).asker(email) == Asker()


def test_emails_are_the_same_in_any_case_of_letters(tmp_path: Path) -> None:
    directory = Directory.load(written(tmp_path, HEADER, ADA, SAM))
    assert directory.person(" SAM@EXAMPLE.ORG ") == directory.person("sam@example.org")


def test_a_person_keeps_role_and_platform_ids(tmp_path: Path) -> None:
    sam = Directory.load(written(tmp_path, HEADER, ADA, SAM)).person("sam@example.org")
    assert sam is not None
    assert (sam.role, sam.slack_id, sam.teams_id) == (Role.STAFF, "U2", "t-2")


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, ADA, encoding="utf-8-sig")
    assert list(Directory.load(path).people) == ["ada@example.org"]


def test_blank_lines_and_a_quoted_comma_are_read(tmp_path: Path) -> None:
    directory = Directory.load(
        written(tmp_path, HEADER, "", 'ada@example.org,"Osei, Ada",Manager,,,', ",,,,,", "")
    )
    assert directory.asker("ada@example.org").name == "Osei, Ada"


def test_a_missing_file_is_an_empty_directory_and_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        directory = Directory.load(tmp_path / "people.csv")
    assert not directory.people
    assert "people.csv" in caplog.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kim,Kim,staff,,,", "line 2: email must be an e-mail address"),
        (",Kim,staff,,,", "line 2: email must be an e-mail address"),
        ("kim@example.org,,staff,,,", "line 2: name must be"),
        ("kim@example.org,Kim,boss,,,", "line 2: role must be staff, manager or admin"),
        ("kim@example.org,Kim,staff,ada,,", "line 2: line_manager must be the line manager's e-mail"),
        (f"kim@example.org,{'K' * 201},staff,,,", "line 2: name must be"),
        ("kim@example.org,Kim,staff,,", "line 2: there are 5 values where 6 are needed"),
        ("kim@example.org,Kim,staff,,,,", "line 2: there are 7 values where 6 are needed"),
        ("kim@example.org,Kim,staff,ada@example.org,,", "line 2: the line manager ada@example.org is not in"),
        ("kim@example.org,Kim,staff,Kim@example.org,,", "line 2: kim@example.org is their own line manager"),
        ('kim@example.org,"Kim"s,staff,,,', "line 2: this is not a row of comma-separated values"),
    ],
)
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    assert refusal(tmp_path, line).startswith(f"people.csv, {said}")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("ADA@example.org,Ada Again,staff,,,", "line 3: email ada@example.org already stands on line 2"),
        ("kim@example.org,Kim,staff,,U1,", "line 3: slack_id U1 already stands on line 2"),
    ],
)
def test_two_people_cannot_share_what_identifies_them(tmp_path: Path, second: str, said: str) -> None:
    assert said in refusal(tmp_path, ADA, second)


def test_people_without_a_platform_share_nothing(tmp_path: Path) -> None:
    kim, lee = "kim@example.org,Kim,staff,,,", "lee@example.org,Lee,staff,,,"
    assert len(Directory.load(written(tmp_path, HEADER, kim, lee)).people) == 2


@pytest.mark.parametrize("header", ["", "email,name", HEADER.replace(",", ";"), f"{HEADER},phone"])
def test_another_header_is_told_the_right_one(tmp_path: Path, header: str) -> None:
    with pytest.raises(DirectoryUnreadable, match=f"line 1: the header must read {HEADER}"):
        Directory.load(written(tmp_path, header, ADA))


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER, "zoe@example.org,Zoë,staff,,,", encoding="latin-1")
    with pytest.raises(DirectoryUnreadable, match="UTF-8"):
        Directory.load(path)


def test_a_folder_is_not_a_people_file(tmp_path: Path) -> None:
    with pytest.raises(DirectoryUnreadable, match="cannot be read"):
        Directory.load(tmp_path)


@given(rows=st.text(max_size=400))
def test_any_text_is_read_or_refused_in_a_sentence(
    rows: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("people") / "people.csv"
    path.write_bytes(f"{HEADER}\n{rows}".encode("utf-8", "replace"))
    try:
        people = Directory.load(path).people
    except DirectoryUnreadable as told:
        assert str(told).startswith("people.csv, line ")
    else:
        assert all(person.email == email for email, person in people.items())
