"""The demo's year is made by the real operations, so every table can be rebuilt from its events."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("demo")
    told = servewell(data, "demo", "--cases", "60", "--setup-only").stdout
    assert "olga@riverton.example" in told
    return data


def servewell(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "SERVEWELL_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "servewell.cli.main", *words],
        env=environment | ({} if words[0] == "demo" else {"SERVEWELL_DEMO": "yes"}),
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def count(data: Path, question: str) -> int:
    with closing(sqlite3.connect(f"file:{data}/servewell.sqlite3?mode=ro", uri=True)) as connection:
        return int(connection.execute(question).fetchone()[0])


def test_a_year_of_cases_rebuilds_without_a_difference(installation: Path) -> None:
    result = servewell(installation, "rebuild", "--check")
    assert result.returncode == 0, result.stdout
    folded = re.search(r"(\d+) cases folded from (\d+) events; 0 differ", result.stdout)
    assert folded is not None, result.stdout
    assert int(folded[1]) >= 60
    assert int(folded[2]) > 5 * int(folded[1])


def test_every_service_has_cases_in_the_record(installation: Path) -> None:
    assert count(installation, "SELECT count(*) FROM services_service") == 6
    assert count(installation, "SELECT count(DISTINCT service) FROM cases_case") >= 4


def test_a_second_start_adds_nothing(installation: Path) -> None:
    before = count(installation, "SELECT count(*) FROM event")
    assert servewell(installation, "demo", "--cases", "60", "--setup-only").returncode == 0
    assert count(installation, "SELECT count(*) FROM event") == before


def test_a_row_that_says_something_else_is_found_and_mended(installation: Path) -> None:
    with closing(sqlite3.connect(installation / "servewell.sqlite3")) as connection:
        connection.execute("UPDATE cases_case SET stage = 'elsewhere' WHERE id = (SELECT min(id) FROM cases_case)")
        connection.commit()
    found = servewell(installation, "rebuild", "--check")
    assert found.returncode == 1
    assert "stage is 'elsewhere'" in found.stdout
    assert servewell(installation, "rebuild").returncode == 0
    assert servewell(installation, "rebuild", "--check").returncode == 0
