"""`python -m tests.faults --engine postgresql --cycles 500 --events 50000`: kill under load, print and judge counts."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgresql import CARELESS, Cluster, MissingError, cluster


def main() -> int:
    """Run one engine in a process of its own, whose settings name an installation that is thrown away."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--cycles", type=int, default=8, help="kills at least (default 8)")
    parser.add_argument("--events", type=int, default=0, help="confirmed events at least (default 0)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--careless", action="store_true", help="without waiting for the disk: has to lose something")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="servewell-faults-") as data, server_for(args) as server:
        os.environ |= {
            "SERVEWELL_DATA": data, "SERVEWELL_DEMO": "yes", "DJANGO_SETTINGS_MODULE": "servewell.config.settings",
        }  # fmt: skip
        os.environ.pop("SERVEWELL_DATABASE_URL", None)
        if server is not None:
            os.environ["SERVEWELL_DATABASE_URL"] = server.create("faults")
        words = [sys.executable, "-m", "servewell.cli.main", "manage", "migrate", "--verbosity", "0"]
        subprocess.run(words, check=True)
        return run(args, server)


@contextmanager
def server_for(args: argparse.Namespace) -> Iterator[Cluster | None]:
    """A PostgreSQL as careful as in production, where one is asked for."""
    if args.engine == "sqlite":
        yield None
        return
    with cluster(settings=CARELESS if args.careless else ()) as server:
        yield server


def run(args: argparse.Namespace, server: Cluster | None) -> int:
    """Do the cycles, then judge; 0 when nothing was lost, doubled or broken."""
    import django

    django.setup()
    from django.db import connections
    from tests.cast import assemble
    from tests.faults.invariants import judge
    from tests.faults.kills import Kills

    def restart() -> None:
        assert server is not None
        server.kill()
        server.start()

    began = time.monotonic()
    kills = Kills(assemble(), args.seed, restart_database=restart if server else None)
    while kills.cycles < args.cycles or kills.confirmed.events < args.events:
        kills.cycle()
        if kills.cycles % 50 == 0:
            print(f"{args.engine}: {kills.cycles} kills, {kills.confirmed.events:,} confirmed", flush=True)
    verdict = judge(kills.confirmed)
    connections.close_all()
    of_database = f", of the database {kills.restarts}" if server else ""
    print(
        f"{args.engine}: {kills.cycles} kills under load{of_database}; {kills.confirmed.events:,} events confirmed,"
        f" {len(kills.confirmed.cases):,} cases: {verdict} ({time.monotonic() - began:.0f} s, seed {args.seed})",
        flush=True,
    )
    for fault in verdict.broken[:20]:
        print(f"  {fault}")
    return 0 if (verdict.lost, verdict.doubled, verdict.broken) == (0, 0, ()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MissingError as missing:
        print(f"Not run: {missing}.")
        sys.exit(1 if os.environ.get("CI") else 77)
