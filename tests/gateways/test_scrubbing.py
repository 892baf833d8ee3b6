"""Deleted rows are gone from the bytes of the database, also the pieces that they left on their way through it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from servewell.gateways.scrubbing import scrub_free_space, scrub_log

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cleans its files itself"),
    pytest.mark.django_db(transaction=True),
]
WORD = re.compile(rb"canary\d+x")


@pytest.fixture(autouse=True)
def _no_table_stays() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS growing")


def written() -> bytes:
    path = Path(str(connection.settings_dict["NAME"]))
    return b"".join(one.read_bytes() for one in (path, path.with_name(path.name + "-wal")) if one.exists())


def grow_and_delete(rows: int, seed: int) -> None:
    """Let rows grow in any order, as drafts do, and delete each tenth."""
    chance = random.Random(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE growing (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        cursor.executemany("INSERT INTO growing VALUES (%s, %s)", [(n, "") for n in range(rows)])
    for _ in range(6):
        with transaction.atomic(), connection.cursor() as cursor:
            for n in chance.sample(range(rows), rows):
                word = f"canary{n}x" if n % 10 == 0 else f"other{n}x"
                body = word * chance.randint(1, 60)
                cursor.execute("UPDATE growing SET body = %s WHERE id = %s", [body, n])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM growing WHERE id IN (SELECT id FROM growing WHERE body LIKE 'canary%')")


def test_moved_rows_leave_pieces_that_only_writing_anew_removes() -> None:
    left = []
    for seed in range(6):
        grow_and_delete(1_500, seed)
        assert scrub_log()
        left.append(len(set(WORD.findall(written()))))
        scrub_free_space()
        assert WORD.findall(written()) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM growing")
            assert cursor.fetchone()[0] == 1_350
            cursor.execute("DROP TABLE growing")
        if left[-1]:
            return
    pytest.fail("Deleted rows leave nothing behind any more: writing the file anew each night is not needed.")


def test_the_log_is_empty_afterwards() -> None:
    grow_and_delete(50, 1)
    assert scrub_log()
    path = Path(str(connection.settings_dict["NAME"]))
    assert path.with_name(path.name + "-wal").stat().st_size == 0


def test_nothing_is_done_in_the_middle_of_a_transaction() -> None:
    with transaction.atomic():
        assert not scrub_log()
        scrub_free_space()
