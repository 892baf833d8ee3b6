"""Who offers a practice: Ed25519 signatures over its canonical text, and what we know of who made them.

A signature says who, not that it is good. Keys are 'ed25519:' and 32 bytes in base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from servewell.core.practice.model import Practice, Signature
from servewell.core.practice.printing import print_practice

PREFIX: Final = "ed25519:"
_CONTEXT: Final = b"servewell practice 1\n"  # so that no signature of something else fits
Code = Literal["known", "unsigned", "wrong-signature", "other-signer", "unknown-agency", "other-key", "replayed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a signature is worth to us, in words. Only 'known' may be adopted."""

    code: Code
    words: str

    @property
    def is_known(self) -> bool:
        """Whether the practice is what an agency that we know offers today."""
        return self.code == "known"


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest edition that we have seen of a practice, and the hash of its content."""

    number: int
    content: str


def public_key(private: bytes) -> str:
    """Return the public key of 32 secret bytes, as text."""
    return write_key(Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def write_key(raw: bytes) -> str:
    """Return raw bytes as text."""
    return PREFIX + base64.b64encode(raw).decode("ascii")


def read_key(text: str, length: int = 32) -> bytes | None:
    """Return the bytes of a text that is canonical base64 of so many bytes, or None."""
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True) if text.startswith(PREFIX) else b""
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length and write_key(raw) == text else None


def content_hash(practice: Practice) -> str:
    """Return the identity of what is offered: SHA-256 in hex over the text that is signed."""
    return hashlib.sha256(signed_bytes(practice)).hexdigest()


def signed_bytes(practice: Practice) -> bytes:
    """Return what a signature is about."""
    return _CONTEXT + print_practice(practice, is_signed=False).encode()


def sign(practice: Practice, private: bytes) -> Practice:
    """Return the practice signed by its agency with 32 secret bytes; the same bytes give the same signature."""
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(signed_bytes(practice))
    return replace(practice, signature=Signature(practice.agency, public_key(private), write_key(signature)))


def is_signature(content: bytes, key: str, signature: str) -> bool:
    """Tell whether a signature over some bytes was made with a key."""
    raw, made = read_key(key), read_key(signature, 64)
    if raw is None or made is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(made, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def standing(
    practice: Practice, known: Mapping[str, str], latest: Mapping[tuple[str, str], Latest] | None = None
) -> Standing:
    """Judge a practice by the keys of agencies that we know and the newest editions that we have seen."""
    signed = practice.signature
    if signed is None:
        return Standing("unsigned", "Nobody has signed it.")
    if not is_signature(signed_bytes(practice), signed.key, signed.signature):
        return Standing(
            "wrong-signature", "The signature does not fit: the file was changed, or is not by who it says."
        )
    if signed.by != practice.agency:
        return Standing("other-signer", f"'{signed.by}' has signed what it says '{practice.agency}' offers.")
    if practice.agency not in known:
        return Standing("unknown-agency", f"The signature fits its key, but nobody here knows '{practice.agency}'.")
    if known[practice.agency] != signed.key:
        return Standing("other-key", f"It is signed with another key than the one we know of '{practice.agency}'.")
    seen = (latest or {}).get((practice.agency, practice.name))
    if seen is not None and practice.number < seen.number:
        words = f"It is edition {practice.number}; edition {seen.number} has been seen already."
        return Standing("replayed", words)
    if seen is not None and practice.number == seen.number and content_hash(practice) != seen.content:
        return Standing("replayed", f"Edition {practice.number} has been seen before with another content.")
    return Standing("known", f"Signed by '{practice.agency}', with the key that we know.")
