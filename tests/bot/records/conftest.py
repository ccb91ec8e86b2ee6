"""A database of each kind, with the bot's tables in it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from knowledge.schema import open_database


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()
