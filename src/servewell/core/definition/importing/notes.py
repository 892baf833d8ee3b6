"""What became of a foreign form: carried, approximated, lost, added. Nothing goes without an entry here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the original: where it stood, what it was, why it is not as it was."""

    where: str
    what: str
    why: str

    def as_json(self) -> dict[str, str]:
        """Return the entry as in the report."""
        return {"where": self.where, "what": self.what, "why": self.why}


@dataclass(slots=True)
class Notes:
    """Collects entries while a form is converted."""

    lost: list[Entry] = field(default_factory=list)
    approximated: list[Entry] = field(default_factory=list)
    appearance: list[Entry] = field(default_factory=list)
    added: list[Entry] = field(default_factory=list)

    def lose(self, where: str, what: object, why: str) -> None:
        """Note something that is not in the definition."""
        self._note(self.lost, where, what, why)

    def approximate(self, where: str, what: object, why: str) -> None:
        """Note something that is in the definition in another way."""
        self._note(self.approximated, where, what, why)

    def style(self, where: str, what: object) -> None:
        """Note something that only concerned how the original looked."""
        self._note(self.appearance, where, what, "only about how the original looked or was administered")

    def add(self, what: str, why: str) -> None:
        """Note something that the original did not have."""
        self._note(self.added, "definition", what, why)

    def comment_lines(self) -> tuple[str, ...]:
        """Return the comment that heads the definition: what was lost or approximated, with the original."""
        lines: list[str] = []
        for title, entries in (("Lost", self.lost), ("Approximated", self.approximated), ("Added", self.added)):
            if entries:
                lines.append(f"# {title}:")
                lines += [f"# - {_line(entry.where)}: {_line(entry.what)} ({_line(entry.why)})" for entry in entries]
        return tuple(lines)

    def _note(self, entries: list[Entry], where: str, what: object, why: str) -> None:
        text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False, sort_keys=True)
        entry = Entry(where, text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...", why)
        if entry not in entries:
            entries.append(entry)


def _line(text: str) -> str:
    return " ".join(text.split())
