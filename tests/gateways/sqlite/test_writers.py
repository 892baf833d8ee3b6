"""What a connection promises: durable settings, one writer at a time, readers that do not wait, no turn kept."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections, transaction

from servewell.gateways.sqlite import base
from servewell.gateways.sqlite.fair_lock import FairLock

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the tests run on another database"),
    pytest.mark.django_db(transaction=True),
]


def run(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


def is_free() -> bool:
    """Tell whether nobody holds the writers' turn."""
    if not base.WRITERS.acquire(0.01):
        return False
    base.WRITERS.release()
    return True


@pytest.fixture(autouse=True)
def tally() -> Iterator[None]:
    run("CREATE TABLE tally (n INTEGER NOT NULL UNIQUE) STRICT")
    yield
    run("DROP TABLE tally")


def in_thread(action: Any) -> list[Any]:
    """Run an action in a thread with a connection of its own; return its result or error."""
    found: list[Any] = []

    def go() -> None:
        try:
            found.append(action())
        except DatabaseError as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=go)
    thread.start()
    thread.join(30)
    return found


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1), ("temp_store", 2)],
)
def test_a_connection_is_durable_and_strict(pragma: str, value: object) -> None:
    assert run(f"PRAGMA {pragma}") == (value,)


def test_weaker_settings_are_overruled() -> None:
    connection.close()
    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"
    try:
        assert run("PRAGMA synchronous") == (2,)
    finally:
        del connection.settings_dict["OPTIONS"]["init_command"]
        connection.close()


def test_a_connection_that_is_not_durable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PRAGMAS", ("PRAGMA synchronous=NORMAL",))
    connection.close()
    with pytest.raises(ImproperlyConfigured, match=r"synchronous=1.*FULL"):
        run("SELECT 1")
    monkeypatch.undo()
    assert run("SELECT 1") == (1,)


def test_a_transaction_writes_from_its_first_moment() -> None:
    with transaction.atomic():
        assert connection.connection.in_transaction
        assert not is_free()
    assert is_free()


def test_savepoints_inside_keep_the_turn() -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            run("INSERT INTO tally VALUES (1), (1)")
        assert not is_free()
        run("INSERT INTO tally VALUES (2)")
    assert is_free()
    assert run("SELECT group_concat(n) FROM tally") == ("2",)


def test_rollback_ends_the_turn() -> None:
    with transaction.atomic():
        run("INSERT INTO tally VALUES (1)")
        transaction.set_rollback(True)
    assert is_free()
    assert run("SELECT count(*) FROM tally") == (0,)


def test_closing_inside_a_transaction_ends_the_turn() -> None:
    with transaction.atomic():
        run("INSERT INTO tally VALUES (1)")
        connection.close()
        transaction.set_rollback(True)
    assert is_free()
    assert run("SELECT count(*) FROM tally") == (0,)


def test_a_failed_write_outside_a_transaction_ends_its_turn() -> None:
    run("INSERT INTO tally VALUES (1)")
    with pytest.raises(IntegrityError):
        run("INSERT INTO tally VALUES (1)")
    assert is_free()


def test_readers_do_not_wait_for_the_writer() -> None:
    with transaction.atomic():
        run("INSERT INTO tally VALUES (1)")
        assert in_thread(lambda: run("SELECT count(*) FROM tally")) == [(0,)], "not committed, so not seen"


@pytest.mark.parametrize("is_alone", [True, False])
def test_who_waits_too_long_is_told_and_nothing_is_stored(monkeypatch: pytest.MonkeyPatch, is_alone: bool) -> None:
    monkeypatch.setattr(base, "LONGEST_WAIT", 0.05)

    def write() -> None:
        if is_alone:
            run("INSERT INTO tally VALUES (2)")
            return
        with transaction.atomic():
            run("INSERT INTO tally VALUES (2)")

    with transaction.atomic():
        (refused,) = in_thread(write)
    assert isinstance(refused, base.OverloadedError)
    assert isinstance(refused, OperationalError)
    assert run("SELECT count(*) FROM tally") == (0,)


@pytest.mark.parametrize("is_alone", [True, False])
def test_writers_meet_without_losing_anything(is_alone: bool) -> None:
    """Each reads, then writes; without one writer at a time they would lose counts or meet a locked database."""
    run("INSERT INTO tally VALUES (0)")
    errors: list[object] = []

    def count_up() -> None:
        for _ in range(15):
            if is_alone:
                run("UPDATE tally SET n = n + 1")
                continue
            with transaction.atomic():
                (n,) = run("SELECT n FROM tally")
                run(f"UPDATE tally SET n = {n + 1}")

    threads = [threading.Thread(target=lambda: errors.extend(filter(None, in_thread(count_up)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert run("SELECT n FROM tally") == (90,)
    assert is_free()


def test_statements_are_known_by_whether_they_may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[float] = []

    class Counting(FairLock):
        def acquire(self, timeout: float) -> bool:
            taken.append(timeout)
            return super().acquire(timeout)

    monkeypatch.setattr(base, "WRITERS", Counting())
    for reading in ("SELECT 1", "  select 1", "\nPRAGMA user_version", "EXPLAIN SELECT 1"):
        run(reading)
    assert taken == []
    for writing in (
        "INSERT INTO tally VALUES (1)",
        "delete from tally",
        "WITH one AS (SELECT 5) INSERT INTO tally SELECT * FROM one",
    ):
        run(writing)
    assert len(taken) == 3
