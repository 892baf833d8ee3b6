"""Says on one line of a terminal how far long work is, and takes the line back when it is done."""

from __future__ import annotations

import sys
import time
from typing import Final

TOLD_AFTER: Final = 1.0  # seconds
_WIDTH: Final = 60


class Telling:
    """`Telling("{:,} cases …")(8000)`: at most once a second, and never where the output is no terminal."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._told_at = time.monotonic()
        self._has_told = False

    def __call__(self, value: object) -> None:
        """Say how far the work is."""
        if sys.stderr.isatty() and time.monotonic() - self._told_at > TOLD_AFTER:
            self._told_at = time.monotonic()
            self._has_told = True
            print(f"\r{self._words.format(value):<{_WIDTH}}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        """Take the line back."""
        if self._has_told:
            print("\r" + " " * _WIDTH + "\r", end="", file=sys.stderr, flush=True)
