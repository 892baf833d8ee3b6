"""What the guide tells about one function."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """A function in plain words, with rules and what each comes to on 23 November 2026."""

    says: str
    examples: tuple[tuple[str, str], ...]


def lesson(says: str, *examples: str) -> Lesson:
    """Write a lesson: each example is `rule -> result`, both rules."""
    pairs = (text.rpartition(" -> ") for text in examples)
    return Lesson(says, tuple((rule, result) for rule, _, result in pairs))
