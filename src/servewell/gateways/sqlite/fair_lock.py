"""A lock that is given in the order in which it was asked for. SQLite's own busy handler lets some wait for seconds."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """First come, first served; never re-entrant. Its holder is not bound to a thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_held = False

    def acquire(self, timeout: float) -> bool:
        """Take the lock; False when it was not one's turn within `timeout` seconds."""
        with self._guard:
            if not self._is_held and not self._waiting:
                self._is_held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            if turn.wait(timeout):
                return True
        except BaseException:
            # Interrupted while waiting: a turn given to nobody would stop all writing for good.
            if not self._leave(turn):
                self.release()
            raise
        return not self._leave(turn)

    def _leave(self, turn: threading.Event) -> bool:
        """Stop waiting; False when the turn came between the end of the wait and here, and so has to be used."""
        with self._guard:
            if turn.is_set():
                return False
            self._waiting.remove(turn)
            return True

    def release(self) -> None:
        """Hand the lock to whoever waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False
