"""The installation's key, which signs the record's checkpoints, and the record's name.

The key is made at the first seal and kept in the data folder, or given by a setting. It carries the record's name, so
that another address does not make another record of it.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.record.checkpoints import Signer, Verifier, read_signer
from servewell.gateways.kept_secret import kept_secret

FILE: Final = "record-key"


def installation_key() -> Signer:
    """Return the key of this installation; made at the first call, unless a setting gives it."""
    if settings.RECORD_KEY:
        return read_signer(settings.RECORD_KEY)
    name = f"{urlsplit(settings.ADDRESS).netloc}/record"
    try:
        return read_signer(kept_secret(key_file(), lambda: Signer(name, secrets.token_bytes(32)).text()))
    except ProblemError as error:
        raise ProblemError(Problem("bad-record-key", Place(str(key_file())), error.problems[0].found)) from None


def installation_verifier() -> Verifier:
    """Return what verifies this installation's checkpoints; makes no key. Raises ProblemError when there is none."""
    if not settings.RECORD_KEY and not key_file().exists():
        found = "There is no key of the record here."
        raise ProblemError(Problem("no-record-key", Place(str(key_file())), found, fix="Give it with --key KEY."))
    return installation_key().verifier


def key_file() -> Path:
    """Return where the key is kept when no setting gives it."""
    return Path(str(settings.DATA)) / FILE
