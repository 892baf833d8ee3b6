"""What sealing costs: events a second with and without the sealer, in turns; and how long an event waits for its seal.

One process, as `servewell serve` on SQLite: each writer is a thread, one commit an event, 600 bytes of body.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benchmarks import servers

WRITERS = (1, 4, 8)
ROUNDS, SECONDS = 9, 2.0
BODY = {"text": "x" * 590}
LOAD = 0.8


@dataclass
class Run:
    """What came of some seconds of writing."""

    events: int = 0
    seconds: float = 0.0
    lags: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def main() -> None:
    """Print the table of this database, in a process that has nothing else to do."""
    if "--inside" in sys.argv:
        measure()
        return
    wants_postgres = "--postgres" in sys.argv
    with servers.databases(wants_postgres, ("sealing",)) as urls, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SERVEWELL_DATA": folder, "SERVEWELL_DEMO": "yes"}
        if wants_postgres:
            environment["SERVEWELL_DATABASE_URL"] = urls["sealing"]
        subprocess.run([sys.executable, "-m", "benchmarks.sealing", "--inside"], env=environment, check=True)


def measure() -> None:
    """Write with and without the sealer in turns; then at four fifths of the rate, to see how long events wait."""
    from servewell.cli.installation import open_installation

    open_installation()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", "journal", verbosity=0)
    print(f"Sealing on {connection.vendor}: {ROUNDS} rounds of {SECONDS:.0f} s in turns, medians")
    print("writers  events/s without  with sealer  cost   seal lag at 80 % load: p50  p99  max")
    for writers in WRITERS:
        plain, sealed = [], []
        for turn in range(ROUNDS):
            for is_sealed in (False, True) if turn % 2 else (True, False):
                (sealed if is_sealed else plain).append(write(writers, is_sealed=is_sealed).rate)
        without, with_sealer = statistics.median(plain), statistics.median(sealed)
        cost = 1 - statistics.median(one / other for one, other in zip(sealed, plain, strict=True))
        lags = sorted(write(writers, is_sealed=True, rate=LOAD * with_sealer, seconds=6.0).lags)
        middle, late = lags[len(lags) // 2], lags[int(len(lags) * 0.99)]
        print(
            f"{writers:>7}  {without:>16,.0f}  {with_sealer:>11,.0f}  {cost:>4.0%} {'':>22}"
            f"{middle:>5.2f} {late:>4.2f} {lags[-1]:>4.2f} s",
            flush=True,
        )


def write(writers: int, *, is_sealed: bool, rate: float = 0.0, seconds: float = SECONDS) -> Run:
    """Write for some seconds, at a rate if one is given, while the sealer turns once a second."""
    from django.db import connection, connections, transaction

    from servewell.apps.journal.operations import append
    from servewell.apps.journal.sealing import seal_all

    seal_all()  # what the turn before left
    committed: list[float] = []
    seals: list[tuple[int, float]] = []
    ended, guard = threading.Event(), threading.Lock()
    began = time.perf_counter()

    def add(writer: int) -> None:
        number, mine = 0, []
        while (now := time.perf_counter()) < began + seconds:
            if rate and (due := began + number * writers / rate) > now:
                time.sleep(due - now)
            with transaction.atomic():
                append(
                    subject=f"case:{began}-{writer}-{number // 12}", kind="note_added", by="account:7",
                    now=datetime.now(UTC), service="permit", version="v1", data={"note": "n"}, body=BODY,
                )  # fmt: skip
            mine.append(time.perf_counter())
            number += 1
        with guard:
            committed.extend(mine)
        connections.close_all()

    def turn() -> None:
        while not ended.wait(1.0):
            events = seal_all()
            seals.append((events, time.perf_counter()))
        connections.close_all()

    threads = [threading.Thread(target=add, args=(writer,)) for writer in range(writers)]
    sealer = threading.Thread(target=turn)
    for thread in (*threads, *((sealer,) if is_sealed else ())):
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    ended.set()
    if is_sealed:
        sealer.join()
        seals.append((seal_all(), time.perf_counter()))
    connection.close()
    return Run(len(committed), spent, _lags(sorted(committed), seals))


def _lags(committed: list[float], seals: list[tuple[int, float]]) -> list[float]:
    """Return how long each event waited: the sealer takes them in the order of their commits."""
    lags, place = [], 0
    for events, at in seals:
        lags += [max(at - moment, 0.0) for moment in committed[place : place + events]]
        place += events
    return lags


if __name__ == "__main__":
    main()
