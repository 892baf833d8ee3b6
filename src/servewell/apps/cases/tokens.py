"""Ids, references that can be read over the phone, and secrets of which only the hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from django.utils.crypto import salted_hmac

# No 0, O, 1, I or U: nothing that looks or sounds alike. 31 signs, a prime, so that the check sign finds every
# single wrong sign and every swap of neighbours.
SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
_READ: Final = str.maketrans({"I": "L", "1": "L", "U": "V"})
_RANDOM_SIGNS: Final = 9
# Compared with when there is nothing to compare with, so that both answers take as long.
NO_HASH: Final = "0" * 64


def new_id() -> str:
    """Return 100 random bits as 20 lower-case letters and digits."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(20))


def new_reference() -> str:
    """Return a reference like 7KQ-2MD-9XW4; its last sign checks the others."""
    body = "".join(secrets.choice(SIGNS) for _ in range(_RANDOM_SIGNS))
    return _grouped(body + _check_sign(body))


def read_reference(typed: str) -> str | None:
    """Return the reference that somebody typed, in its usual form, or None when it cannot be one."""
    signs = "".join(sign for sign in typed.upper().translate(_READ) if sign.isalnum())
    if len(signs) != _RANDOM_SIGNS + 1 or any(sign not in SIGNS for sign in signs):
        return None
    return _grouped(signs) if _check_sign(signs[:-1]) == signs[-1] else None


def hash_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def matches(secret: str, stored_hash: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hash_of(secret), stored_hash)


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hash_of_code(subject: str, code: str) -> str:
    """Return what is stored of a six-digit code: keyed, since a million codes are quickly tried."""
    return salted_hmac("servewell.code", f"{subject}:{code}", algorithm="sha256").hexdigest()


def matches_code(subject: str, code: str, stored_hash: str) -> bool:
    """Compare a six-digit code in constant time."""
    return hmac.compare_digest(hash_of_code(subject, code), stored_hash)


def is_same(one: str, other: str) -> bool:
    """Compare two texts in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _grouped(signs: str) -> str:
    return f"{signs[:3]}-{signs[3:6]}-{signs[6:]}"


def _check_sign(body: str) -> str:
    total = sum((place + 2) * SIGNS.index(sign) for place, sign in enumerate(body))
    return SIGNS[total % len(SIGNS)]
