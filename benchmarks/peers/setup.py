"""What both peers share: Django with few middlewares on SQLite (WAL, FULL) or PostgreSQL."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

try:
    import pysqlite3

    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = pysqlite3, pysqlite3.dbapi2
except ImportError:
    pass  # the linked SQLite will do: these are only measured

import django
from django.conf import settings

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
COMMON = "django.middleware.common.CommonMiddleware"


def configure(name: str, *, apps: tuple[str, ...] = (), middleware: tuple[str, ...] = ()) -> None:
    """Set Django up for one peer."""
    settings.configure(
        SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF=f"benchmarks.peers.{name}", USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", *apps], MIDDLEWARE=[*middleware, COMMON, CSRF],
        DATABASES={"default": _database()}, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        FORM_RENDERER="django.forms.renderers.DjangoTemplates",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True
                    }],
    )  # fmt: skip
    django.setup()


def _database() -> dict[str, object]:
    url = os.environ.get("PEER_DATABASE", "")
    if url:
        parts = urlsplit(url)
        host = dict(parse_qsl(parts.query)).get("host") or unquote(parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql", "NAME": parts.path.lstrip("/"), "USER": parts.username or "",
            "PASSWORD": parts.password or "", "HOST": host, "PORT": str(parts.port or ""), "CONN_MAX_AGE": 60,
        }  # fmt: skip
    return {
        "ENGINE": "django.db.backends.sqlite3", "NAME": Path(os.environ["PEER_FOLDER"]) / "peer.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS},
    }  # fmt: skip
