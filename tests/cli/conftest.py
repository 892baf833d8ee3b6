"""An installation to copy: the demo with a few cases and one document; and an empty PostgreSQL to move to."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.postgresql import Cluster, cluster_or_skip

DOCUMENT = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
STORE = """
import io
from django.utils import timezone
from servewell.apps.cases.models import Case
from servewell.apps.cases.storing import stored_file
row = stored_file("letter.pdf", io.BytesIO({content!r}))
row.case, row.created_at = Case.objects.order_by("pk").first(), timezone.now()
row.save()
"""


@dataclass(frozen=True)
class Installation:
    """A data folder, with PostgreSQL where an address is given."""

    data: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        more = {"SERVEWELL_DATABASE_URL": self.url} if self.url else {}
        return kept | more | {
            "SERVEWELL_DATA": str(self.data), "SERVEWELL_DEMO": "yes", "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip

    def begin(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "servewell.cli.main", *map(str, words)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        process = self.begin(*words)
        out, errors = process.communicate(timeout=240)
        return subprocess.CompletedProcess(words, process.returncode, out, errors)

    def told(self, *words: str) -> str:
        """Run what has to end well, and return what it said."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def refused(self, *words: str) -> str:
        """Run what has to be refused in a sentence, and return that."""
        done = self.run(*words)
        assert done.returncode == 1, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Made once; tests that change it take `installation`."""
    found = Installation(tmp_path_factory.mktemp("made") / "data")
    found.told("demo", "--cases", "30", "--setup-only")
    found.told("manage", "shell", "-c", STORE.format(content=DOCUMENT))
    return found


@pytest.fixture(scope="session")
def taken(made: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it; only to be read."""
    to = tmp_path_factory.mktemp("backups") / "monday"
    assert "1 documents" in made.told("backup", to)
    return to


@pytest.fixture
def installation(made: Installation, tmp_path: Path) -> Installation:
    """A copy of its own."""
    return copied(made, tmp_path / "data")


def copied(made: Installation, to: Path) -> Installation:
    subprocess.run(["cp", "-r", made.data, to], check=True)
    return Installation(to)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with cluster_or_skip() as server:
        yield server


@pytest.fixture
def empty_database(postgresql: Cluster) -> Callable[[], str]:
    return lambda: postgresql.create(f"empty_{secrets.token_hex(4)}")
