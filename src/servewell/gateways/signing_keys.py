"""Secret keys of agencies in PEM files (PKCS 8, as `openssl genpkey -algorithm ed25519` writes them)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from servewell.core.definition.scalars import SLUG
from servewell.core.practice.signing import public_key, read_key
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.whole_files import read_bounded

_MOST: Final = 100_000
_EXPECTED: Final = "an unencrypted Ed25519 key in PEM, as `servewell practice key` writes it"


def make_key(path: Path) -> str:
    """Write a new secret key that only its owner can read; return its public key. Never overwrites a file."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        found = f"The key cannot be written: {error.strerror or error}."
        raise ProblemError(Problem("unwritable", Place(str(path)), found, "", "A key is never overwritten.")) from None
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
    return public_key(key.private_bytes_raw())


def secret_key(path: Path) -> bytes:
    """Return the 32 secret bytes of a file. Raises ProblemError."""
    try:
        key = load_pem_private_key(read_bounded(path, _MOST), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ProblemError(Problem("bad-key", Place(str(path)), "The key cannot be read.", _EXPECTED)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ProblemError(Problem("bad-key", Place(str(path)), "The key is of another kind.", _EXPECTED))
    return key.private_bytes_raw()


def known_keys(path: Path) -> dict[str, str]:
    """Return the agencies that a file knows: a line each with short name and public key. Raises ProblemError."""
    text = read_bounded(path, _MOST).decode("utf-8", errors="replace")
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or not SLUG.fullmatch(words[0]) or read_key(words[1]) is None or words[0] in found:
            expected = "one line for each agency: riverton ed25519:…"
            raise ProblemError(
                Problem("bad-key", Place(str(path), number), "The line names no agency's key.", expected)
            )
        found[words[0]] = words[1]
    return found
