"""The work between requests: send what is due in the outbox, watch the clocks.

One daemon thread inside the serving process, so that one process is the whole product. Everything it does is due
work in rows: it may stop at any point and goes on where it was after the next start.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import close_old_connections

from servewell.apps.cases.tasks import tick
from servewell.apps.notices.tasks import send_due

logger = logging.getLogger("servewell.background")

OUTBOX_SECONDS = 1.0
CLOCKS_SECONDS = 30.0


def start() -> None:
    """Start the thread; it ends with the process."""
    threading.Thread(target=_run, name="servewell-background", daemon=True).start()


def _run() -> None:
    next_tick = 0.0
    while True:
        _attempt(send_due)
        if time.monotonic() >= next_tick:
            _attempt(tick)
            next_tick = time.monotonic() + CLOCKS_SECONDS
        time.sleep(OUTBOX_SECONDS)


def _attempt(work: Callable[..., object]) -> None:
    # The outermost frame of background work: whatever goes wrong is logged and tried again at the next turn,
    # since a dead thread would silently stop every notice and clock.
    close_old_connections()
    try:
        work(now=datetime.now(UTC))
    except Exception:
        logger.exception("Background work %s failed; it is tried again.", work.__name__)
