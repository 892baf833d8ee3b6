"""Which SQLite: the wheel's where the linked one can corrupt a database, and a refusal where neither is safe."""

from __future__ import annotations

import sqlite3
import sys
from typing import Final

from django.core.exceptions import ImproperlyConfigured

# 3.7.0 to 3.51.2: two connections that write and checkpoint at once can corrupt a database in WAL mode.
SAFE: Final = (3, 51, 3)


def use_safe_sqlite() -> None:
    """Let the standard module's name mean the wheel `pysqlite3` when that is the newer one. Before Django's import."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    if pysqlite3.sqlite_version_info > sqlite3.sqlite_version_info:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def refuse_unsafe(version: tuple[int, ...]) -> None:
    """Raise ImproperlyConfigured when a version of SQLite may lose what was acknowledged."""
    if tuple(version) < SAFE:
        found = ".".join(str(part) for part in version)
        raise ImproperlyConfigured(
            f"SQLite {found} can corrupt a database when two connections write at once; Servewell needs "
            f"{'.'.join(str(part) for part in SAFE)} or newer. On Linux x86-64: pip install pysqlite3. Elsewhere use a "
            "Python that links a newer SQLite, or PostgreSQL with SERVEWELL_DATABASE_URL=postgresql://..."
        )
