"""`servewell demo`: the agency Riverton with six services and a simulated year, ready to click."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.cli.serve import free_port, serve


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("demo", help="set up the demo agency Riverton and serve it")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to try first (default 8000)")
    parser.add_argument("--cases", type=int, default=1500, help="cases of simulated history (default 1500)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the simulation (default 1)")
    parser.add_argument("--setup-only", action="store_true", help="set up, print who can sign in, do not serve")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Set up what is missing, say who can sign in, serve until interrupted."""
    port = free_port(args.host, args.port)
    address = f"http://{args.host}:{port}"
    os.environ |= {"SERVEWELL_DEMO": "yes", "SERVEWELL_ADDRESS": address}
    open_installation(prepare=True)
    from servewell.cli.demo.finding import find_frictions
    from servewell.cli.demo.history import simulate_year
    from servewell.cli.demo.seed import has_cases, seed_agency

    now = datetime.now(UTC)
    seed_agency(examples=examples_folder(), now=now)
    if args.cases and not has_cases():
        simulate_year(cases=args.cases, seed=args.seed, now=now)
        find_frictions(now=now)
    print(welcome(address), flush=True)
    if not args.setup_only:
        serve(host=args.host, port=port)
    return 0


def examples_folder() -> Path:
    """Return the example services: inside an installed package, else at the root of the clone."""
    package = Path(__file__).parents[2]
    for folder in (package / "examples", package.parents[1] / "examples"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("The example services are missing from this installation.")


def welcome(url: str) -> str:
    """Return what the terminal says when the demo is ready."""
    from servewell.cli.demo.riverton import RESIDENTS, STAFF

    rows = [
        f"    {person.role.replace('_', ' '):<14} {person.name:<16} {person.email}" for person in STAFF if person.role
    ]
    rows += [f"    {'resident':<14} {person.name:<16} {person.email}" for person in RESIDENTS]
    people = "\n".join(rows)
    return f"""
Servewell's demo agency Riverton is ready (all its data is simulated).

  Residents start here:   {url}/
  Staff start here:       {url}/staff/
  Sent messages land in:  {url}/demo/mailbox/

  Sign in with one click as any of these:
{people}

  Stop with Ctrl-C. `make clean` forgets everything.
"""
