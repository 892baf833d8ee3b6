"""Effects from a table (CSV) or from JSON: every fault at once, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.core.definition.importing.json_text import read_json
from servewell.core.evidence.effect import Effect
from servewell.core.evidence.fields import FIELDS, VERIFIED, Fault, read_effect
from servewell.core.problem import Place, Problem, ProblemError

MOST_BYTES: Final = 1_000_000
MOST_EFFECTS: Final = 2_000
MOST_PROBLEMS: Final = 50
_TOLD: Final = (*FIELDS, VERIFIED)
_Row = tuple[Place, str, Mapping[str, str]]  # where it stands, what to call it where there is no line, its texts


@dataclass(frozen=True, slots=True)
class EffectsFile:
    """What a file tells. `is_register`: it says of trials when they were registered; `tells_verified`: who checked."""

    effects: tuple[Effect, ...]
    is_register: bool
    tells_verified: bool


def read_effects(content: bytes, *, file: str) -> EffectsFile:
    """Read a file of effects. Raises ProblemError with all faults; then nothing of it may be used."""
    if len(content) > MOST_BYTES:
        raise ProblemError(
            Problem("too-large", Place(file), f"The file has more than {MOST_BYTES:,} bytes.", "a table of effects")
        )
    rows = _json_rows(content, file) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") else None
    told = list(rows if rows is not None else _csv_rows(content, file))
    if not told or len(told) > MOST_EFFECTS:
        found = f"The file holds {len(told):,} effects."
        raise ProblemError(Problem("no-effects", Place(file), found, f"1 to {MOST_EFFECTS:,}"))
    names = {name for *_, texts in told for name in texts}
    effects: list[Effect] = []
    problems: list[Problem] = []
    for place, label, texts in told:
        effect, faults = read_effect(texts, _TOLD, is_verified=VERIFIED.name not in names)
        problems += [problem_of(fault, place, label) for fault in faults]
        effects += [effect] if effect else []
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise ProblemError(*dict.fromkeys(problems))
    return EffectsFile(tuple(effects), "registered" in names, VERIFIED.name in names)


def problem_of(fault: Fault, place: Place, label: str = "") -> Problem:
    """Return a fault of an effect with its place; `label` names the effect where a line does not."""
    return Problem("bad-effect", place, f"{label}{fault.found}", fault.expected, fault.fix)


def _csv_rows(content: bytes, file: str) -> Iterator[_Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ProblemError(Problem("not-utf-8", Place(file, line), "The file is not UTF-8 text.")) from None
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    head: Sequence[str] = ()
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not head:
                head = _head(cells, file)
            elif len(cells) != len(head):
                found = f"The row has {len(cells)} cells, the first has {len(head)}."
                raise ProblemError(Problem("wrong-row", Place(file, reader.line_num), found))
            else:
                yield Place(file, reader.line_num), "", dict(zip(head, cells, strict=True))
    except csv.Error as error:
        raise ProblemError(Problem("not-a-table", Place(file, reader.line_num), f"This is no CSV: {error}.")) from None


def _head(cells: Sequence[str], file: str) -> list[str]:
    head = [" ".join(cell.replace("_", " ").lower().split()) for cell in cells]
    twice = next((name for name in head if head.count(name) > 1), None)
    if twice is not None:
        raise ProblemError(Problem("duplicate-key", Place(file, 1), f"Two columns are called '{twice[:60]}'."))
    return head


def _json_rows(content: bytes, file: str) -> Iterator[_Row]:
    value = read_json(content, file=file)
    found = value.get("effects") if isinstance(value, dict) else value
    if not isinstance(found, list):
        expected = "a list of effects, or an object whose 'effects' is one"
        raise ProblemError(Problem("wrong-shape", Place(file), "The file holds no list of effects.", expected))
    for number, one in enumerate(found, 1):
        if not isinstance(one, dict) or any(isinstance(inner, (list, dict)) for inner in one.values()):
            raise ProblemError(
                Problem(
                    "wrong-shape", Place(file), f"Effect {number} is no plain object.", "names with texts or numbers"
                )
            )
        yield Place(file), f"Effect {number}: ", {name.replace("_", " "): _text(inner) for name, inner in one.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
