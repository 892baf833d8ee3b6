"""An installation moves to PostgreSQL whole: compared row by row, resumable, never half served; and comes back."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import Installation
from tests.cli.test_backup import everything

from servewell.cli.serve import free_port
from servewell.gateways.sqlite.single_server import hold_single_server_lock

pytestmark = pytest.mark.xdist_group("copies")
DATABASE = "servewell.sqlite3"


def rows_of(cluster, url: str, question: str) -> list[tuple[object, ...]]:
    return cluster.run(question, url.rpartition("/")[2])


def test_the_demo_moves_and_is_served_from_postgresql(installation, postgresql, empty_database) -> None:
    url = empty_database()
    told = installation.told("move", "--to", url)
    moved = re.search(r"([\d,]+) events in (\d+) cases audited and rebuilt there without a difference", told)
    assert moved is not None, told
    with closing(sqlite3.connect(installation.data / DATABASE)) as connection:
        (events,) = connection.execute("SELECT count(*) FROM event").fetchone()
        number = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()[0]
        (case,) = connection.execute("SELECT reference FROM cases_case ORDER BY id LIMIT 1").fetchone()
    assert int(moved[1].replace(",", "")) == events
    assert rows_of(postgresql, url, "SELECT last_value FROM event_id_seq") == [(number,)]

    over_there = Installation(installation.data, url)
    assert over_there.run("rebuild", "--check").returncode == 0
    port = free_port("127.0.0.1", 0)
    server = over_there.begin("serve", "--port", str(port), "--processes", "2")
    try:
        page = wait_for(f"http://127.0.0.1:{port}/", server)
        assert "Disabled parking permit" in page or "permit" in page
        request = urllib.request.Request(f"http://127.0.0.1:{port}/staff/sign-in/", headers={"Accept-Language": "en"})
        assert urllib.request.urlopen(request, timeout=10).status == 200
    finally:
        server.terminate()
        server.communicate(timeout=20)
    assert rows_of(postgresql, url, f"SELECT count(*) FROM cases_case WHERE reference = '{case}'") == [(1,)]


def wait_for(url: str, server: subprocess.Popen[str]) -> str:
    for _ in range(300):
        if server.poll() is not None:
            pytest.fail(f"The server ended: {server.communicate()[1]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    pytest.fail("The server did not answer.")


def test_there_and_back_nothing_changes(made, installation, empty_database, tmp_path) -> None:
    """A backup of PostgreSQL is an installation on SQLite: what comes back is what went."""
    url = empty_database()
    installation.told("move", "--to", url)
    Installation(installation.data, url).told("backup", tmp_path / "b")
    told = installation.told("restore", tmp_path / "b", "--data", tmp_path / "back")
    assert "It came from PostgreSQL" in told
    assert everything(made.data / DATABASE) == everything(tmp_path / "back" / DATABASE)
    (document,) = (path for path in (made.data / "documents").rglob("*") if path.is_file())
    assert (tmp_path / "back" / document.relative_to(made.data)).read_bytes() == document.read_bytes()


def test_a_move_that_is_killed_goes_on_where_it_was(installation, postgresql, empty_database) -> None:
    url, chance, kills = empty_database(), random.Random(3), 0
    for _ in range(12):
        move = installation.begin("move", "--to", url)
        try:
            move.communicate(timeout=1.5 + chance.random() + max(0, kills - 1) ** 2)
        except subprocess.TimeoutExpired:
            move.send_signal(signal.SIGKILL)
            move.communicate()
            kills += 1
            continue
        break
    assert move.returncode == 0
    assert kills >= 2
    assert rows_of(postgresql, url, "SELECT to_regclass('servewell_move') IS NULL") == [(True,)]
    assert Installation(installation.data, url).run("rebuild", "--check").returncode == 0


STOPPED = """
import sys
from servewell.cli.copies import moving
def stop(*words): sys.exit(9)
moving._compare = stop
from servewell.cli.main import main
main(["move", "--to", sys.argv[1]])
"""


@pytest.fixture
def half_moved(installation, empty_database) -> Installation:
    """Everything was copied, and the process died before anything was compared."""
    half = Installation(installation.data, empty_database())
    words = [sys.executable, "-c", STOPPED, half.url]
    assert subprocess.run(words, env=installation.environment, check=False).returncode == 9
    return half


def test_half_a_move_is_neither_served_nor_backed_up(half_moved, tmp_path) -> None:
    assert "[move-unfinished]" in half_moved.refused("serve", "--port", "1")
    assert "[move-unfinished]" in half_moved.refused("backup", tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_what_changed_since_a_move_began_is_not_mixed_with_it(half_moved) -> None:
    with closing(sqlite3.connect(half_moved.data / DATABASE)) as connection:
        connection.execute("UPDATE cases_draft SET saved_at = '2030-01-01 00:00:00'")
        connection.commit()
    told = Installation(half_moved.data).refused("move", "--to", half_moved.url)
    assert "[target-not-empty]" in told
    assert "DROP SCHEMA" in told


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("DELETE FROM transition_row WHERE event_id = (SELECT min(event_id) FROM transition_row)", "its copy"),
        (
            "UPDATE people_account SET name = 'Somebody else' WHERE id = (SELECT min(id) FROM people_account)",
            "differ in",
        ),
        ("INSERT INTO auth_group (name) VALUES ('x')", "auth_group has 0 rows and its copy 1"),
    ],
)
def test_a_copy_that_differs_in_one_row_does_not_count(half_moved, postgresql, harm: str, words: str) -> None:
    postgresql.run(harm, half_moved.url.rpartition("/")[2])
    told = Installation(half_moved.data).refused("move", "--to", half_moved.url)
    assert words in told
    assert "[copy-differs]" in told


def test_a_database_that_is_in_use_is_left_alone(installation, postgresql, empty_database) -> None:
    url = empty_database()
    postgresql.run("CREATE TABLE people (name TEXT)", url.rpartition("/")[2])
    assert "[target-not-empty]" in installation.refused("move", "--to", url)
    assert rows_of(postgresql, url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]


def test_an_installation_that_is_being_served_does_not_move(installation, empty_database) -> None:
    with hold_single_server_lock(installation.data / DATABASE):
        assert "[already-served]" in installation.refused("move", "--to", empty_database())


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://somebody@host/x", "bad-address"),
        ("postgresql://postgres@127.0.0.1:1/x", "cannot-reach"),
        ("postgresql://postgres@no.such.host.invalid/x", "cannot-reach"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(made: Installation, url: str, code: str) -> None:
    assert f"[{code}]" in made.refused("move", "--to", url)


def test_there_has_to_be_something_to_move(tmp_path: Path, empty_database) -> None:
    assert "[nothing-to-move]" in Installation(tmp_path / "none").refused("move", "--to", empty_database())


def test_the_password_is_in_no_message(made: Installation) -> None:
    told = made.refused("move", "--to", "postgresql://postgres:very-secret@127.0.0.1:1/x")
    assert "very-secret" not in told
    assert os.environ.get("PGPASSWORD") is None
