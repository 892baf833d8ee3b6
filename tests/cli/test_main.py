"""A disk or database that cannot serve is said in a sentence; a fault of ours keeps its traceback."""

import errno

import pytest
from django.db import OperationalError, ProgrammingError

from servewell.cli import main as cli


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "[cannot-write]"),
        (OSError(errno.EROFS, "Read-only file system"), "[cannot-write]"),
        (OperationalError("connection refused\nmore words"), "[store-away]"),
    ],
)
def test_trouble_of_the_store_is_a_sentence(error: Exception, code: str) -> None:
    told = str(cli._of_the_store(error))
    assert code in told
    assert "more words" not in told


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOENT, "No such file"), ProgrammingError("no such column"), ValueError("x")]
)
def test_a_fault_of_ours_is_none_of_the_store(error: Exception) -> None:
    assert cli._of_the_store(error) is None


def test_a_database_that_is_away_stops_the_start_with_a_sentence(tmp_path) -> None:
    from tests.cli.conftest import Installation

    away = Installation(tmp_path / "data", "postgresql://postgres@127.0.0.1:1/nothing")
    assert "[store-away]" in away.refused("serve", "--port", "1")
