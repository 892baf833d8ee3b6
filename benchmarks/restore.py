"""How long one is away: a backup of a million events restored and proven, against copying the same bytes.

The events are appended and sealed by the product itself, a thousand a transaction, 600 bytes of body each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

MILLION = 1_000_000
GOAL = 60.0  # seconds a million events
STEP = 1_000
BODY = {"text": "x" * 590}


def main() -> None:
    """Make the record, back it up, restore it, and print what each took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks restore")
    parser.add_argument("--events", type=int, default=MILLION)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        fill(args.events)
        return
    with tempfile.TemporaryDirectory(prefix="servewell-restore-") as name:
        folder = Path(name)
        environment = {**os.environ, "SERVEWELL_DATA": str(folder / "data"), "SERVEWELL_DEMO": "yes"}
        environment.pop("SERVEWELL_DATABASE_URL", None)
        servewell = [sys.executable, "-m", "servewell.cli.main"]

        def took(*words: object) -> float:
            began = time.perf_counter()
            subprocess.run([str(word) for word in words], env=environment, check=True, stdout=subprocess.DEVNULL)
            return time.perf_counter() - began

        took(*servewell, "manage", "migrate", "--verbosity", "0")
        filling = took(sys.executable, "-m", "benchmarks.restore", "--inside", "--events", args.events)
        backup = took(*servewell, "backup", folder / "backup")
        restore = took(*servewell, "restore", folder / "backup", "--data", folder / "restored")
        copy = took("cp", "-r", folder / "backup", folder / "copied")
        audit = took(*servewell, "verify", "--record", "--data", folder / "restored")
        size = sum(one.stat().st_size for one in (folder / "backup").rglob("*") if one.is_file())
    print(f"A record of {args.events:,} events, {size / 1e6:,.0f} MB, made in {filling:.0f} s")
    goal = GOAL * args.events / MILLION
    print(f"  restore and proof   {restore:>6.1f} s   {restore / goal:.2f} of the goal, {restore / copy:.0f} x a copy")
    print(f"  the audit by itself {audit:>6.1f} s   {args.events / audit:,.0f} events a second")
    print(f"  backup with proof   {backup:>6.1f} s")
    print(f"  copying the files   {copy:>6.1f} s")


def fill(events: int) -> None:
    """Append so many events of fifty a subject, and seal them."""
    from servewell.cli.installation import open_installation

    open_installation()
    from django.db import transaction

    from servewell.apps.journal.operations import append
    from servewell.apps.journal.sealing import seal_all

    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for first in range(0, events, STEP):
        with transaction.atomic():
            for number in range(first, min(first + STEP, events)):
                append(
                    subject=f"service:s{number // 50}", kind="idea_raised", by="account:1", service="permit",
                    now=moment + timedelta(seconds=number), data={"idea": str(number), "finding": "", "case": ""},
                    body=BODY,
                )  # fmt: skip
        if first % (10 * STEP) == 0:
            seal_all()
    seal_all()


if __name__ == "__main__":
    main()
