"""`servewell manage ...`: Django's own administration commands on this installation."""

from __future__ import annotations

import argparse
import os

from django.core.management import execute_from_command_line


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    # No sign begins an option here: argparse would keep `manage --help` to itself.
    parser = subparsers.add_parser(
        "manage", help="Django's own administration commands", add_help=False, prefix_chars="\0"
    )
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hand the words over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.config.settings")
    execute_from_command_line(["servewell manage", *args.words])
    return 0
