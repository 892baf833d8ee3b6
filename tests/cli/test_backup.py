"""A backup is whole, proven and never half-written; what cannot be backed up is said in a sentence."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import Installation, copied

DATABASE = "servewell.sqlite3"
pytestmark = pytest.mark.xdist_group("copies")


def changed(data: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data / DATABASE)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def everything(database: Path) -> dict[str, list[str]]:
    """Return every row of every table and the numbers given last, JSON without its order of keys."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {name: [said(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
    # A table that never gave a number may stand there with 0 or not at all.
    found["sqlite_sequence"] = [row for row in found["sqlite_sequence"] if not row.endswith(", 0]")]
    return {name: sorted(rows) for name, rows in found.items()}


def said(row: tuple[object, ...]) -> str:
    return repr([sorted_json(one) if isinstance(one, str) and one[:1] in ("{", "[") else one for one in row])


def sorted_json(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def test_a_backup_becomes_the_same_installation_again(made: Installation, taken: Path, tmp_path: Path) -> None:
    told = Installation(tmp_path / "elsewhere").told("restore", taken, "--data", tmp_path / "back")
    assert "audited and rebuilt without a difference" in told
    assert everything(made.data / DATABASE) == everything(tmp_path / "back" / DATABASE)
    names = [path.relative_to(made.data) for path in (made.data / "documents").rglob("*") if path.is_file()]
    for name in (*names, "secret-key"):
        assert (tmp_path / "back" / name).read_bytes() == (made.data / name).read_bytes()
    assert len(names) == 1
    assert Installation(tmp_path / "back").run("rebuild", "--check").returncode == 0
    assert not (tmp_path / "elsewhere").exists()


def test_only_its_owner_can_read_a_backup(taken: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in taken.rglob("*") if path.is_file()}
    assert taken.stat().st_mode & 0o777 == 0o700
    assert modes == {0o600}


def test_a_backup_is_taken_while_others_write(installation: Installation, tmp_path: Path) -> None:
    taking = installation.begin("backup", tmp_path / "b")
    writes = 0
    with closing(sqlite3.connect(installation.data / DATABASE, timeout=20)) as connection:
        while taking.poll() is None:
            connection.execute("UPDATE people_agency SET phone = ?", [str(writes)])
            connection.commit()
            writes += 1
            time.sleep(0.005)
    _, errors = taking.communicate()
    assert taking.returncode == 0, errors
    assert writes > 50
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["b"]


@pytest.mark.parametrize("place", ["nowhere/b", "full"])
def test_a_place_that_cannot_be_used_is_said(made: Installation, tmp_path: Path, place: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thing").touch()
    told = made.refused("backup", tmp_path / place)
    assert ("[no-such-folder]" if place == "nowhere/b" else "[not-empty]") in told
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["full", "thing"]


def test_without_an_installation_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    assert "[no-installation]" in Installation(tmp_path / "none").refused("backup", tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_full_disk_leaves_nothing(made: Installation, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("only root can make a small disk")
    try:
        assert "[disk-full]" in made.refused("backup", small / "b")
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_backup_leaves_nothing_half(made: Installation, tmp_path: Path, number: int) -> None:
    taking = made.begin("backup", tmp_path / "b")
    for _ in range(2_000):
        if any(tmp_path.glob(".servewell-copy-*")) or taking.poll() is not None:
            break
        time.sleep(0.005)
    taking.send_signal(number)
    taking.communicate(timeout=60)
    assert taking.returncode != 0
    if number == signal.SIGKILL:  # nobody can tidy up then; the next one does
        assert not (tmp_path / "b").exists()
        made.told("backup", tmp_path / "b")
        assert [path.name for path in tmp_path.iterdir()] == ["b"]
    else:
        assert list(tmp_path.iterdir()) == []


DAMAGE = {
    "a body that was changed": (
        ("DROP TRIGGER payload_no_update", "UPDATE payload SET body = x'7b7d' WHERE event_id = 3 OR event_id = 900"),
        "The body does not fit its commitment",
    ),
    "an event that was taken out": (
        ("DROP TRIGGER event_no_delete", "DELETE FROM event WHERE seq = 2 AND subject LIKE 'case:%'"),
        "refers to one of event that is not there",
    ),
    "a row that says something else": (
        ("UPDATE cases_case SET stage = 'elsewhere' WHERE id = (SELECT min(id) FROM cases_case)",),
        "stage is 'elsewhere'",
    ),
    "a step of the event logs that is lost": (
        ("DELETE FROM transition_row WHERE event_id = (SELECT max(event_id) FROM transition_row)",),
        "1 steps of the event logs",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_does_not_prove_is_no_backup(installation: Installation, tmp_path: Path, damage: str) -> None:
    statements, words = DAMAGE[damage]
    changed(installation.data, *statements)
    told = installation.refused("backup", tmp_path / "b")
    assert words in told
    assert "The copy does not count." in told
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_document_that_is_lost_or_changed_is_found(made: Installation, tmp_path: Path) -> None:
    for number, (harm, words) in enumerate(
        [(lambda file: file.unlink(), "its file is not there"), (lambda file: file.write_bytes(b"x"), "not the one")]
    ):
        harmed = copied(made, tmp_path / f"data{number}")
        (file,) = (path for path in (harmed.data / "documents").rglob("*") if path.is_file())
        harm(file)
        assert words in harmed.refused("backup", tmp_path / f"b{number}")
        assert not (tmp_path / f"b{number}").exists()


def test_a_broken_page_is_found(installation: Installation, tmp_path: Path) -> None:
    with closing(sqlite3.connect(installation.data / DATABASE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event_order'").fetchone()[0]
    with (installation.data / DATABASE).open("rb+") as file:
        file.seek((root - 1) * 4096 + 8)
        file.write(b"\xff" * 64)
    told = installation.refused("backup", tmp_path / "b")
    assert "[copy-not-proven]" in told
    assert not (tmp_path / "b").exists()
