"""An SQLite that can corrupt what was confirmed is refused, with what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from servewell.gateways.sqlite.linked import SAFE, refuse_unsafe


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 1), (3, 51, 2)])
def test_an_affected_version_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe(version)
    told = str(refused.value)
    assert ".".join(map(str, version)) in told
    assert "3.51.3" in told
    assert "pip install pysqlite3" in told
    assert "SERVEWELL_DATABASE_URL=postgresql://" in told


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_a_mended_version_is_taken(version: tuple[int, ...]) -> None:
    refuse_unsafe(version)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the tests run on another database")
@pytest.mark.django_db
def test_these_tests_run_on_a_mended_version() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        assert tuple(int(part) for part in cursor.fetchone()[0].split(".")) >= SAFE
