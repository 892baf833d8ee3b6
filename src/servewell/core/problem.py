"""What is wrong, where, what to do: the one shape of every expected error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is, as exactly as known. Lines and columns count from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    page: str | None = None
    question: str | None = None

    def __str__(self) -> str:
        parts: list[str] = []
        if self.file is not None or self.line is not None:
            at = "" if self.line is None else str(self.line)
            parts.append(":".join(filter(None, (self.file, at))) if self.file else f"line {at}")
        if self.page is not None:
            parts.append(f"page '{self.page}'")
        if self.question is not None:
            parts.append(f"question '{self.question}'")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One expected error. `code` is stable and documented; the rest is plain sentences for people."""

    code: str
    where: Place = field(default_factory=Place)
    found: str = ""
    expected: str = ""
    fix: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.found}" if str(self.where) else self.found
        if self.expected:
            text += f" Expected: {self.expected}."
        if self.fix:
            text += f" {self.fix}"
        return f"{text} [{self.code}]"

    def as_json(self) -> dict[str, object]:
        """Return the problem as plain JSON values, for `--json` outputs and the API."""
        return {
            "code": self.code,
            "file": self.where.file,
            "line": self.where.line,
            "column": self.where.column,
            "page": self.where.page,
            "question": self.where.question,
            "found": self.found,
            "expected": self.expected,
            "fix": self.fix,
        }


class ProblemError(Exception):
    """Raised when one or more problems stop an action; nothing has been changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class NotAllowedError(ProblemError):
    """The actor may not do this. A stranger learns nothing about whether the thing exists."""


class NotFoundError(ProblemError):
    """There is no such thing, or it is not the actor's."""


class ConflictError(ProblemError):
    """Someone else changed the thing meanwhile; nothing was overwritten."""


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name closest to a misspelt one, or None when none is close."""
    matches = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return matches[0] if matches else None
