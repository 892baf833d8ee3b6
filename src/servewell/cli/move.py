"""`servewell move`: carry an installation from SQLite to PostgreSQL, prove it there, leave the old file as it is."""

from __future__ import annotations

import argparse
import os
import time

from servewell.cli.installation import open_installation
from servewell.cli.telling import Telling


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("move", help="carry the installation from SQLite to an empty PostgreSQL database")
    parser.add_argument("--to", required=True, metavar="URL", help="postgresql://user:password@host:port/name")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Move everything; interrupted, the same command goes on where it was."""
    os.environ.pop("SERVEWELL_DATABASE_URL", None)  # what is moved is the file of the data folder
    open_installation()
    from servewell.cli.copies.moving import move_to

    began = time.monotonic()
    moved = move_to(args.to, told=Telling("{} …"))
    print(
        f"{moved.rows:,} rows in {moved.tables} tables are in PostgreSQL and were compared one by one;"
        f" {moved.events:,} events in {moved.cases:,} cases audited and rebuilt there without a difference"
        f" ({time.monotonic() - began:.0f} s).\n"
        "From now on start it with SERVEWELL_DATABASE_URL set to that address, on the same data folder: documents and"
        " keys stay there.\nKeep the SQLite file until the first backup, and never serve it again."
    )
    return 0
