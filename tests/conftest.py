"""Fixtures of every test: an empty cache, and the cast on request. Settings are in tests/settings.py."""

import pytest
import tests.thorough  # noqa: F401  # its import says how many examples are tried
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


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
