"""Counters in the shared cache lose no count and keep their end, on either database."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections

from servewell.gateways.shared_cache import SharedCache

TABLE = "test_shared_cache"


@pytest.fixture
def shared(transactional_db, settings):
    settings.CACHES = {"default": {"BACKEND": "servewell.gateways.shared_cache.SharedCache", "LOCATION": TABLE}}
    call_command("createcachetable", verbosity=0)
    yield SharedCache(TABLE, {})
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def ends(key: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT expires FROM {TABLE} WHERE cache_key LIKE %s", [f"%{key}"])
        return cursor.fetchone()[0]


def test_counting_does_not_move_the_end(shared):
    shared.add("tries", 0, 3_600)
    before = ends("tries")
    assert [shared.incr("tries"), shared.incr("tries"), shared.incr("tries", 3)] == [1, 2, 5]
    assert ends("tries") == before
    assert shared.get("tries") == 5


def test_what_is_not_there_or_has_ended_is_no_counter(shared):
    with pytest.raises(ValueError, match="tries"):
        shared.incr("tries")
    shared.set("tries", 7, -5)
    with pytest.raises(ValueError, match="tries"):
        shared.incr("tries")


def test_counts_at_the_same_moment_all_count(shared):
    shared.add("tries", 0, 3_600)

    def count() -> None:
        for _ in range(20):
            shared.incr("tries")
        connections.close_all()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert shared.get("tries") == 80
