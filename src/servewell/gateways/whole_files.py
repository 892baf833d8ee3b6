"""Files that a person names: read up to a limit, written whole or not at all; what goes wrong is said in words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from servewell.core.problem import Place, Problem, ProblemError


def read_bounded(path: Path, most: int, *, shown: str = "") -> bytes:
    """Return at most one byte more than `most`. Raises ProblemError, which names the file as `shown` or by its path."""
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        found = f"The file cannot be read: {error.strerror or error}."
        where = Place(shown or str(path))
        raise ProblemError(Problem("unreadable-file", where, found, "", "Check its name and rights.")) from None


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises ProblemError when it cannot be written; what was there then stays."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        found = f"The file cannot be written: {error.strerror or error}."
        fix = "Check the folder's name and rights, and whether the disk is full."
        raise ProblemError(Problem("unwritable", Place(str(path)), found, "", fix)) from None
