"""What the lake holds: its parts with their checksums, and up to which event it was exported.

The manifest is the last thing that an export writes, in one rename: a part that it does not name does not exist.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from servewell.core.problem import Place, Problem, ProblemError

LogKind: TypeAlias = Literal["case", "journey"]
NAME: Final = "manifest.json"
# Of the columns; another number is another lake. Since 2 `event` is the number that the sealer gave, no longer an id.
SCHEMA: Final = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One file; it is never changed. `first` and `last` are numbers of events, `month` is of the events' times, UTC."""

    file: str
    log: LogKind
    service: str
    month: str
    rows: int
    first: int
    last: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of a lake. All events up to `until` are in it, and of single services those up to `services`."""

    until: int = 0
    services: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    parts: tuple[Part, ...] = ()
    schema: int = SCHEMA

    def mark(self, service: str) -> int:
        """Return up to which event a service was exported."""
        return max(self.until, self.services.get(service, 0))

    def grown(self, parts: tuple[Part, ...], until: int, service: str | None) -> Manifest:
        """Return the manifest with more parts; of one service, or of all."""
        rows = self.rows + sum(part.rows for part in parts)
        if service is None:
            services = {name: mark for name, mark in self.services.items() if mark > until}
            return replace(self, until=max(self.until, until), services=services, rows=rows, parts=self.parts + parts)
        services = {**self.services, service: max(self.mark(service), until)}
        return replace(self, services=services, rows=rows, parts=self.parts + parts)


def read_manifest(root: Path, *, or_older: bool = False) -> Manifest:
    """Return the manifest of a lake, an empty one where there is none, and with `or_older` where it is an older one.

    Raises ProblemError for one of another kind.
    """
    path = root / NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if or_older and values["schema"] in range(SCHEMA):
            return Manifest()
        if values["schema"] != SCHEMA:
            found = f"The lake has columns of version {values['schema']}; this Servewell writes version {SCHEMA}."
            raise ProblemError(Problem("other-lake", Place(file=str(path)), found, fix="Export into an empty folder."))
        parts = tuple(Part(**part) for part in values.pop("parts"))
        return Manifest(**values, parts=parts)
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError) as error:
        problem = Problem(
            "bad-manifest", Place(file=str(path)), "This is no manifest of a lake.", fix="Use another folder."
        )
        raise ProblemError(problem) from error


def write_manifest(root: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the one before, whole or not at all."""
    text = json.dumps({**asdict(manifest), "services": dict(manifest.services)}, indent=1, sort_keys=True)
    temporary = root / f"{NAME}.new"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(root / NAME)
    sync_folder(root)


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
