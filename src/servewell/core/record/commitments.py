"""Salted commitments to header and body, and the leaf of the Merkle tree over both (RFC 6962, 2.1)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

SALT_BYTES: Final = 32


def commit(salt: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256 with a random salt: it hides the data, and fits no other data."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hmac.new(salt, data, hashlib.sha256).digest()


def leaf(header_commit: bytes, body_commit: bytes) -> bytes:
    """Return the leaf hash of an event: SHA-256(0x00 || header commitment || body commitment)."""
    return hashlib.sha256(b"\x00" + header_commit + body_commit).digest()
