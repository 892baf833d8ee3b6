"""Fixtures of every test: an empty cache, and the cast on request. Settings are in tests/settings.py."""

import pytest
import tests.thorough  # noqa: F401  # its import says how many examples are tried
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation

DATABASES = {"db", "transactional_db"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run what touches the database or a server; the rest would only say the same again."""
    if connection.vendor != "postgresql":
        return
    touching = [
        item
        for item in items
        if DATABASES & set(item.fixturenames) or item.get_closest_marker("django_db") or "server" in item.fixturenames
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in touching])
    items[:] = touching


@pytest.fixture(autouse=True)
def _as_at_the_start():
    """An empty cache, and neither the language nor the time zone that the page of another test left behind."""
    cache.clear()
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def cast(db):
    """Everybody, and a published service to meet at."""
    from tests.cast import assemble

    return assemble()


@pytest.fixture
def shared_cast(transactional_db):
    """The same, committed, for tests in which several threads meet."""
    from tests.cast import assemble

    return assemble()
