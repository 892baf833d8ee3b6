"""How often something may be tried. Counts live in the cache: cheap, and forgotten after a restart."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from django.core.cache import cache

from servewell.core.problem import Problem, ProblemError

# Generous for addresses: a library, a shelter and half of a mobile network come from one.
DRAFTS_PER_ADDRESS: Final = 300
TRIES_PER_ADDRESS: Final = 60
TRIES_PER_REFERENCE: Final = 5
MAILS_PER_SUBJECT: Final = 5
PERIOD: Final = timedelta(hours=1)


def is_spent(bucket: str, limit: int) -> bool:
    """Tell whether the bucket is full, without adding to it."""
    return int(cache.get(_key(bucket), 0)) >= limit


def spend(bucket: str) -> int:
    """Add one to a bucket that empties after an hour; return how many it holds."""
    key = _key(bucket)
    cache.add(key, 0, PERIOD.total_seconds())
    try:
        return cache.incr(key)
    except ValueError:  # expired between the two lines
        cache.set(key, 1, PERIOD.total_seconds())
        return 1


def too_many() -> ProblemError:
    """Return the answer to whoever tries too often."""
    return ProblemError(
        Problem(
            code="too-many-tries",
            found="This was tried too often.",
            fix="Wait an hour and try again, or ask us by phone.",
        )
    )


def _key(bucket: str) -> str:
    # Hashed: cache keys have a limited alphabet, and addresses need not lie about.
    return "limit:" + hashlib.sha256(bucket.encode("utf-8", "replace")).hexdigest()
