"""What a backup says of itself: `backup.json` beside the database and the documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from servewell import __version__
from servewell.core.problem import Place, Problem, ProblemError

NAME: Final = "backup.json"
DATABASE: Final = "servewell.sqlite3"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` are names under the backup with size and SHA-256; `gone` documents deleted while it was taken."""

    made_at: str
    engine: str
    events: int
    cases: int
    documents: int
    files: dict[str, tuple[int, str]]
    gone: list[str] = field(default_factory=list)
    format: int = FORMAT
    servewell: str = __version__


def measured(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of every file in a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, _digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / NAME
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what a backup says of itself."""
    (folder / NAME).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    (folder / NAME).chmod(0o600)


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says of itself. Raises ProblemError when it is none, or of a newer Servewell."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        form = said["format"]
        if isinstance(form, int) and form > FORMAT:
            raise newer(folder, said.get("servewell", ""))
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in said.pop("files").items()}
        return Manifest(**said, files=files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProblemError(
            Problem(
                "not-a-backup",
                Place(file=str(folder)),
                found=f"This is no backup: {NAME} is not there or cannot be read.",
                expected="a folder that `servewell backup` wrote",
            )
        ) from error


def newer(folder: Path, version: str) -> ProblemError:
    """Return what is said of a backup from the future."""
    return ProblemError(
        Problem(
            "newer-backup",
            Place(file=str(folder)),
            found=f"This backup was made by a newer Servewell ({version}).",
            fix=f"Install that version or a later one; this is {__version__}.",
        )
    )


def check_files(folder: Path, manifest: Manifest, progress: Callable[[object], None]) -> None:
    """Compare every file with what the backup says of it. Raises ProblemError with all that differ."""
    problems = []
    for number, (name, (size, digest)) in enumerate(manifest.files.items(), 1):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            problems.append(_damaged(name, "This file of the backup is not there."))
        elif path.stat().st_size != size or _digest(path) != digest:
            problems.append(_damaged(name, "This file is not the one that was backed up."))
        progress(number)
    if problems:
        raise ProblemError(*problems)


def _damaged(name: str, found: str) -> Problem:
    return Problem("damaged-backup", Place(file=name), found=found, fix="Use another backup.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
