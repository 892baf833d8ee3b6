"""The key that signs the record's checkpoints, and what verifies them (C2SP signed-note and tlog-checkpoint, Ed25519).

The key is made at the first seal and kept in the data folder, or given by a setting. It carries the record's name, so
that another address does not make another record of it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.kept_secret import kept_secret

FILE: Final = "record-key"
_ED25519: Final = b"\x01"
_NOTE: Final = re.compile(r"([^\n]+)\n(0|[1-9]\d{0,17})\n([A-Za-z0-9+/]{43}=)\n\n— (\S+) ([A-Za-z0-9+/]{91}=)\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root over the first `size` events, as signed."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class RecordVerifier:
    """What is public of a record's key: the record's name and 32 bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    def open(self, note: str) -> Checkpoint:
        """Return what a signed checkpoint says. Raises ProblemError when it is not one of this record and this key."""
        found = _NOTE.fullmatch(note)
        if found is None:
            raise _bad("This is no signed checkpoint.")
        name, size, root, signer, signature = found.groups()
        if self.name not in (name, signer) or name != signer:
            raise _bad(f"The checkpoint is of the record '{name}', signed by '{signer}'; this one is '{self.name}'.")
        try:
            given = _exact(signature)
            if given[:4] != self.id:
                raise _bad("The checkpoint was signed with another key.", "other-record-key")
            Ed25519PublicKey.from_public_bytes(self.public).verify(given[4:], note.split("\n\n")[0].encode() + b"\n")
            return Checkpoint(int(size), _exact(root))
        except (ValueError, InvalidSignature) as error:
            raise _bad("The signature does not fit the checkpoint.") from error

    def is_cosigned(self, note: str, witness: str, line: str) -> bool:
        """Tell whether a witness's line fits a checkpoint."""
        return False


def read_verifier(text: str) -> RecordVerifier:
    """Return the verifier that `name+hash+key` says. Raises ProblemError when it does not fit itself."""
    parts = text.strip().split("+", 2)
    try:
        key = base64.b64decode(parts[2], validate=True)
        verifier = RecordVerifier(parts[0], key[1:])
        if key[:1] == _ED25519 and len(key) == 33 and verifier.id.hex() == parts[1]:
            return verifier
    except (IndexError, ValueError):
        pass
    problem = Problem(
        "bad-record-key",
        found="This is no key of a record.",
        expected="name+8 digits+key, as the page /record/ shows it",
    )
    raise ProblemError(problem)


@dataclass(frozen=True, slots=True)
class RecordKey:
    """A record's name and its private key, 32 bytes."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> RecordVerifier:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return RecordVerifier(self.name, public)

    def __str__(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{base64.b64encode(_ED25519 + self.seed).decode()}"

    def __repr__(self) -> str:
        return f"RecordKey({self.name})"  # never the key

    def sign(self, size: int, root: bytes) -> str:
        """Return a signed checkpoint."""
        text = f"{self.name}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(self.verifier.id + signature).decode()}\n"


def read_key(text: str) -> RecordKey:
    """Return the private key that a text says. Raises ProblemError without telling the text."""
    parts = text.strip().split("+", 4)
    try:
        key = RecordKey(parts[2], base64.b64decode(parts[4], validate=True)[1:])
        if str(key) == text.strip():
            return key
    except (IndexError, ValueError):
        pass
    raise ProblemError(Problem("bad-record-key", found="The record's private key cannot be read."))


def installation_key() -> RecordKey:
    """Return the key of this installation; made at the first call, unless a setting gives it."""
    if settings.RECORD_KEY:
        return read_key(settings.RECORD_KEY)
    name = f"{urlsplit(settings.ADDRESS).netloc}/record"
    path = key_file()
    try:
        return read_key(kept_secret(path, lambda: str(RecordKey(name, secrets.token_bytes(32)))))
    except ProblemError as error:
        raise ProblemError(Problem("bad-record-key", Place(file=str(path)), error.problems[0].found)) from None


def installation_verifier() -> RecordVerifier:
    """Return what verifies this installation's checkpoints; makes no key. Raises ProblemError when there is none."""
    if not settings.RECORD_KEY and not key_file().exists():
        found = "There is no key of the record here."
        raise ProblemError(Problem("no-record-key", Place(file=str(key_file())), found, fix="Give it with --key KEY."))
    return installation_key().verifier


def key_file() -> Path:
    """Return where the key is kept when no setting gives it."""
    return Path(str(settings.DATA)) / FILE


def _exact(text: str) -> bytes:
    """Return what base64 says, if this is the only way to say it."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical")
    return data


def _bad(found: str, code: str = "bad-checkpoint") -> ProblemError:
    return ProblemError(Problem(code, found=found))
