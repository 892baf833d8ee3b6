"""The served product: killed, on a full or read-only disk, with its database away. It says 503, and loses nothing."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.faults.served import SERVICE, Browser, Served, hidden
from tests.postgresql import Cluster, cluster_or_skip

pytestmark = pytest.mark.xdist_group("faults")
BROWSERS = 3
KILLS = 2


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster_or_skip(settings=()) as server:
        yield server


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """On a disk of its own where that can be made, so that it can be full and read-only."""
    folder = tmp_path_factory.mktemp("sqlite")
    data = folder / "data"
    data.mkdir()
    is_mounted = (
        os.geteuid() == 0
        and shutil.which("mount") is not None
        and mount(data, "-t", "tmpfs", "-o", "size=64m", "tmpfs")
    )
    served = Served(data)
    served.publish()
    served.start()
    yield served
    served.kill(signal.SIGKILL)
    if is_mounted:
        subprocess.run(["umount", "-l", data], check=True)


@pytest.fixture(scope="module")
def on_postgresql(postgresql: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("postgresql") / "data"
    data.mkdir()
    served = Served(data, postgresql.create("served"), processes=2)
    served.publish()
    served.start()
    yield served
    served.kill(signal.SIGKILL)


def mount(data: Path, *words: str) -> bool:
    for _ in range(50):  # a process that was killed may hold a file for a moment more
        if subprocess.run(["mount", *words, data], capture_output=True, check=False).returncode == 0:
            return True
        time.sleep(0.1)
    return False


def references(served: Served, server: Cluster | None = None) -> list[str]:
    question = f"SELECT reference FROM cases_case WHERE service = '{SERVICE}'"
    if server is not None:
        return [str(row[0]) for row in server.run(question, "served")]
    with closing(sqlite3.connect(served.data / "servewell.sqlite3")) as connection:
        return [str(row[0]) for row in connection.execute(question)]


@contextmanager
def residents(served: Served) -> Iterator[list[str]]:
    """Several residents apply, again and again; after the block each ends the application she is at."""
    received: list[str] = []
    is_over = threading.Event()

    def live() -> None:
        while not is_over.is_set():
            received.append(Browser(served.address).apply())

    threads = [threading.Thread(target=live) for _ in range(BROWSERS)]
    for thread in threads:
        thread.start()
    try:
        yield received
    finally:
        is_over.set()
        for thread in threads:
            thread.join(120)


def wait_for_more(received: list[str], chance: random.Random) -> None:
    enough, given_up_at = len(received) + 3, time.monotonic() + 60
    while len(received) < enough and time.monotonic() < given_up_at:
        time.sleep(0.05)
    time.sleep(chance.uniform(0, 0.5))


def survives(served: Served, server: Cluster | None, harm) -> str:
    """Do harm under load; return the counts, when everything that was received is there once and nothing else is."""
    before, chance = references(served, server), random.Random(7)
    with residents(served) as received:
        for _ in range(KILLS):
            wait_for_more(received, chance)
            harm()
        wait_for_more(received, chance)
    stored = [one for one in references(served, server) if one not in before]
    lost, doubled = set(received) - set(stored), len(stored) - len(set(received))
    assert (lost, doubled) == (set(), 0)
    assert len(received) == len(set(received)) >= 3 * KILLS
    return f"{KILLS} kills, {len(received)} applications received: 0 lost, 0 doubled"


def again(served: Served):
    def harm() -> None:
        served.kill(signal.SIGKILL)
        served.start()

    return harm


def test_a_killed_server_on_sqlite_loses_no_application(on_sqlite: Served) -> None:
    print(survives(on_sqlite, None, again(on_sqlite)))
    assert on_sqlite.run("rebuild", "--check").returncode == 0


def test_killed_servers_on_postgresql_lose_no_application(on_postgresql: Served, postgresql: Cluster) -> None:
    print(survives(on_postgresql, postgresql, again(on_postgresql)))
    assert on_postgresql.run("rebuild", "--check").returncode == 0


def test_a_killed_database_loses_no_application(on_postgresql: Served, postgresql: Cluster) -> None:
    def harm() -> None:
        postgresql.kill()
        time.sleep(0.3)
        postgresql.start()

    print(survives(on_postgresql, postgresql, harm))
    assert on_postgresql.run("rebuild", "--check").returncode == 0


def test_a_second_server_on_one_file_is_refused(on_sqlite: Served) -> None:
    second = on_sqlite.run("serve", "--port", "1")
    assert second.returncode == 1
    assert "[already-served]" in second.stderr
    assert Browser(on_sqlite.address).ask("/")[0] == 200


def press_start(browser: Browser) -> tuple[int, str]:
    """Open the service and press its button; return the answer's status and words."""
    status, _, page = browser.ask(f"/services/{SERVICE}/")
    if status != 200:
        return status, page
    status, where, page = browser.ask(f"/services/{SERVICE}/start/", hidden(page))
    if status == 302:
        status, _, page = browser.ask(where)  # showing a page is an event too
    return status, page


def assert_said(status: int, page: str) -> None:
    assert status == 503
    assert "Nothing that we confirmed is lost." in page


def test_a_full_disk_is_said_and_ends_well(on_sqlite: Served) -> None:
    if not os.path.ismount(on_sqlite.data):
        pytest.skip("only root can make a small disk")
    received = [Browser(on_sqlite.address).apply()]
    ballast = on_sqlite.data / "ballast"
    fill(ballast)
    browser = Browser(on_sqlite.address)
    for _ in range(1_500):  # what the log of writes has taken already is still there to be used
        status, page = press_start(browser)
        if status != 200:
            break
    assert_said(status, page)
    assert Browser(on_sqlite.address).ask("/")[0] == 200
    ballast.unlink()
    received.append(Browser(on_sqlite.address).apply())
    assert set(received) <= set(references(on_sqlite))
    assert on_sqlite.run("rebuild", "--check").returncode == 0


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4_096)
        except OSError:
            return


def test_a_read_only_disk_is_said_and_ends_well(on_sqlite: Served) -> None:
    if not os.path.ismount(on_sqlite.data):
        pytest.skip("only root can make a disk of its own")
    before = Browser(on_sqlite.address).apply()
    on_sqlite.kill(signal.SIGKILL)
    assert mount(on_sqlite.data, "-o", "remount,ro")
    refused = on_sqlite.run("serve", "--port", "1")
    print(refused.stderr)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert mount(on_sqlite.data, "-o", "remount,rw")
    on_sqlite.start()
    assert {before, Browser(on_sqlite.address).apply()} <= set(references(on_sqlite))


def test_a_read_only_database_is_said_and_ends_well(on_postgresql: Served, postgresql: Cluster) -> None:
    cut_off = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'served'"
    postgresql.run("ALTER DATABASE served SET default_transaction_read_only = on")
    postgresql.run(cut_off)
    try:
        browser = Browser(on_postgresql.address)
        for _ in range(6):  # each of the threads has a connection to lose
            status, page = press_start(browser)
        assert_said(status, page)
        assert browser.ask("/")[0] == 200
    finally:
        postgresql.run("ALTER DATABASE served RESET default_transaction_read_only")
        postgresql.run(cut_off)
    assert Browser(on_postgresql.address).apply() in references(on_postgresql, postgresql)


def test_a_database_that_is_away_is_said_and_comes_back(on_postgresql: Served, postgresql: Cluster) -> None:
    browser = Browser(on_postgresql.address)
    postgresql.stop()
    try:
        began = time.monotonic()
        assert_said(*press_start(browser))
        assert time.monotonic() - began < 6
    finally:
        postgresql.start()
    assert Browser(on_postgresql.address).apply() in references(on_postgresql, postgresql)
