"""`servewell witness ask | cosign | keep | key`: cosignatures by file, for agencies without a link between them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.record.checkpoints import read_verifier

FAULTS = {
    400: "This is no request for a cosignature.",
    403: "No key that is trusted here signed this checkpoint.",
    404: "This record is not witnessed here: its key is not in SERVEWELL_WITNESSED.",
    422: "The record does not go on from what was cosigned before: it was rewritten. Keep the file as proof.",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("witness", help="have the record cosigned, or cosign another's, by file")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    ask = verbs.add_parser("ask", help="print what to send to a witness")
    ask.add_argument("--old", type=int, default=0, metavar="SIZE", help="how many events it cosigned last (0: none)")
    ask.set_defaults(run=_ask)
    cosign = verbs.add_parser("cosign", help="check what another agency sent, and print the cosignature")
    cosign.add_argument("file", type=Path, metavar="FILE", help="what it sent")
    cosign.set_defaults(run=_cosign)
    keep = verbs.add_parser("keep", help="keep and publish the cosignature that a witness sent back")
    keep.add_argument("file", type=Path, metavar="FILE", help="its line")
    keep.add_argument("--key", required=True, metavar="KEY", help="the witness's public key")
    keep.set_defaults(run=_keep)
    key = verbs.add_parser("key", help="print the public key with which this installation cosigns")
    key.set_defaults(run=_key)


def _ask(args: argparse.Namespace) -> int:
    open_installation()
    from servewell.apps.journal.witnessing import ask_for_cosignature

    sys.stdout.write(ask_for_cosignature(args.old))
    return 0


def _cosign(args: argparse.Namespace) -> int:
    request = _text(args.file)
    open_installation()
    from django.conf import settings

    from servewell.apps.journal.witnessing import add_checkpoint

    trusted = [read_verifier(one) for one in settings.WITNESSED]
    answer = add_checkpoint(request, trusted=trusted, now=datetime.now(UTC))
    if answer.status == 200:
        sys.stdout.write(answer.text)
        return 0
    known = f"{int(answer.text):,} events of it were cosigned here last" if answer.status == 409 else ""
    found = FAULTS.get(answer.status) or f"This does not go on from there: {known}."
    fix = f"Let it ask again with --old {answer.text.strip()}; if it did, it was rewritten." if known else ""
    raise ProblemError(Problem("not-cosigned", Place(str(args.file)), found, fix=fix))


def _keep(args: argparse.Namespace) -> int:
    line, witness = _text(args.file), read_verifier(args.key)
    open_installation()
    from servewell.apps.journal.witnessing import keep_cosignature

    size = keep_cosignature(line, witness=witness)
    print(f"Kept: {witness.name} cosigned the checkpoint of {size:,} events.")
    return 0


def _key(args: argparse.Namespace) -> int:
    open_installation()
    from servewell.apps.journal.witnessing import witness_key

    print(witness_key().verifier)
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError(Problem("unreadable-file", Place(str(file)), "The file cannot be read.")) from error
