"""A progress bar on one line of the terminal; plain lines where the output is no terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Progress:
    """Count up to `total`: `with Progress('Cases', 1500) as progress: progress.step()`."""

    def __init__(self, label: str, total: int) -> None:
        self.label = label
        self.total = max(total, 1)
        self.done = 0
        self._started = time.monotonic()
        self._shown = -1

    def step(self, count: int = 1) -> None:
        """Note that `count` more are done and redraw when a percent was won."""
        self.done += count
        percent = min(100, 100 * self.done // self.total)
        if percent == self._shown:
            return
        is_terminal = sys.stdout.isatty()
        if not is_terminal and percent % 25 and self._shown >= 0:
            return
        self._shown = percent
        bar = "#" * (percent * 30 // 100)
        text = f"{self.label}: [{bar:<30}] {percent:3d} %"
        print(f"\r{text}" if is_terminal else text, end="" if is_terminal else "\n", flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            seconds = time.monotonic() - self._started
            print(f"\r{self.label}: {self.done} in {seconds:.0f} s{' ' * 40}", flush=True)
