"""`servewell verify`: is this as it was sealed?"""

from __future__ import annotations

import argparse

from servewell.cli import verify_record


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("verify", help="check that nothing in the record was changed")
    verify_record.add_arguments(parser)
    parser.set_defaults(run=verify_record.run)
