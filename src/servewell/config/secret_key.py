"""The installation's secret key: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import secrets
from pathlib import Path

from servewell.gateways.kept_secret import kept_secret


def secret_key(data: Path) -> str:
    """Return the key in `<data>/secret-key`, making it at the first start."""
    return kept_secret(data / "secret-key", lambda: secrets.token_urlsafe(64))
