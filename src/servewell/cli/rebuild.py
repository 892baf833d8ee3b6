"""`servewell rebuild`: fold every case from its events, make the steps of the event logs, compare with the tables."""

from __future__ import annotations

import argparse

from servewell.cli.installation import open_installation


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("rebuild", help="fold every case from its events and compare with the tables")
    parser.add_argument("--check", action="store_true", help="only compare; change nothing")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print each difference; exit 1 when there is one."""
    open_installation()
    from servewell.apps.cases.rebuild import rebuild
    from servewell.apps.journal.transitions import refill_transitions

    result = rebuild(check_only=args.check)
    for difference in result.differences:
        print(difference)
    verb = "differ" if args.check else "were mended"
    print(f"{result.cases} cases folded from {result.events} events; {len(result.differences)} {verb}.")
    steps = refill_transitions(check_only=args.check)
    print(f"{steps.events} events compared with their steps in the event logs; {steps.differences} {verb}.")
    if steps.differences and not args.check:
        print("What was exported before says otherwise: empty the folder of the export and run it again.")
    return 1 if args.check and (result.differences or steps.differences) else 0
