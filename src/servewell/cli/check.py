"""`servewell check FILE...`: every fault of service definitions at once; exit code 1 when there is one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from servewell.core.definition import load_file, load_folder
from servewell.core.definition.schema import json_schema
from servewell.core.problem import Problem


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("check", help="find every fault of service definitions")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a definition, or a folder that holds one")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of definitions and stop")
    parser.set_defaults(run=run, error=parser.error)


def run(args: argparse.Namespace) -> int:
    """Check the files; return 0 when all are sound."""
    if args.schema:
        print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return 0
    if not args.files:
        args.error("give at least one FILE")
    problems: list[Problem] = []
    for path in args.files:
        problems += (load_folder(path) if path.is_dir() else load_file(path)).problems
    if args.json:
        print(json.dumps([problem.as_json() for problem in problems], indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            print(problem)
        files = f"{len(args.files)} file" + ("s" if len(args.files) > 1 else "")
        print(f"{files} checked: " + (f"{len(problems)} problem(s) found." if problems else "no fault found."))
    return 1 if problems else 0
