"""The cache that several serving processes share: a table, with counters that lose no count and keep their end.

Django's table cache reads a counter and writes it back: two processes at once lose a count, and each count moves the
end to five minutes from then. A limit on tries must do neither.
"""

from __future__ import annotations

import base64
import pickle
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction


class SharedCache(DatabaseCache):
    """Django's table cache with counters that are added to under a lock."""

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a counter and return what it holds. Raises ValueError where there is none, or it ended."""
        stored = self.make_and_validate_key(key, version=version)
        alias = router.db_for_write(self.cache_model_class)
        database = connections[alias]
        table = database.ops.quote_name(self._table)  # type: ignore[attr-defined]
        lock = " FOR UPDATE" if database.features.has_select_for_update else ""
        with transaction.atomic(using=alias), database.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE cache_key = %s{lock}", [stored])  # noqa: S608 - a setting
            count = self.get(key, version=version)
            if count is None:
                raise ValueError(f"No counter {key!r}.")
            added = int(count) + delta
            kept = base64.b64encode(pickle.dumps(added, self.pickle_protocol)).decode("ascii")
            cursor.execute(f"UPDATE {table} SET value = %s WHERE cache_key = %s", [kept, stored])  # noqa: S608
        return added
