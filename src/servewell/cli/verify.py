"""`servewell verify`: is a receipt true, or is a whole record as it was sealed?"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from servewell.cli import verify_record
from servewell.cli.installation import open_installation
from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.record.checkpoints import Verifier, read_verifier
from servewell.core.record.receipt_check import LONGEST, check_receipt


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("verify", help="check a receipt, or that nothing in the record was changed")
    parser.add_argument("receipt", nargs="?", type=Path, metavar="RECEIPT", help="the receipt of an event")
    verify_record.add_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was checked; 1 when it is not true."""
    if args.record == bool(args.receipt):
        found = "Nothing, or two things at once, are to be checked."
        raise ProblemError(Problem("nothing-to-verify", found=found, fix="Give a RECEIPT, or --record."))
    if args.record:
        return verify_record.run(args)
    verifier = read_verifier(args.key) if args.key else _installed(args.data)
    try:
        with args.receipt.open("rb") as file:
            proved = check_receipt(file.read(LONGEST + 1).decode(), verifier)
    except (OSError, UnicodeDecodeError) as error:
        found = "There is no receipt here that can be read."
        raise ProblemError(Problem("no-receipt", Place(str(args.receipt)), found)) from error
    root = proved.root.hex()[:20].upper()
    print(f"True. This is number {proved.number:,} of {proved.size:,} in the record {verifier.name}.")
    print(f"Short root at {proved.size:,}: {'-'.join(root[i : i + 5] for i in range(0, 20, 5))}")
    if proved.header is None:
        print("Its content was erased: only that something stands at this number is proved.")
        return 0
    header = proved.header
    print(f"{header.at}  {header.kind}  {header.subject} {header.seq}  by {header.actor}")
    print(json.dumps(proved.body, ensure_ascii=False, indent=1) if proved.body else "It has no content of its own.")
    return 0


def _installed(data: Path | None) -> Verifier:
    if data is not None:
        os.environ["SERVEWELL_DATA"] = str(data)
    open_installation()
    from servewell.apps.journal.keys import installation_verifier

    return installation_verifier()
