"""The work between requests: seal events, send what is due in the outbox, watch clocks and trials, search for findings.

Daemon threads inside the serving process, so that one process is the whole product. Everything they do is due work in
rows: it may stop at any point and goes on where it was after the next start. Searches are done by a process that ends
with them, so a thread of its own waits for it.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.db import close_old_connections, connections

from servewell.apps.cases.tasks import tick
from servewell.apps.findings.tasks import ask_daily, is_search_due
from servewell.apps.journal.news import NEWS
from servewell.apps.journal.sealing import seal_all
from servewell.apps.notices.tasks import send_due
from servewell.apps.trials.tasks import look_due

logger = logging.getLogger("servewell.background")

OFTEN_SECONDS = 1.0
CLOCKS_SECONDS = 30.0
DAILY_SECONDS = 300.0
QUIET_SECONDS = 0.25  # an event of another process does not wake this one
EVERYWHERE_SECONDS = 600.0


def start() -> None:
    """Start the threads; they end with the process."""
    threading.Thread(
        target=_run, args=(send_due, (tick, look_due), CLOCKS_SECONDS), name="servewell-due", daemon=True
    ).start()
    threading.Thread(
        target=_run, args=(search_due, (ask_daily,), DAILY_SECONDS), name="servewell-findings", daemon=True
    ).start()
    threading.Thread(target=_seal, name="servewell-seal", daemon=True).start()


def seal_new(*, now: datetime) -> None:
    """Give every new event its number, under a signed checkpoint."""
    seal_all()


def seal_everywhere(*, now: datetime) -> None:
    """The same, far behind too: nothing that was committed late stays without a number."""
    seal_all(everywhere=True)


def search_due(*, now: datetime) -> None:
    """Begin the process that searches, if something waits, and wait for its end."""
    if is_search_due(now=now):
        connections.close_all()
        subprocess.run([sys.executable, "-m", "servewell.config.searching"], check=True)


def _run(often: Callable[..., object], seldom: Sequence[Callable[..., object]], seldom_seconds: float) -> None:
    next_seldom = 0.0
    while True:
        _attempt(often)
        if time.monotonic() >= next_seldom:
            for work in seldom:
                _attempt(work)
            next_seldom = time.monotonic() + seldom_seconds
        time.sleep(OFTEN_SECONDS)


def _seal() -> None:
    """At most once a second; after a quiet time at once. Events of other processes are found at the next turn."""
    next_everywhere = 0.0
    while True:
        NEWS.clear()
        if time.monotonic() >= next_everywhere:
            _attempt(seal_everywhere)
            next_everywhere = time.monotonic() + EVERYWHERE_SECONDS
        else:
            _attempt(seal_new)
        time.sleep(OFTEN_SECONDS)
        NEWS.wait(QUIET_SECONDS)


def _attempt(work: Callable[..., object]) -> None:
    # The outermost frame of background work: whatever goes wrong is logged and tried again at the next turn,
    # since a dead thread would silently stop every notice and clock.
    close_old_connections()
    try:
        work(now=datetime.now(UTC))
    except Exception:
        logger.exception("Background work %s failed; it is tried again.", work.__name__)
