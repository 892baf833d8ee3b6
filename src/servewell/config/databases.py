"""Where the tables are: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_ENGINE = "servewell.gateways.sqlite"
POSTGRESQL_ENGINE = "servewell.gateways.postgresql"


def sqlite(data: Path) -> dict[str, object]:
    """Return the embedded default; pragmas and the write lock live in the backend."""
    return {
        "ENGINE": SQLITE_ENGINE,
        "NAME": data / "servewell.sqlite3",
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
    }


def postgresql(url: str) -> dict[str, object]:
    """Return the settings for `postgresql://user:password@host:port/name?sslmode=require`.

    What follows the question mark is handed to the driver. The bounds of waits live in the backend.
    """
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = str(options.pop("host", "") or unquote(parts.hostname or ""))
    return {
        "ENGINE": POSTGRESQL_ENGINE,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
    }
