"""Bytes of a record's file are flipped at random: whatever changes content is found. THOROUGH=yes tries 10,000."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from tests.thorough import THOROUGH

from servewell.apps.journal.auditing import audit
from servewell.core.record.checkpoints import Verifier, read_signer

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps the record in one file"),
    pytest.mark.django_db,
]

TRIES = 10_000 if THOROUGH else 200
TABLES = ("event", "payload", "position", "tile", "checkpoint", "cosignature")
MADE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "journal", verbosity=0)
from tests.apps.journal.records import fill
fill(300, every=25)
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
connection.close()
"""


@dataclass
class Counts:
    """What came of the flips."""

    found: int = 0
    harmless: int = 0
    missed: int = 0


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Verifier]:
    """A file with nothing but a record of 300 events, and what verifies it."""
    folder = tmp_path_factory.mktemp("record")
    environment = {**os.environ, "SERVEWELL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "servewell.config.settings"}
    subprocess.run([sys.executable, "-c", MADE], env=environment, check=True, capture_output=True)
    key = read_signer((folder / "record-key").read_text())
    return folder / "servewell.sqlite3", key.verifier


def content(file: Path) -> list[object] | None:
    """Return everything that the record's tables hold, read past every index; None when it cannot be read."""
    with closing(sqlite3.connect(file)) as database:
        database.text_factory = bytes
        try:
            return [database.execute(f"SELECT rowid, * FROM {table} NOT INDEXED").fetchall() for table in TABLES]
        except sqlite3.Error:
            return None


def is_found(file: Path, verifier: Verifier) -> bool:
    """Tell whether the audit finds fault with a file."""
    copied = connection.copy()
    copied.settings_dict = {**connection.settings_dict, "NAME": str(file)}
    try:
        return bool(audit(copied, verifier=verifier).faults)
    finally:
        copied.close()


def test_the_file_passes_as_it_is(made):
    file, verifier = made
    assert content(file) is not None
    assert not is_found(file, verifier)


def test_every_flip_that_changes_content_is_found(made, tmp_path):
    file, verifier = made
    original, bytes_of_it = content(file), file.read_bytes()
    chance, counts, missed = random.Random(20261124), Counts(), []
    for _ in range(TRIES):
        place, bit = chance.randrange(len(bytes_of_it)), 1 << chance.randrange(8)
        mutated = bytearray(bytes_of_it)
        mutated[place] ^= bit if chance.random() < 0.5 else chance.randrange(1, 256)
        copy = tmp_path / "copy.sqlite3"
        copy.write_bytes(mutated)
        if is_found(copy, verifier):
            counts.found += 1
        elif content(copy) == original:
            counts.harmless += 1
        else:
            counts.missed += 1
            missed.append(place)
        for path in tmp_path.iterdir():
            path.unlink()
    print(f"\n{TRIES} mutations of {len(bytes_of_it)} bytes: {counts}")
    assert counts.found > TRIES / 3
    assert not missed
