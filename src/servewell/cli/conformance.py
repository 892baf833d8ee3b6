"""`servewell rules tck DIR`: how much of the official conformance suite of DMN our rules pass."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from servewell.core.rules.dmn import ModelError
from servewell.core.rules.dmn.conformance import Outcome, Verdict, verdicts

OUTCOMES: Final[tuple[Outcome, ...]] = ("passed", "failed", "skipped")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("tck", help="run the official conformance suite of DMN")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the suite, a level of it, or one folder of tests")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the tests; return 0 when all pass or are skipped, 1 when some fail, 2 when there are none."""
    try:
        found = list(suite_verdicts(args.folder))
    except (ModelError, UnicodeDecodeError) as error:
        print(f"The tests in {args.folder} cannot be read: {error}", file=sys.stderr)
        return 2
    if not found:
        print(
            f"There are no tests in {args.folder}: a folder of tests holds .xml files beside .dmn files.",
            file=sys.stderr,
        )
        return 2
    print(json.dumps(summary(found), indent=2) if args.json else "\n".join(_lines(found)))
    return int(any(one.outcome == "failed" for one in found))


def suite_verdicts(folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts of every folder of tests below a folder, or of itself."""
    for place in sorted({tests.parent for tests in folder.rglob("*.xml")}):
        models = {model.name: model.read_text(encoding="utf-8") for model in sorted(place.glob("*.dmn"))}
        for tests in sorted(place.glob("*.xml")):
            yield from verdicts(place.name, tests.read_text(encoding="utf-8"), models)


def summary(found: list[Verdict]) -> dict[str, object]:
    """Return the counts, in all and by folder, with the reason of every skip and failure."""
    counts = Counter(one.outcome for one in found)
    return {
        "cases": len(found),
        **{outcome: counts[outcome] for outcome in OUTCOMES},
        "by_folder": _by_folder(found),
        "skips": [{"case": one.case, "why": one.why} for one in found if one.outcome == "skipped"],
        "failures": [{"case": one.case, "why": one.why} for one in found if one.outcome == "failed"],
    }


def _by_folder(found: list[Verdict]) -> dict[str, dict[Outcome, int]]:
    folders: dict[str, dict[Outcome, int]] = {}
    for one in found:
        folder = folders.setdefault(one.case.partition("/")[0], dict.fromkeys(OUTCOMES, 0))
        folder[one.outcome] += 1
    return folders


def _lines(found: list[Verdict]) -> Iterator[str]:
    counts = Counter(one.outcome for one in found)
    folders = _by_folder(found)
    width = max(map(len, folders))
    yield f"{'folder':{width}} " + " ".join(f"{outcome:>7}" for outcome in OUTCOMES)
    for name, folder in folders.items():
        yield f"{name:{width}} " + " ".join(f"{folder[outcome] or '-':>7}" for outcome in OUTCOMES)
    for one in found:
        if one.outcome != "passed":
            yield f"{one.outcome} {one.case}: {one.why}"
    yield f"{len(found)} cases: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped."
