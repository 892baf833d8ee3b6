"""`servewell restore`: a backup becomes an installation again, proven before it gets its name."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from servewell.cli.copies.folder import copy_file, whole_folder
from servewell.cli.copies.manifest import Manifest, check_files, newer, read_manifest
from servewell.cli.copies.proof import Proof, environment_of, prepare, prove, refuse
from servewell.cli.telling import Telling
from servewell.core.problem import Problem, ProblemError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("restore", help="make an installation of a backup, in a new data folder")
    parser.add_argument("source", type=Path, metavar="FROM", help="the folder that `servewell backup` wrote")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="the new data folder; must not be there"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore and prove; say how to serve it."""
    began, told = time.monotonic(), Telling("{} …")
    manifest = read_manifest(args.source)
    check_files(args.source, manifest, lambda number: told(f"files compared: {number}"))
    with whole_folder(args.data) as making:
        for name in manifest.files:
            copy_file(args.source / name, making / name)
        proof = _proven(making, manifest, args.source)
    told.done()
    print(
        f"{args.data}: {proof.events:,} events, {proof.cases:,} cases, {proof.documents:,} documents, as of"
        f" {manifest.made_at[:19]} UTC; audited and rebuilt without a difference ({time.monotonic() - began:.0f} s).\n"
        f"Serve it with SERVEWELL_DATA={args.data} servewell serve"
    )
    if manifest.engine == "postgresql":
        print("It came from PostgreSQL: carry it there with servewell move --to postgresql://... before you serve it.")
    return 0


def _proven(making: Path, manifest: Manifest, source: Path) -> Proof:
    """Bring what was restored up to date and prove it."""
    fix = "Use another backup."
    environment = environment_of(making)
    prepare(environment)
    proof = prove(environment, gone=manifest.gone)
    if proof.unknown:
        raise newer(source, manifest.servewell)
    refuse(proof, "damaged-backup", fix)
    held, said = (proof.events, proof.cases, proof.documents), (manifest.events, manifest.cases, manifest.documents)
    if held != said:
        raise ProblemError(
            Problem("damaged-backup", found=f"It holds {held}.", expected=f"{said} events, cases, documents", fix=fix)
        )
    return proof
