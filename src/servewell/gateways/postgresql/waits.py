"""How long the store may take. Pages are bounded; a command such as a rebuild may read a table for minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Waits:
    """Bounds in seconds; 0 is none. `answer` is ours: for a server that is reached and says nothing."""

    statement: int
    lock: int
    idle_in_transaction: int
    answer: int

    def as_options(self) -> str:
        """Return them as the words with which a session begins."""
        return (
            f"-c statement_timeout={self.statement}s -c lock_timeout={self.lock}s"
            f" -c idle_in_transaction_session_timeout={self.idle_in_transaction}s"
        )


OF_PAGES: Final = Waits(statement=15, lock=5, idle_in_transaction=30, answer=20)
OF_COMMANDS: Final = Waits(statement=0, lock=60, idle_in_transaction=0, answer=0)
_current = OF_PAGES


def current() -> Waits:
    """Return the bounds for connections of this process that are opened from now on."""
    return _current


def use(waits: Waits) -> None:
    """Set them for the whole process; close what is open before."""
    global _current  # one process is either a server or a command
    _current = waits
