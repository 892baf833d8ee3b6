"""`servewell rehearse FILE`: walk a definition with made-up answers and run its examples."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from servewell.core.definition.examples import count_examples
from servewell.core.definition.files import load_file, load_folder
from servewell.core.definition.rehearse import Rehearsal, rehearse, run_examples
from servewell.core.problem import Problem


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("rehearse", help="walk a definition with made-up answers and run its examples")
    parser.add_argument("file", type=Path, metavar="FILE", help="definition.yaml, or the folder it is in")
    parser.add_argument("--times", type=_times, default=1000, metavar="N", help="how many walks; 1000 when left out")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same walks")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was reached; return 1 when the definition, a walk or an example is faulty."""
    path: Path = args.file
    parsed = load_folder(path) if path.is_dir() else load_file(path)
    if parsed.problems or parsed.definition is None:
        return _refuse(parsed.problems, as_json=args.json)
    now = datetime.now(UTC)
    found = rehearse(parsed.definition, times=args.times, seed=args.seed, now=now, file=parsed.source.file)
    examples = (path if path.is_dir() else path.parent) / "examples.yaml"
    text = examples.read_bytes() if examples.exists() else b""
    failed = run_examples(parsed.definition, text, str(examples), now) if text else ()
    if args.json:
        report = found.as_json() | {
            "examples": count_examples(text) if text else 0,
            "example_problems": [problem.as_json() for problem in failed],
        }
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(found, count_examples(text) if text else 0, failed)
    return 1 if found.faults or failed else 0


def _times(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError("from 1 to 1000000")
    return number


def _refuse(problems: tuple[Problem, ...], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"problems": [problem.as_json() for problem in problems]}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
    return 1


def _print(found: Rehearsal, examples: int, failed: tuple[Problem, ...]) -> None:
    reached = sum(1 for visits in found.pages.values() if visits)
    sides = sum((branch.true > 0) + (branch.other > 0) for branch in found.branches.values())
    print(f"{found.walks} walks, {found.completed} to the end; {found.walks - found.completed} stopped at an end page.")
    print(
        f"Pages reached: {reached} of {len(found.pages)}. Sides of branches seen: {sides} of {2 * len(found.branches)}."
    )
    for page in found.never_reached:
        print(f"  never reached: page '{page}'")
    for name in found.one_sided:
        branch = found.branches[name]
        print(f"  always the same: {name} was {'never' if not branch.true else 'always'} shown")
    print(f"Examples: {examples}, problems: {len(failed)}.")
    for problem in (*found.faults, *failed):
        print(problem, file=sys.stderr)
