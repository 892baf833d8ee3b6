"""`servewell verify --record`: the full audit of an installation's record, against what somebody outside remembers."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.cli.telling import Telling
from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.record.checkpoints import read_verifier
from servewell.core.record.remembered import read_remembered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this form of the command."""
    parser.add_argument("--record", action="store_true", help="check the whole record of an installation")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder (default: SERVEWELL_DATA)")
    parser.add_argument(
        "--remember", type=Path, metavar="FILE", help="checkpoints seen before; the new one is added when all is well"
    )
    parser.add_argument("--key", metavar="KEY", help="the record's public key, as the page /record/ shows it")


def run(args: argparse.Namespace) -> int:
    """Print what was checked and every fault; 1 when there is one."""
    _open(args.data)
    from django.db import connection

    from servewell.apps.journal.auditing import audit
    from servewell.apps.journal.keys import installation_verifier

    verifier = read_verifier(args.key) if args.key else installation_verifier()
    notes = read_remembered(_text(args.remember)) if args.remember else ()
    telling = Telling("{:,} events …")
    began = time.perf_counter()
    told = audit(
        connection, verifier=verifier, remembered=notes, processes=min(os.cpu_count() or 1, 8), progress=telling
    )
    seconds = time.perf_counter() - began
    telling.done()
    for fault in told.faults:
        print(fault, file=sys.stderr)
    if told.more:
        print(f"And {told.more:,} more.", file=sys.stderr)
    print(
        f"{told.events:,} events checked in {seconds:.1f} s; {told.size:,} have a number, under {told.checkpoints:,}"
        f" checkpoints and {told.cosignatures:,} cosignatures; of {told.erased:,} the content is erased."
    )
    if told.faults:
        print(
            "The record is not as it was sealed. Keep this computer as it is: docs/operate/record.md says what to do."
        )
        return 1
    print(_words(len(notes)))
    if args.remember and told.note and told.note not in notes:
        with args.remember.open("a", encoding="utf-8") as file:
            file.write(told.note)
        print(f"The checkpoint of {told.size:,} events is added to {args.remember}.")
    return 0


def _words(remembered: int) -> str:
    if remembered:
        return f"The record is whole, and goes on from all {remembered:,} remembered checkpoints."
    return (
        "The record is whole in itself. Who holds its key could have written all of it anew: only a checkpoint that is"
        " kept elsewhere tells (--remember FILE)."
    )


def _open(data: Path | None) -> None:
    if data is not None:
        if not (data / "servewell.sqlite3").is_file():
            found = "There is no record in this folder."
            raise ProblemError(Problem("no-record", Place(file=str(data)), found, fix="Name the folder of the data."))
        os.environ["SERVEWELL_DATA"] = str(data)
        os.environ.pop("SERVEWELL_DATABASE_URL", None)
    open_installation()


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
