"""`servewell trial check`: how long a trial would take, whether it may be tried, and how often its method errs."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from typing import get_args

from servewell.cli.telling import Telling
from servewell.core.problem import ProblemError
from servewell.core.trial.planning import Tier, check_limits, expected_duration, fixed_sample
from servewell.core.trial.simulation import METHODS, Setting, Simulated, simulate


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("trial", help="plan a trial, and see how often its statistics err")
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    check = words.add_parser("check", help="how long a trial would take; with --simulate how often its method errs")
    check.add_argument("--base", type=_between(0, 1), default=0.6, metavar="SHARE", help="who succeeds today; 0.6")
    check.add_argument(
        "--effect", type=_between(-1, 1), default=0.1, metavar="D", help="by how much more with the new way; 0.1"
    )
    check.add_argument(
        "--smallest", type=_between(0, 1), default=0.05, metavar="D", help="the smallest effect worth having; 0.05"
    )
    check.add_argument("--share", type=_between(0, 1), default=0.5, help="of new cases that go the new way; 0.5")
    check.add_argument("--cases-a-week", type=float, metavar="N", help="new cases a week, for the weeks it will take")
    check.add_argument("--days", type=_count(0, 3650), default=0, metavar="N", help="until an outcome is known; 0")
    check.add_argument("--tier", choices=get_args(Tier), default="safe to try", help="of risk; 'safe to try'")
    check.add_argument("--simulate", action="store_true", help="run made-up trials, with a look after every case")
    check.add_argument("--method", choices=list(METHODS), default="betting", help="betting is what the product uses")
    check.add_argument("--trials", type=_count(10, 100_000), default=500, metavar="N", help="how many; 500")
    check.add_argument("--cases", type=_count(50, 50_000), default=2000, metavar="N", help="of each at most; 2000")
    check.add_argument("--seed", type=_count(0, 10**9), default=1, metavar="S", help="the same seed, the same trials")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the plan and, if asked for, the simulation; return 1 when the trial may not or cannot be done."""
    if not args.effect or not 0 <= args.base + args.effect <= 1:
        print(f"servewell trial: {args.base:g} and {args.effect:+g} are no two different shares", file=sys.stderr)
        return 2
    problems = list(check_limits(args.tier, args.share))
    report: dict[str, object] = {"fixed_cases": fixed_sample(args.base, args.smallest, share=args.share)}
    if args.cases_a_week is not None and not problems:
        try:
            report |= _plan(args)
        except ProblemError as error:
            problems += error.problems
    if args.simulate:
        report |= _simulation(args)
    report["problems"] = [problem.as_json() for problem in problems]
    if args.json:
        print(json.dumps(report, indent=2))
    else:
        _print(args, report)
        for problem in problems:
            print(problem, file=sys.stderr)
    return 1 if problems else 0


def _plan(args: argparse.Namespace) -> dict[str, object]:
    found = expected_duration(
        base=args.base,
        smallest_effect=args.smallest,
        cases_a_week=args.cases_a_week,
        share=args.share,
        days_to_outcome=args.days,
    )
    return {
        "likely_cases": found.likely_cases,
        "most_cases": found.most_cases,
        "likely_weeks": found.likely_weeks,
        "most_weeks": found.most_weeks,
    }


def _simulation(args: argparse.Namespace) -> dict[str, object]:
    found = []
    for name, effect in (("without an effect", 0.0), ("with the effect", args.effect)):
        setting = Setting(args.base, effect, args.cases, args.trials, args.smallest, args.share, args.seed)
        telling = Telling("{:,} of " + f"{args.trials:,} trials {name} …")
        found.append(simulate(setting, args.method, telling))
        telling.done()
    return {"method": args.method, "trials": args.trials, "cases": args.cases, **_rates(*found)}


def _rates(null: Simulated, real: Simulated) -> dict[str, object]:
    wrong, power = null.told_by(null.setting.cases), real.told_by(real.setting.cases)
    median, most = (None if math.isinf(ratio) else round(ratio, 3) for ratio in (real.ratio(0.5), real.ratio(0.8)))
    return {
        "false_positives": _rate(null, wrong),
        "coverage_without_effect": _rate(null, null.coverage),
        "coverage_with_effect": _rate(real, real.coverage),
        "power": _rate(real, power),
        "fixed_cases_at_effect": fixed_sample(real.setting.base, real.setting.effect, share=real.setting.share),
        "median_over_fixed": median,
        "p80_over_fixed": most,
    }


def _rate(result: Simulated, rate: float) -> dict[str, float]:
    return {"rate": round(rate, 4), "monte_carlo_error": round(result.uncertainty(rate), 4)}


def _print(args: argparse.Namespace, report: dict[str, object]) -> None:
    print(f"A single look needs {report['fixed_cases']:,} cases to see {_points(args.smallest)} (8 times in 10).")
    if "likely_weeks" in report:
        print(
            f"With looks at any time, half of such trials end by {report['likely_cases']:,} cases"
            f" ({report['likely_weeks']} weeks), 8 in 10 by {report['most_cases']:,} ({report['most_weeks']} weeks)."
        )
    if not args.simulate:
        return
    print(f"{args.trials:,} simulated trials of up to {args.cases:,} cases, a look after every case, by {args.method}:")
    for name, says in (
        ("false_positives", "told a difference where there is none"),
        ("coverage_without_effect", "held the truth at every look, without an effect"),
        ("coverage_with_effect", f"held the truth at every look, with {_points(args.effect)}"),
        ("power", f"told a difference where there are {_points(args.effect)}"),
    ):
        found = report[name]
        assert isinstance(found, dict)  # noqa: S101
        print(f"  {100 * found['rate']:5.1f} % (± {100 * found['monte_carlo_error']:.1f}) {says}")
    fixed = report["fixed_cases_at_effect"]
    for name, says in (("median_over_fixed", "half"), ("p80_over_fixed", "8 in 10")):
        ratio = report[name]
        when = f"by {ratio:.2f} times" if isinstance(ratio, float) else "not within the cases simulated; compare"
        print(f"  {says} stopped {when} the {fixed:,} cases of a single look")


def _points(effect: float) -> str:
    return f"{100 * effect:+g} points"


def _between(least: float, most: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        found = float(text)
        if not least <= found <= most or (least == 0 and found in {0.0, 1.0}):
            raise argparse.ArgumentTypeError(f"between {least:g} and {most:g}")
        return found

    return number


def _count(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        found = int(text)
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(f"from {least} to {most}")
        return found

    return number
