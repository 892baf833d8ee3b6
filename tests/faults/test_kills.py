"""Processes and databases are killed under load: nothing confirmed is lost, nothing counts twice. Long: make faults."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("faults")


def faults(*words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *words],
        cwd=ROOT, env=own_environment(), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    if done.returncode == 77:
        pytest.skip(done.stdout.strip())
    print(done.stdout)
    return done.returncode, done.stdout + done.stderr


def own_environment() -> dict[str, str]:
    import os

    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SERVEWELL_", "DJANGO_", "PYTEST_"))
    }
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_confirmed_survives_kills_and_counts_once(engine: str) -> None:
    status, told = faults("--engine", engine, "--cycles", "10", "--seed", "11")
    assert status == 0, told
    counts = re.search(r"10 kills .*; ([\d,]+) events confirmed, .*: 0 lost, 0 doubled, 0 broken", told)
    assert counts is not None, told
    assert int(counts[1].replace(",", "")) > 50


def test_a_store_that_confirms_before_the_disk_has_it_is_caught() -> None:
    """The canary: if this passed as well, the test above would prove nothing."""
    status, told = faults("--engine", "postgresql", "--cycles", "15", "--careless")
    assert status == 1, told
    lost = re.search(r"(\d+) lost", told)
    assert lost is not None, told
    assert int(lost[1]) > 0
