"""One server process on one file."""

import subprocess
import sys
from pathlib import Path

import pytest

from servewell.core.problem import ProblemError
from servewell.gateways.sqlite.single_server import hold_single_server_lock

HOLD_AND_DIE = """
import os, sys
from pathlib import Path
from servewell.gateways.sqlite.single_server import hold_single_server_lock
lock = hold_single_server_lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
os._exit(9)
"""


def test_a_second_server_is_told_what_to_do(tmp_path: Path) -> None:
    database = tmp_path / "servewell.sqlite3"
    with hold_single_server_lock(database), pytest.raises(ProblemError) as refused:
        hold_single_server_lock(database)
    (problem,) = refused.value.problems
    assert problem.code == "already-served"
    assert "SERVEWELL_DATA" in problem.fix


def test_another_database_can_be_served_beside_it(tmp_path: Path) -> None:
    with hold_single_server_lock(tmp_path / "one.sqlite3"), hold_single_server_lock(tmp_path / "two.sqlite3"):
        pass


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    database = tmp_path / "servewell.sqlite3"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_DIE, str(database)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3] / "src")},
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(ProblemError):
        hold_single_server_lock(database)
    other.communicate("")
    hold_single_server_lock(database).close()
