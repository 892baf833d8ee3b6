"""Fixtures of every test: an empty cache, the thrown-away folder of tests/settings.py, mail kept in memory."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
