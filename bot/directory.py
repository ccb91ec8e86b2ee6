"""The people who may ask: their roles, and whom each of them can turn to."""

import csv
import io
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from knowledge.answer import Asker, LineManager

log = logging.getLogger(__name__)

COLUMNS = ("email", "name", "role", "line_manager", "slack_id", "teams_id")
LONGEST_EMAIL = 254


class Role(StrEnum):
    """What a person may do: everyone asks; managers and admins will be able to do more."""

    STAFF = "staff"
    MANAGER = "manager"
    ADMIN = "admin"


class DirectoryUnreadable(Exception):
    """The people file cannot be used; the message is one sentence that says where and what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the directory.

    email: lower case. line_manager: the line manager's e-mail in lower case, or None.
    slack_id and teams_id: what the platforms call this person, "" where it is not known.
    """

    email: str
    name: str
    role: Role
    line_manager: str | None
    slack_id: str
    teams_id: str


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone known, by lower-case e-mail. Each line manager named in it is in it."""

    people: Mapping[str, Person]

    @classmethod
    def load(cls, path: Path) -> "Directory":
        """The directory in a people.csv (UTF-8, with or without a byte order mark).

        A file that is not there gives an empty directory and a warning in the log.
        Raises DirectoryUnreadable when the file is there and cannot be used as it is.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            log.warning("There is no %s: every asker is unknown, and answers name no line manager.", path)
            return cls({})
        except UnicodeDecodeError:
            raise DirectoryUnreadable(
                f"{path.name} is not UTF-8 text: save it as “CSV UTF-8” and try again."
            ) from None
        except OSError as error:
            raise DirectoryUnreadable(f"{path.name} cannot be read: {error.strerror}.") from None
        return cls(_people(_rows(text, path.name), path.name))

    def person(self, email: str | None) -> Person | None:
        """The person with this e-mail in any case of letters, or None."""
        return self.people.get(_folded(email)) if email else None

    def on_slack(self, user: str) -> Person | None:
        """The person whom Slack calls by this id, or None."""
        return next((person for person in self.people.values() if user and person.slack_id == user), None)

    def on_teams(self, user: str) -> Person | None:
        """The person whom Teams and Entra call by this object id, or None."""
        wanted = user.lower()
        return next((one for one in self.people.values() if wanted and one.teams_id.lower() == wanted), None)

    def asker(self, email: str | None) -> Asker:
        """Who asks, with their line manager and the one above; an Asker without an e-mail when not known."""
        person = self.person(email)
        if person is None:
            return Asker()
        manager = self.person(person.line_manager)
        above = self.person(manager.line_manager) if manager else None
        # Two who manage each other have nobody above; least of all themselves.
        above = None if above == person else above
        return Asker(person.email, person.name, _to_ask(manager), _to_ask(above))


def _to_ask(manager: Person | None) -> LineManager | None:
    return LineManager(manager.name, manager.email) if manager else None


def _folded(email: str) -> str:
    return email.strip().lower()


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=LONGEST_EMAIL),
    StringConstraints(pattern=r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+$"),
]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)

    email: Email
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    role: Annotated[Text, StringConstraints(to_lower=True), AfterValidator(Role)]
    line_manager: Annotated[str, StringConstraints(strip_whitespace=True, max_length=0)] | Email
    slack_id: Text
    teams_id: Text

    def person(self) -> Person:
        return Person(
            self.email, self.name, Role(self.role), self.line_manager or None, self.slack_id, self.teams_id
        )


WANTED = {
    "email": "an e-mail address, such as sam@example.org",
    "name": "a name of 1 to 200 characters",
    "role": "staff, manager or admin",
    "line_manager": "the line manager's e-mail address, or nothing",
    "slack_id": "at most 200 characters",
    "teams_id": "at most 200 characters",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A person and where the file speaks of them."""

    number: int
    person: Person


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of the line that ends it, header left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(cell.strip().lower() for cell in next(reader, []))
        if header != COLUMNS:
            raise DirectoryUnreadable(f"{name}, line 1: the header must read {','.join(COLUMNS)}.")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise DirectoryUnreadable(
            f"{name}, line {reader.line_num}: this is not a row of comma-separated values ({error})."
        ) from None


def _people(rows: Iterable[tuple[int, list[str]]], name: str) -> dict[str, Person]:
    """Everyone in the rows by e-mail, once each row and the file as a whole make sense."""
    lines = [_line(number, cells, name) for number, cells in rows]
    for field in ("email", "slack_id", "teams_id"):
        _check_nobody_shares(field, lines, name)
    people = {line.person.email: line.person for line in lines}
    for line in lines:
        _check_manager(line, people, name)
    return people


def _line(number: int, cells: list[str], name: str) -> _Line:
    if len(cells) != len(COLUMNS):
        raise DirectoryUnreadable(
            f"{name}, line {number}: there are {len(cells)} values where {len(COLUMNS)} are needed; "
            f"leave a value empty rather than out, and put one that holds a comma in double quotes."
        )
    try:
        return _Line(number, _Row(**dict(zip(COLUMNS, cells, strict=True))).person())
    except ValidationError as error:
        column = str(error.errors()[0]["loc"][0])
        raise DirectoryUnreadable(f"{name}, line {number}: {column} must be {WANTED[column]}.") from None


def _check_nobody_shares(field: str, lines: Iterable[_Line], name: str) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        value = getattr(line.person, field)
        if value and value in seen:
            raise DirectoryUnreadable(
                f"{name}, line {line.number}: {field} {value} already stands on line {seen[value]}; "
                f"remove or correct one of the two."
            )
        seen[value] = line.number


def _check_manager(line: _Line, people: Mapping[str, Person], name: str) -> None:
    person = line.person
    if person.line_manager == person.email:
        raise DirectoryUnreadable(
            f"{name}, line {line.number}: {person.email} is their own line manager; "
            f"name someone else or leave line_manager empty."
        )
    if person.line_manager and person.line_manager not in people:
        raise DirectoryUnreadable(
            f"{name}, line {line.number}: the line manager {person.line_manager} is not in the file; "
            f"add a row for them or correct the address."
        )
