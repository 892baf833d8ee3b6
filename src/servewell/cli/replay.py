"""`servewell replay OLD NEW --cases FILE|journal`: what would the new version have decided for past cases?"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.cli.telling import Telling
from servewell.core.definition import load_file, load_folder
from servewell.core.definition.model import Definition
from servewell.core.definition.replay import PastCase, Replay, as_json
from servewell.core.definition.replay import replay as replay_rows
from servewell.core.problem import Problem, ProblemError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("replay", help="what would a new version have decided for past cases?")
    parser.add_argument("old", type=Path, metavar="OLD", help="the version of today, or the folder it is in")
    parser.add_argument("new", type=Path, metavar="NEW", help="the new version, or the folder it is in")
    parser.add_argument(
        "--cases", required=True, metavar="FILE", help="a Parquet or CSV file, or 'journal': the cases submitted here"
    )
    parser.add_argument(
        "--by", nargs="+", action="extend", default=[], metavar="NAME", help="count who gains and who loses by this"
    )
    parser.add_argument("--examples", type=_count, default=5, metavar="N", help="how many changed cases to show; 5")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the comparison; return 1 when a version or the cases cannot be read."""
    old, new = _version(args.old), _version(args.new)
    started = time.monotonic()
    telling = Telling("{:,} cases …")
    now = datetime.now(UTC)
    problems: tuple[Problem, ...] = ()
    if args.cases == "journal":
        found = _replay_journal(old, new, args, now, telling)
    else:
        found, problems = _replay_file(old, new, args, now, telling)
    found = replace(found, seconds=time.monotonic() - started)
    telling.done()
    for problem in problems:
        print(problem, file=sys.stderr)
    if args.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found)))
    return 0


def _count(text: str) -> int:
    if not text.isdigit() or int(text) > 100:
        raise argparse.ArgumentTypeError("from 0 to 100")
    return int(text)


def _version(path: Path) -> Definition:
    parsed = load_folder(path) if path.is_dir() else load_file(path)
    if parsed.problems or parsed.definition is None:
        raise ProblemError(*parsed.problems)
    return parsed.definition


def _replay_file(
    old: Definition, new: Definition, args: argparse.Namespace, now: datetime, telling: Telling
) -> tuple[Replay, tuple[Problem, ...]]:
    # DuckDB and Ibis take a second to load: only here, where they are needed.
    from servewell.gateways.case_files import open_case_file
    from servewell.gateways.replays import questions_of, replay_file

    file = open_case_file(Path(args.cases), questions_of(old, new), by=args.by)
    found = replay_file(
        old,
        new,
        file,
        now=now,
        by=args.by,
        examples=args.examples,
        progress=telling,
    )
    problems = file.problems
    if file.bad_cells > len(problems):
        more = f"{file.bad_cells - len(problems):,} more cells do not fit their question and count as missing."
        problems = (*problems, Problem("bad-cell", found=more))
    return found, problems


def _replay_journal(
    old: Definition, new: Definition, args: argparse.Namespace, now: datetime, telling: Telling
) -> Replay:
    open_installation()
    from servewell.apps.cases.queries import past_answers

    cases: Iterator[PastCase | None] = past_answers(old.service)
    return replay_rows(
        old,
        new,
        cases,
        now=now,
        by=args.by,
        examples=args.examples,
        progress=telling,
    )


def _lines(found: Replay) -> Iterator[str]:
    yield f"{found.cases:,} cases replayed in {found.seconds:.1f} s; {found.changed:,} would come out differently."
    if found.erased:
        yield f"{found.erased:,} more cases no longer have answers."
    yield ""
    yield from _table(
        ("outcome", "before", "after", "change"),
        [(one.outcome, f"{one.before:,}", f"{one.after:,}", f"{one.after - one.before:+,}") for one in found.outcomes],
    )
    changes = [flow for flow in found.flows if flow.before != flow.after]
    if changes:
        yield ""
        yield from _table(("from", "to", "cases"), [(one.before, one.after, f"{one.cases:,}") for one in changes])
    if found.groups:
        yield ""
        yield from _table(
            ("group", "value", "cases", "gain", "lose"),
            [(one.by, one.value or "(none)", *map(_shown, (one.cases, one.gains, one.loses))) for one in found.groups],
        )
    yield from _facts(found)
    for one in found.examples:
        why = ", ".join(f"{change.name} {_said(change.before)} → {_said(change.after)}" for change in one.why)
        yield f"  case {one.case}: {one.before} → {one.after}" + (f" ({why})" if why else "")


def _facts(found: Replay) -> Iterator[str]:
    yield ""
    if found.fees is not None:
        yield f"Fees: {found.fees.before:,} → {found.fees.after:,} {found.fees.currency}."
    yield f"Pages asked on average: {found.pages.before:.2f} → {found.pages.after:.2f}."
    if found.undecidable:
        questions = ", ".join(f"{one.question} ({one.cases:,})" for one in found.unanswered)
        yield f"Cannot be judged without an answer that they do not have: {found.undecidable:,} cases. {questions}."
    if found.fallback_cases:
        why = ", ".join(found.fallback_rules) or "answers that are missing"
        yield f"Judged row by row: {found.fallback_cases:,} cases, because of {why}."
    if found.examples:
        yield "Examples:"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        texts = [
            cell.rjust(width) if _is_number(rows, column) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(texts).rstrip()


def _is_number(rows: list[tuple[str, ...]], column: int) -> bool:
    return all(row[column][:1] in "+-<0123456789" for row in rows)


def _shown(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _said(outcome: bool | None) -> str:
    return "unknown" if outcome is None else "met" if outcome else "not met"
