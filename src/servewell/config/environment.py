"""Read settings from the environment: typed, all faults at once, each with an accepted example.

What an agency chooses (calendars, services, staff) is data with a page, not a setting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from servewell.core.problem import nearest

PREFIX = "SERVEWELL_"
# Variables of the test suite, which are not settings of an installation.
FOREIGN_PREFIX = "SERVEWELL_TEST_"
# A database may be reached through a socket instead, and what is printed or discarded goes nowhere.
NEED_HOST = ("https", "http", "smtp", "smtps", "smtp+tls")
_TRUE = {"1": True, "yes": True, "true": True, "on": True}
_FALSE = {"0": False, "no": False, "false": False, "off": False, "": False}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting as documented."""

    name: str
    expected: str
    example: str


class Environment:
    """The environment as typed values. Every read declares the setting; `finish` refuses all faults at once."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._faults: list[str] = []
        self.declared: dict[str, Declared] = {}

    def text(self, name: str, default: str, *, expected: str, example: str, pattern: str = r".*") -> str:
        """Read a text that matches `pattern` in full."""

        def parse(value: str) -> str:
            if re.fullmatch(pattern, value) is None:
                raise ValueError(value)
            return value

        return self._read(name, default, parse, expected, example)

    def flag(self, name: str, default: bool) -> bool:
        """Read yes or no."""
        return self._read(name, default, lambda value: (_TRUE | _FALSE)[value.strip().lower()], "yes or no", "yes")

    def number(self, name: str, default: int, *, least: int, most: int, unit: str) -> int:
        """Read a whole number from `least` to `most`."""

        def parse(value: str) -> int:
            number = int(value)
            if not least <= number <= most:
                raise ValueError(value)
            return number

        return self._read(name, default, parse, f"a whole number of {unit} from {least} to {most}", str(default))

    def words(self, name: str, default: Sequence[str], *, expected: str, example: str, pattern: str) -> list[str]:
        """Read a list of words with commas between them."""

        def parse(value: str) -> list[str]:
            words = [word.strip() for word in value.split(",") if word.strip()]
            if not words or any(re.fullmatch(pattern, word) is None for word in words):
                raise ValueError(value)
            return words

        return self._read(name, list(default), parse, expected, example)

    def folder(self, name: str, default: str) -> Path:
        """Read a folder; it is made when missing."""
        path = self._read(name, Path(default), Path, "a folder that can be written to", "/var/lib/servewell")
        return path.expanduser().resolve()

    def url(self, name: str, default: str, *, schemes: Sequence[str], example: str) -> str:
        """Read an address that begins with one of `schemes`."""

        def parse(value: str) -> str:
            parts = urlsplit(value)
            if parts.scheme not in schemes or (parts.scheme in NEED_HOST and not parts.netloc):
                raise ValueError(value)
            return value

        return self._read(name, default, parse, "an address beginning with " + " or ".join(schemes), example)

    def fault(self, name: str, words: str) -> None:
        """Note a fault that concerns several settings together."""
        self._faults.append(f"{name}: {words}")

    def finish(self) -> None:
        """Raise ImproperlyConfigured with every fault, unknown names included."""
        for name in sorted(self._variables):
            if name.startswith(PREFIX) and not name.startswith(FOREIGN_PREFIX) and name not in self.declared:
                close = nearest(name, self.declared)
                hint = f" Did you mean {close}?" if close else " See docs/operate/settings.md."
                self._faults.append(f"{name} is not a setting.{hint}")
        if self._faults:
            raise ImproperlyConfigured("Settings in the environment:\n" + "\n".join(f"  {f}" for f in self._faults))

    def _read(self, name: str, default: T, parse: Callable[[str], T], expected: str, example: str) -> T:
        name = PREFIX + name
        self.declared[name] = Declared(name, expected, example)
        raw = self._variables.get(name)
        if raw is None:
            return default
        try:
            return parse(raw)
        except (ValueError, KeyError):
            # The value itself is not repeated: it may be a secret.
            self._faults.append(f"{name}: expected {expected}, for example {name}={example}")
            return default
