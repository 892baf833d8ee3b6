"""`servewell export`: the own record as an event log, added to a lake of Parquet files; and one service as XES."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.core.problem import Problem, ProblemError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("export", help="add the record's events to a lake of Parquet files")
    parser.add_argument("--service", metavar="ID", help="only this service")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder of the lake; 'lake' in the data folder")
    parser.add_argument("--xes", type=Path, metavar="FILE", help="also write the log of --service as .xes or .xes.gz")
    parser.add_argument("--log", choices=("case", "journey"), default="case", help="which log --xes writes (case)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was added; again: nothing."""
    if args.xes and not args.service:
        raise ProblemError(
            Problem("service-missing", found="A XES file holds the log of one service.", fix="Add --service ID.")
        )
    open_installation()
    from django.conf import settings

    from servewell.apps.journal.sealing import seal_all
    from servewell.gateways.lake import export_record, open_service_log
    from servewell.gateways.log_files import write_log

    root = args.to or Path(settings.DATA) / "lake"
    seal_all()  # nobody may be serving, and only what has a number is exported
    added = export_record(root, service=args.service, is_alone=True, progress=_tell)
    print(f"{added.rows:,} events added in {added.parts:,} parts; {root} has {added.total:,}.")
    if args.xes:
        log = open_service_log(root, args.service, args.log)
        print(f"{write_log(log, args.xes, args.service):,} events written to {args.xes}.")
    return 0


def _tell(rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{rows:,} events …\r", end="", file=sys.stderr, flush=True)
