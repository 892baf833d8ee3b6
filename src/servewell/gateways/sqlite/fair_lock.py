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
        if turn.wait(timeout):
            return True
        with self._guard:
            # The turn may have come between the wait's end and here: then it is ours after all.
            if turn.is_set():
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock to whoever waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False
