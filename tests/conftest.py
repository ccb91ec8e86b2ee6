"""What every test may be given on the command line."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", action="store_true", help="also take the pictures in docs/images (browser tests only)"
    )
