"""`servewell export`: the own record as an event log, added to a lake of Parquet files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from servewell.cli.installation import open_installation


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("export", help="add the record's events to a lake of Parquet files")
    parser.add_argument("--service", metavar="ID", help="only this service")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder of the lake; 'lake' in the data folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was added; again: nothing."""
    open_installation()
    from django.conf import settings

    from servewell.gateways.lake import export_record

    root = args.to or Path(settings.DATA) / "lake"
    added = export_record(root, service=args.service, is_alone=True, progress=_tell)
    print(f"{added.rows:,} events added in {added.parts:,} parts; {root} has {added.total:,}.")
    return 0


def _tell(rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{rows:,} events …\r", end="", file=sys.stderr, flush=True)
