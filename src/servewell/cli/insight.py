"""`servewell insight LOG`: what costs people time, and who is treated worse, from any event log."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from servewell.cli.telling import Telling
from servewell.core.problem import Problem, ProblemError

_PROMISE: Final = re.compile(r"(\d{1,4}) (working )?days?")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("insight", help="find what costs people time in the log of any system")
    parser.add_argument("log", type=Path, metavar="LOG", help="a XES, CSV or Parquet file; XES and CSV may be gzipped")
    parser.add_argument(
        "--by", action="append", default=[], metavar="COL", help="compare the groups of this attribute; may be repeated"
    )
    parser.add_argument("--promise", metavar="TIME", help="what was promised: '10 working days' or '30 days'")
    parser.add_argument(
        "--calendar", type=Path, metavar="FILE", help="a text file with a holiday (2026-12-25) a line, for working days"
    )
    for role, what in (
        ("case", "says which case"), ("activity", "says what happened"), ("time", "says when"),
        ("resource", "says who did it"),
    ):  # fmt: skip
        parser.add_argument(f"--{role}", metavar="COL", help=f"the column that {what}, where it is not found by itself")
    parser.add_argument("--name-people", action="store_true", help="call who did the work by name, not by a number")
    _add_measures(parser)
    parser.add_argument("--classifier", metavar="NAME", help="a classifier of the XES log that says what happened")
    parser.add_argument("--zone", default="UTC", metavar="ZONE", help="of times that name none: 'Europe/Lisbon'; UTC")
    parser.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="duckdb is embedded; spark is for many machines"
    )
    parser.add_argument("--rejected", type=Path, metavar="FILE", help="keep events that cannot be used in this file")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write the log as read: .xes, .xes.gz or .parquet")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write a report that opens in any browser")
    parser.set_defaults(run=run)


def _add_measures(parser: argparse.ArgumentParser) -> None:
    for flag, name, what in (
        ("--ends", "ACTIVITY", "a case is over when this happened in it; may be repeated: open cases are counted then"),
        ("--cost", "COL", "a column of amounts: what cases cost"),
    ):
        parser.add_argument(flag, metavar=name, action="append" if flag == "--ends" else "store", help=what)
    parser.add_argument("--rate", type=float, metavar="AMOUNT", help="what an hour of work costs")
    parser.add_argument("--unit", default="", metavar="TEXT", help="of amounts and rate: 'EUR'")
    parser.add_argument(
        "--first-time-right", action="store_true", help="a case in which no step is repeated was right the first time"
    )


def run(args: argparse.Namespace) -> int:
    """Print the findings; return 1 when the log cannot be read."""
    # DuckDB, Ibis and SciPy take a second to load: only here, where they are needed.
    from servewell.core.insight.finding import Asked, PromiseAsked
    from servewell.core.promise import Calendar
    from servewell.gateways.logs import Columns
    from servewell.gateways.looks import look

    promise = _promise(args.promise)
    calendar = Calendar(holidays=frozenset(_holidays(args.calendar))) if args.calendar else Calendar()
    asked = Asked(
        by=tuple(dict.fromkeys(args.by)),
        promise=None if promise is None else PromiseAsked(promise[0], promise[1], calendar),
        names_people=args.name_people,
    )
    columns = Columns(args.case, args.activity, args.time, args.resource, args.classifier, args.zone)
    reading, looking = Telling("{:,} events read …"), Telling("looking for {} …")
    with _Kept(args.rejected) as kept:
        result = look(
            args.log, asked, columns, wanted=_wanted(args), engine=args.engine, to=args.to, keep=kept.add,
            progress=reading, said=looking,
        )  # fmt: skip
    for telling in (reading, looking):
        telling.done()
    result["log"]["name"] = args.log.name
    if args.html is not None:
        _write_report(result, args.html)
    if args.json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(result, args.html, args.rejected)))
    return 0


def _wanted(args: argparse.Namespace) -> Any:
    from servewell.core.insight.measures import Wanted

    if args.rate is not None and not 0 < args.rate < 1e9:
        raise ProblemError(Problem("bad-rate", found="The rate is no amount above zero.", expected="--rate 45.50"))
    return Wanted(tuple(args.ends or ()), args.first_time_right, args.cost, args.rate, args.unit)


def _promise(text: str | None) -> tuple[int, bool] | None:
    if text is None:
        return None
    found = _PROMISE.fullmatch(" ".join(text.split()))
    if found is None or int(found[1]) == 0:
        raise ProblemError(
            Problem("bad-promise", found=f"'{text}' is no promise.", expected="'10 working days' or '30 days'")
        )
    return int(found[1]), bool(found[2])


def _holidays(path: Path) -> list[date]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [date.fromisoformat(line.split()[0]) for line in lines if line.strip() and line[0] != "#"]
    except (OSError, ValueError) as error:
        raise ProblemError(
            Problem("bad-calendar", found=f"{path} cannot be read as holidays: {error}.", expected="a date a line")
        ) from error


class _Kept:
    """Writes events that cannot be used to a file, with the reason and the line."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: Any = None

    def __enter__(self) -> _Kept:
        if self._path is not None:
            self._file = self._path.open("w", encoding="utf-8")
        return self

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rejected: Any) -> None:
        if self._file is not None:
            print(f"{rejected.line}\t{rejected.reason}\t{rejected.content}", file=self._file)


def _write_report(result: dict[str, Any], path: Path) -> None:
    from servewell.gateways.whole_files import write_whole
    from servewell.web.design.insight.report import report_html

    name = result["log"]["name"]
    written = report_html(result, title=name)
    write_whole(path, written)


def _lines(result: dict[str, Any], html: Path | None, rejected: Path | None) -> list[str]:
    log = result["log"]
    lines = [
        f"{log['name']}: {log['cases']:,} cases, {log['events']:,} events, {log['activities']:,} activities, from"
        f" {log['first'][:10]} to {log['last'][:10]}.",
        "",
    ]
    for number, finding in enumerate(result["findings"], 1):
        lines += [f"{number:2}. {finding['sentence']}", f"    {_aside(finding)}", ""]
    if not result["findings"]:
        lines += ["Nothing was found that stands out.", ""]
    lines += [one["sentence"] for one in result["measures"] if one["value"] is not None]
    lines += [f"Note: {said}" for said in result["cannot_tell"]]
    if log["rejected"]:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in result["quality"]["rejected"].items())
        lines.append(f"{log['rejected']:,} events could not be used: {reasons}.")
        if rejected is None:
            lines.append("Keep them with --rejected FILE.")
    lines.append(f"Done in {result['seconds']['total']:.1f} s.")
    if html is not None:
        lines.append(f"The report is in {html}.")
    return lines


def _aside(finding: dict[str, Any]) -> str:
    size = finding["size"]
    said = [finding["kind"], f"confidence {finding['confidence']}", f"{size['cases']:,} cases"]
    if size["gain_days"] >= 1:
        said.append(f"could win {size['gain_days']:,.0f} days ({size['gain_low']:,.0f} to {size['gain_high']:,.0f})")
    return "; ".join(said)
