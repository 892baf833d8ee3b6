"""Reads a definition from disk together with its translations, which stand beside it as texts.<language>.yaml."""

from __future__ import annotations

from pathlib import Path

from servewell.core.definition.parsing import Parsed, Source, parse
from servewell.core.definition.tree import MAX_BYTES
from servewell.core.problem import Place, Problem

DEFINITION_FILE = "definition.yaml"


def load_folder(folder: Path) -> Parsed:
    """Read the `definition.yaml` of a folder with its translations."""
    return load_file(folder / DEFINITION_FILE)


def load_file(path: Path) -> Parsed:
    """Read a definition with its translations; a file that cannot be opened is a problem like any other."""
    try:
        text = _read(path)
        translations = {
            beside.name.removeprefix("texts.").removesuffix(".yaml"): (str(beside), _read(beside))
            for beside in sorted(path.parent.glob("texts.*.yaml"))
        }
    except OSError as error:
        found = f"The file cannot be read: {error.strerror or error}."
        problem = Problem(
            "unreadable-file", Place(str(error.filename or path)), found, "", "Check its name and rights."
        )
        return Parsed(None, (problem,), Source(str(path)))
    return parse(text, file=str(path), translations=translations)


def _read(path: Path) -> bytes:
    """Return at most one byte more than allowed: what is larger is refused without reading all of it."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)
