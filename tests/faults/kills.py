"""Kill the process that serves, again and again, under load; on PostgreSQL now and then the database too."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, connections
from tests.cast import Cast
from tests.faults.invariants import Confirmed
from tests.faults.journeys import live_until_killed

LONGEST_START = 60.0


@dataclass
class Kills:
    """Forks processes that serve residents and ends them with SIGKILL. Seeded: the delays and the clocks' jumps."""

    cast: Cast
    seed: int
    threads: int = 4
    longest: float = 0.6  # seconds of load before a kill
    restart_database: Callable[[], None] | None = None
    each: int = 5  # restarts of the database: one in so many cycles

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.confirmed = Confirmed()
        self.cycles = self.restarts = 0
        self.rest = b""

    def cycle(self) -> None:
        """Begin a process, let it work, kill it, and take what it said."""
        connections.close_all()  # a connection must not be shared with a child
        reading, writing = os.pipe()
        self.cycles += 1
        child = os.fork()
        if child == 0:
            os.close(reading)
            status = 70
            try:
                live_until_killed(self.cast, writing, self.seed + self.cycles, self.threads, self.confirmed.unsent())
            finally:
                connection.close()
                sys.stderr.flush()
                os._exit(status)
        os.close(writing)
        try:
            self._drain(reading, LONGEST_START, until_first=True)
            self._drain(reading, self.chance.uniform(0.02, self.longest))
            if self.restart_database is not None and self.cycles % self.each == 0:
                self.restart_database()
                self.restarts += 1
                self._drain(reading, self.chance.uniform(0.1, self.longest))
        finally:
            os.kill(child, signal.SIGKILL)  # also one that ended is there until it is waited for
            _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or self.confirmed.died, "the process ended before it was killed"
        self._drain(reading, 10)
        os.close(reading)
        self.rest = b""

    def _drain(self, reading: int, seconds: float, *, until_first: bool = False) -> None:
        """Read what was confirmed, for so many seconds or until the writers are gone."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([reading], [], [], left)[0]:
                break
            chunk = os.read(reading, 65_536)
            if not chunk:
                return
            *lines, self.rest = (self.rest + chunk).split(b"\n")
            for line in lines:
                self.confirmed.take(line.decode())
            if until_first and lines:
                return
        assert not until_first, "no answer was confirmed within a minute"
