"""A commons on disk: a folder of practices that any web server, repository or USB stick carries. Reads and writes it.

Names of files are made here from checked short names, never taken from a file; nothing outside the folder is touched,
and no link is followed out of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from servewell.core.definition.scalars import SLUG
from servewell.core.practice.index import MOST_BYTES as MOST_INDEX_BYTES
from servewell.core.practice.reading import MOST_BYTES
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.whole_files import read_bounded, write_whole

INDEX: Final = "commons.yaml"


class Commons:
    """One folder. Every read is bounded, every write whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self) -> bytes | None:
        """Return the index as it stands, None when there is none."""
        path = self.folder / INDEX
        return read_bounded(path, MOST_INDEX_BYTES) if path.is_file() else None

    def practice(self, agency: str, name: str) -> bytes:
        """Return a practice's file. Raises ProblemError when it is not there, or leads out of the folder."""
        path = self.folder / self.path_of(agency, name)
        if self.folder.resolve() not in path.resolve().parents:
            raise ProblemError(Problem("outside-folder", Place(str(path)), "The file is a link that leads elsewhere."))
        return read_bounded(path, MOST_BYTES)

    @staticmethod
    def path_of(agency: str, name: str, ending: str = "yaml") -> str:
        """Return where a practice stands in the folder. Raises ValueError for names that are no short names."""
        if not (SLUG.fullmatch(agency) and SLUG.fullmatch(name)):
            raise ValueError("a path is made of short names only")
        return f"practices/{agency}/{name}.{ending}"

    def write(self, files: Mapping[str, str]) -> None:
        """Write files by their path in the folder, the index last, each whole or not at all."""
        try:
            for name in sorted(files, key=lambda one: one == INDEX):
                path = self.folder / name
                if self.folder.resolve() not in path.resolve().parents:
                    found = "The file is a link that leads out of the folder."
                    raise ProblemError(Problem("outside-folder", Place(str(path)), found, "", "Remove the link."))
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, files[name])
        except OSError as error:
            found = f"The folder cannot be written: {error.strerror or error}."
            raise ProblemError(Problem("unwritable", Place(str(error.filename or self.folder)), found)) from None
