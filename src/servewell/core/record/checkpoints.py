"""Signed checkpoints and their cosignatures: C2SP signed-note, tlog-checkpoint and tlog-cosignature, with Ed25519.

A text that could be written in two ways is refused: what is signed can be said in one way only.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from servewell.core.problem import Problem, ProblemError

LOG: Final = b"\x01"  # kinds of keys: who keeps a record
WITNESS: Final = b"\x04"  # and who cosigns that of another, with the time
_NOTE: Final = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n\n((?:— [^\n]+\n){1,16})")
# Names without white space, of whichever language checks them: Python and JavaScript differ in these few.
_LINE: Final = re.compile(r"— ([^\s+\x1c-\x1f\x85\ufeff]+) ([A-Za-z0-9+/]+=*)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root over the first `size` events, as signed; `text` is what was signed."""

    size: int
    root: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Verifier:
    """What is public of a key: its name, its kind and 32 bytes."""

    name: str
    public: bytes
    kind: bytes = LOG

    @property
    def id(self) -> bytes:
        """The four bytes that begin a signature of this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.kind + self.public).decode()}"

    def open(self, note: str) -> Checkpoint:
        """Return what a signed checkpoint says. Raises ProblemError when it is not one of this record and this key."""
        checkpoint, lines = read_note(note)
        name = checkpoint.text.split("\n", 1)[0]
        if name != self.name:
            raise _bad(f"The checkpoint is of the record '{name}', not of '{self.name}'.")
        given = [signature for signer, signature in lines if signer == self.name]
        mine = [signature for signature in given if signature[:4] == self.id]
        if given and not mine:
            raise _bad("The checkpoint was signed with another key.", "other-record-key")
        if len(mine) != 1 or not self._fits(mine[0][4:], checkpoint.text.encode()):
            raise _bad("The signature does not fit the checkpoint.")
        return checkpoint

    def cosigned_at(self, note: str, line: str) -> int | None:
        """Return when this witness cosigned a checkpoint, in seconds since 1970; None when the line is not its own."""
        found = _LINE.fullmatch(line)
        if found is None or found[1] != self.name or self.kind != WITNESS:
            return None
        try:
            checkpoint, _ = read_note(note)
            given = _exact(found[2])
        except (ProblemError, ValueError):
            return None
        at = int.from_bytes(given[4:12], "big")
        fits = len(given) == 76 and given[:4] == self.id and self._fits(given[12:], _cosigned(checkpoint.text, at))
        return at if fits else None

    def _fits(self, signature: bytes, data: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A name and a private key of 32 bytes. Printing it does not tell the key."""

    name: str
    seed: bytes
    kind: bytes = LOG

    @property
    def verifier(self) -> Verifier:
        """What others check with."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw(), self.kind)

    def text(self) -> str:
        """Return the private key as it is kept in its file."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{base64.b64encode(self.kind + self.seed).decode()}"

    def __repr__(self) -> str:
        return f"Signer({self.name})"

    def sign(self, size: int, root: bytes) -> str:
        """Return a signed checkpoint of the record that has this name."""
        text = f"{self.name}\n{size}\n{base64.b64encode(root).decode()}\n"
        return f"{text}\n{self._line(self._key().sign(text.encode()))}\n"

    def cosign(self, note: str, *, at: int) -> str:
        """Return the line of a witness for a checkpoint that it has checked; `at` in seconds since 1970."""
        checkpoint, _ = read_note(note)
        return self._line(at.to_bytes(8, "big") + self._key().sign(_cosigned(checkpoint.text, at)))

    def _line(self, signature: bytes) -> str:
        return f"— {self.name} {base64.b64encode(self.verifier.id + signature).decode()}"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def read_note(note: str) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    """Return a checkpoint with the names and bytes of its signatures, none of them verified. Raises ProblemError."""
    found = _NOTE.fullmatch(note)
    if found is None:
        raise _bad("This is no signed checkpoint.")
    name, size, root, lines = found.groups()
    try:
        signatures = [_LINE.fullmatch(line) for line in lines[:-1].split("\n")]
        return (
            Checkpoint(int(size), _exact(root), f"{name}\n{size}\n{root}\n"),
            [(one[1], _exact(one[2])) for one in signatures if one is not None],
        )
    except ValueError as error:
        raise _bad("The checkpoint is not written as it has to be.") from error


def read_verifier(text: str) -> Verifier:
    """Return the public key that `name+hash+key` says. Raises ProblemError when it does not fit itself."""
    parts = text.strip().split("+", 2)
    try:
        key = _exact(parts[2])
        verifier = Verifier(parts[0], key[1:], key[:1])
        if verifier.kind in (LOG, WITNESS) and len(key) == 33 and verifier.id.hex() == parts[1]:
            return verifier
    except (IndexError, ValueError):
        pass
    expected = "name+8 digits+key, as the page /record/ shows it"
    raise ProblemError(Problem("bad-record-key", found="This is no key of a record.", expected=expected))


def read_signer(text: str) -> Signer:
    """Return the private key that a text says. Raises ProblemError, which does not tell the text."""
    parts = text.strip().split("+", 4)
    try:
        key = _exact(parts[4])
        signer = Signer(parts[2], key[1:], key[:1])
        if signer.text() == text.strip():
            return signer
    except (IndexError, ValueError):
        pass
    raise ProblemError(Problem("bad-record-key", found="The private key cannot be read."))


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _exact(text: str) -> bytes:
    """Return what base64 says, if this is the only way to say it."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical")
    return data


def _bad(found: str, code: str = "bad-checkpoint") -> ProblemError:
    return ProblemError(Problem(code, found=found))
