"""Only what is a backup, is whole, and is not of a newer Servewell becomes an installation; nothing is written over."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import Installation

pytestmark = pytest.mark.xdist_group("copies")
NOBODY = Installation(Path("/nonexistent"))


@pytest.fixture
def backup(taken: Path, tmp_path: Path) -> Path:
    """A copy of the backup that a test may harm."""
    return Path(shutil.copytree(taken, tmp_path / "backup"))


def rewritten(backup: Path, **changes: object) -> None:
    file = backup / "backup.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def remeasured(backup: Path) -> None:
    """Write sizes and sums anew, as somebody would who knows the format."""
    files = {
        path.relative_to(backup).as_posix(): [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in backup.rglob("*")
        if path.is_file() and path.name != "backup.json"
    }
    rewritten(backup, files=files)


def no_manifest(backup: Path) -> None:
    (backup / "backup.json").unlink()


def not_json(backup: Path) -> None:
    (backup / "backup.json").write_text("{")


def other_keys(backup: Path) -> None:
    (backup / "backup.json").write_text('{"format": 1, "files": {}}')


def later_format(backup: Path) -> None:
    rewritten(backup, format=2, servewell="9.0")


def later_migration(backup: Path) -> None:
    with closing(sqlite3.connect(backup / "servewell.sqlite3")) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0999_later', '2030-01-01')"
        )
        connection.commit()
    remeasured(backup)
    rewritten(backup, servewell="9.0")


def other_byte(backup: Path) -> None:
    with (backup / "servewell.sqlite3").open("rb+") as file:
        file.seek(50_000)
        byte = file.read(1)
        file.seek(50_000)
        file.write(bytes([byte[0] ^ 1]))


def no_document(backup: Path) -> None:
    (path,) = (path for path in (backup / "documents").rglob("*") if path.is_file())
    path.unlink()


def way_out(backup: Path) -> None:
    said = json.loads((backup / "backup.json").read_text())["files"]
    rewritten(backup, files=said | {"../../etc/passwd": [1, "0"]})


def fewer_events(backup: Path) -> None:
    rewritten(backup, events=7)


def told_otherwise(backup: Path) -> None:
    with closing(sqlite3.connect(backup / "servewell.sqlite3")) as connection:
        connection.execute("UPDATE cases_case SET stage = 'elsewhere' WHERE id = (SELECT min(id) FROM cases_case)")
        connection.commit()
    remeasured(backup)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (no_manifest, "not-a-backup"),
        (not_json, "not-a-backup"),
        (other_keys, "not-a-backup"),
        (later_format, "newer-backup"),
        (later_migration, "newer-backup"),
        (other_byte, "damaged-backup"),
        (no_document, "damaged-backup"),
        (way_out, "damaged-backup"),
        (fewer_events, "damaged-backup"),
        (told_otherwise, "damaged-backup"),
    ],
)
def test_what_is_no_whole_backup_is_refused(backup: Path, tmp_path: Path, harm, code: str) -> None:
    harm(backup)
    told = NOBODY.refused("restore", backup, "--data", tmp_path / "back")
    assert f"[{code}]" in told
    assert "9.0" in told or code != "newer-backup"
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def test_an_installation_is_never_written_over(taken: Path, installation: Installation) -> None:
    before = (installation.data / "servewell.sqlite3").read_bytes()
    assert "[not-empty]" in NOBODY.refused("restore", taken, "--data", installation.data)
    assert (installation.data / "servewell.sqlite3").read_bytes() == before


def test_an_empty_folder_will_do(taken: Path, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()
    assert "servewell serve" in NOBODY.told("restore", taken, "--data", tmp_path / "mounted")
    assert (tmp_path / "mounted" / "servewell.sqlite3").exists()
