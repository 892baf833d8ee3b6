"""Files that people send: streamed to quarantine, checked by content, pictures freed of hidden data, then stored.

Nothing is believed: neither the name, nor the ending, nor the type that a browser states. Names on disk are random.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from servewell.core.problem import Problem, ProblemError
from servewell.gateways.file_contents import FORMATS, Format, check_content, clean_name

CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was accepted. `stored` is its random name in the documents folder."""

    stored: str
    name: str
    type: str
    size: int
    sha256: str


def store(content: BinaryIO, *, name: str, accept: tuple[str, ...], max_size: int) -> StoredFile:
    """Check and store a file, or raise ProblemError with what the person can do; nothing is left behind then.

    `accept` are endings without dot, `max_size` bytes. Reading stops as soon as the limit is passed.
    """
    name = clean_name(name)
    wanted = _format_of(name, accept)
    token = secrets.token_hex(16)
    with _quarantine(token) as path:
        _receive(content, path, max_size)
        check_content(path, wanted)
        size, digest = _measure(path)
        final = _folder() / token[:2] / token
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(final)
    return StoredFile(stored=f"{token[:2]}/{token}", name=name, type=wanted.type, size=size, sha256=digest)


def open_stored(stored: str) -> BinaryIO:
    """Open a stored file for reading."""
    return _path(stored).open("rb")


def digest_of(stored: str) -> str:
    """Return the SHA-256 of a stored file. Raises FileNotFoundError."""
    with _path(stored).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(stored: str) -> None:
    """Delete a stored file; deleting it again is fine."""
    with contextlib.suppress(FileNotFoundError):
        _path(stored).unlink()


def stored_before(moment: datetime) -> Iterator[str]:
    """Yield the names of stored files, and of leftovers in quarantine, that were last written before a moment."""
    for path in sorted(_folder().glob("??/*")):
        if path.stat().st_mtime < moment.timestamp():
            yield f"{path.parent.name}/{path.name}"
    for path in sorted((_folder() / "quarantine").glob("*")):
        if path.stat().st_mtime < moment.timestamp():
            yield f"quarantine/{path.name}"


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT)


def _path(stored: str) -> Path:
    head, _, token = stored.partition("/")
    if head == "quarantine" and len(token) == 32 and token.isalnum():
        return _folder() / head / token
    if not (len(head) == 2 and len(token) == 32 and (head + token).isalnum()):
        raise ValueError("Not the name of a stored file.")
    return _folder() / head / token


@contextlib.contextmanager
def _quarantine(token: str) -> Iterator[Path]:
    folder = _folder() / "quarantine"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / token
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _receive(content: BinaryIO, path: Path, max_size: int) -> None:
    received = 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while chunk := content.read(CHUNK):
            received += len(chunk)
            if received > max_size:
                raise ProblemError(
                    Problem(
                        code="file-size",
                        found="The file is too large.",
                        expected=f"at most {max_size / 1_048_576:.0f} MB",
                        fix="Send a smaller copy: a photo with a lower resolution, or the pages one by one.",
                    )
                )
            out.write(chunk)
    if received == 0:
        raise ProblemError(
            Problem(code="file-empty", found="The file is empty.", fix="Open it to see whether it is the right one.")
        )


def _format_of(name: str, accept: tuple[str, ...]) -> Format:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    wanted = FORMATS.get(ending)
    allowed = {FORMATS[item.lower()].type for item in accept if item.lower() in FORMATS}
    if wanted is None or wanted.type not in allowed:
        raise ProblemError(
            Problem(
                code="file-type",
                found=f"Files ending in '{ending[:10]}' are not taken here." if ending else "The file has no ending.",
                expected=", ".join(accept),
                fix="Save it in one of these formats, or take a photo of it.",
            )
        )
    return wanted


def _measure(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of what is kept (a picture was written anew); flushed to disk on the way."""
    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return path.stat().st_size, digest
