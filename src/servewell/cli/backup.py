"""`servewell backup`: a copy of the whole installation; it counts only once it was restored to scratch and proven."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.cli.telling import Telling


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("backup", help="copy the whole installation to a new folder and prove the copy")
    parser.add_argument("to", type=Path, metavar="TO", help="a folder that is not there yet, best on another machine")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the backup beside the running server; say what it holds."""
    open_installation()
    from servewell.cli.copies.taking import take_backup

    began = time.monotonic()
    manifest = take_backup(args.to, now=datetime.now(UTC), told=Telling("{} …"))
    size = sum(size for size, _ in manifest.files.values())
    print(
        f"{args.to}: {manifest.events:,} events, {manifest.cases:,} cases, {manifest.documents:,} documents,"
        f" {size / 1e6:,.1f} MB. Restored to scratch, audited and rebuilt without a difference"
        f" ({time.monotonic() - began:.0f} s)."
    )
    return 0
