"""`servewell verify --record`, as an auditor runs it: on a copy, with what she remembers."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

MADE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "journal", verbosity=0)
from tests.apps.journal.records import fill
fill(60, every=20)
from servewell.apps.journal.keys import installation_key
print(installation_key().verifier)
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> tuple[Path, str]:
    """A data folder with a small record, and its public key."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {**os.environ, "SERVEWELL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "servewell.config.settings"}
    environment.pop("SERVEWELL_DATABASE_URL", None)
    made = subprocess.run([sys.executable, "-c", MADE], env=environment, check=True, capture_output=True, text=True)
    return folder, made.stdout.strip()


def verify(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "servewell.cli.main", "verify", *map(str, words)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "servewell.sqlite3")) as database:
        guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(sql)
        for _, guard in guards:
            database.execute(guard)
        database.commit()


def test_a_whole_record_passes_and_its_checkpoint_is_remembered(installation, tmp_path):
    folder, _ = installation
    memory = tmp_path / "stick.checkpoints"
    first, second = (verify("--record", "--data", folder, "--remember", memory) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "60 events checked" in first.stdout
    assert "whole in itself" in first.stdout
    assert "The checkpoint of 60 events is added" in first.stdout
    assert "goes on from all 1 remembered checkpoints" in second.stdout
    assert memory.read_text().count("\n60\n") == 1


def test_a_changed_event_is_named_and_nothing_is_remembered(installation, tmp_path):
    folder, _ = installation
    copy = shutil.copytree(folder, tmp_path / "copy")
    change(copy, "UPDATE event SET header = replace(header, 'account:7', 'account:8') WHERE id = 9")
    told = verify("--record", "--data", copy, "--remember", tmp_path / "memory")
    assert told.returncode == 1
    assert "event 9 (number 9), case:" in told.stderr
    assert "[record-altered]" in told.stderr
    assert "not as it was sealed" in told.stdout
    assert not (tmp_path / "memory").exists()


def test_a_copy_without_the_private_key_is_checked_with_the_public_one(installation, tmp_path):
    folder, key = installation
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(folder / "servewell.sqlite3", copy)
    refused = verify("--record", "--data", copy)
    assert (refused.returncode, "[no-record-key]" in refused.stderr) == (1, True)
    assert verify("--record", "--data", copy, "--key", key).returncode == 0
    assert not (copy / "record-key").exists(), "a check makes no key"


def test_a_key_of_another_record_is_told_from_a_wrong_one(installation):
    folder, key = installation
    told = verify("--record", "--data", folder, "--key", key[:-4] + "AAA=")
    assert "[bad-record-key]" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_folder_without_a_record_is_left_as_it_is(tmp_path):
    told = verify("--record", "--data", tmp_path)
    assert (told.returncode, "[no-record]" in told.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("receipt.txt", "--record")])
def test_one_thing_is_verified_at_a_time(words):
    told = verify(*words)
    assert (told.returncode, "[nothing-to-verify]" in told.stderr) == (1, True)
