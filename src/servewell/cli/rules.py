"""`servewell rules`: what concerns the language of rules itself, not one definition."""

from __future__ import annotations

import argparse

from servewell.cli import conformance, functions


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command with its own commands."""
    parser = subparsers.add_parser("rules", help="the language of rules: its functions, its conformance")
    commands = parser.add_subparsers(dest="rules_command", metavar="COMMAND", required=True)
    functions.add_parser(commands)
    conformance.add_parser(commands)
