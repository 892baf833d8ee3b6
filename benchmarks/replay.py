"""Replay: a changed threshold over a million past cases, beside SQL written by hand and beside OpenFisca."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final

import duckdb

from benchmarks.peers.households import replay_by_openfisca
from servewell.core.definition import parse
from servewell.core.definition.model import Definition

CASES: Final = 1_000_000
ROUNDS: Final = 5
NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
Counts = dict[tuple[str, str], int]
DEFINITION: Final = """
service: permit
title: Permit
agency: riverton
values: {most: %d}
fee: if blind then 0 else 12.50
criteria:
  a: {rule: age >= 65 or blind, otherwise: No.}
  b: {rule: income < most, otherwise: No.}
  c: {rule: 'district in ("north", "south")', otherwise: No.}
  d: {rule: walk < 80, otherwise: No.}
  e: {rule: household >= 1, otherwise: No.}
  f: {rule: years > 2, otherwise: No.}
  g: {rule: not(has_permit), otherwise: No.}
  h: {rule: 'benefit in ("dla", "pip")', otherwise: No.}
  i: {rule: score * 2 + 1 > 10, otherwise: No.}
  j: {rule: household >= 1 and income / household < 9000, otherwise: No.}
pages:
  - page: you
    title: You
    ask:
      age: {type: number, label: A}
      blind: {type: yes or no, label: A}
      walk: {type: number, label: A}
      district: {type: choice, label: A, choices: {north: N, south: S, west: W}}
      years: {type: number, label: A}
      has_permit: {type: yes or no, label: A}
  - page: money
    title: Money
    ask:
      income: {type: money, label: A}
      household: {type: number, label: A}
      benefit: {type: choice, label: A, choices: {dla: D, pip: P, none: N}}
      score: {type: number, label: A}
stages: [received, decided]
decisions: {approve: {}}
"""
MADE_UP: Final = """
COPY (SELECT
    (60 + random() * 30)::INTEGER AS age, random() < 0.3 AS blind,
    (5000 + random() * 20000)::DECIMAL(9, 2) AS income,
    ['north', 'south', 'south', 'north', 'west'][1 + (random() * 4.99)::INTEGER %% 5] AS district,
    (random() * 90)::INTEGER AS walk, (1 + random() * 4)::INTEGER AS household, (random() * 40)::INTEGER AS years,
    random() < 0.1 AS has_permit, ['dla', 'pip', 'dla', 'pip', 'none'][1 + (random() * 4.99)::INTEGER %% 5] AS benefit,
    (random() * 30)::DECIMAL(4, 1) AS score
  FROM range({count})) TO '{path}'
""".replace("%%", "%")
SQL: Final = """
SELECT rest AND income < 20000, rest AND income < 15000, count(*), sum(fee), sum(fee)
FROM (SELECT income, CASE WHEN blind THEN 0 ELSE 12.50 END AS fee,
        (age >= 65 OR blind) AND district IN ('north', 'south') AND walk < 80 AND household >= 1 AND years > 2
        AND NOT has_permit AND benefit IN ('dla', 'pip') AND score * 2 + 1 > 10
        AND household >= 1 AND income < 9000 * household AS rest
      FROM '{path}')
GROUP BY ALL
"""


def main() -> None:
    """Print the times of all, each in a process of its own; stop when they do not count the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "cases.parquet")
        # In a process of its own: what a process needed at most is inherited by those that it starts.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(make_up, path).result()
        contenders = {
            "SQL written by hand": by_hand,
            "Servewell, in bulk": in_bulk,
            "Servewell, in bulk, by district with examples": in_bulk_by_district,
            "OpenFisca-core": replay_by_openfisca,
        }
        found = {name: _alone(act, path) for name, act in contenders.items()}
    wanted = found["SQL written by hand"][0]
    wrong = [name for name, (counts, _, _) in found.items() if counts != wanted]
    if wrong:
        raise SystemExit(f"not the same counts as by hand: {wrong}: { {name: one[0] for name, one in found.items()} }")
    changed = sum(count for (before, after), count in wanted.items() if before != after)
    print(f"Replay: {CASES:,} cases, ten criteria, of which {changed:,} change; medians of {ROUNDS}, counts all equal")
    print(f"{'':48}{'seconds':>10}{'cases a second':>17}{'to by hand':>12}{'more MB at most':>17}")
    by_hand_seconds = found["SQL written by hand"][1]
    for name, (_, seconds, memory) in found.items():
        ratio = seconds / by_hand_seconds
        print(f"{name:48}{seconds:10.3f}{CASES / seconds:17,.0f}{ratio:12.2f}{memory:17,.0f}")


def make_up(path: str) -> None:
    """Write the cases; the same each time."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET threads = 1; SELECT setseed(0.5)")
    connection.execute(MADE_UP.format(path=path, count=CASES))


def by_hand(path: str) -> Counts:
    """Ask DuckDB directly."""
    rows = duckdb.connect().execute(SQL.format(path=path)).fetchall()
    words = {True: "eligible", False: "not eligible"}
    return {(words[before], words[after]): count for before, after, count, *_ in rows}


def in_bulk(path: str) -> Counts:
    """Replay the file as the command does."""
    return _replayed(path, (), 0)


def in_bulk_by_district(path: str) -> Counts:
    """Replay the file as the command does, with groups and examples."""
    return _replayed(path, ("district",), 5)


def version(most: int) -> Definition:
    """Return a version with this threshold."""
    parsed = parse(DEFINITION % most)
    if parsed.definition is None:
        raise SystemExit(str(parsed.problems))
    return parsed.definition


def _replayed(path: str, by: tuple[str, ...], examples: int) -> Counts:
    from servewell.gateways.case_files import open_case_file
    from servewell.gateways.replays import questions_of, replay_file

    old, new = version(20000), version(15000)
    file = open_case_file(Path(path), questions_of(old, new), by=by)
    found = replay_file(old, new, file, now=NOW, by=by, examples=examples)
    if found.fallback_rules:
        raise SystemExit(f"not in bulk: {found.fallback_rules}")
    return {(flow.before, flow.after): flow.cases for flow in found.flows}


def _alone(act: Callable[[str], Counts], path: str) -> tuple[Counts, float, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, act, path).result()


def _measured(act: Callable[[str], Counts], path: str) -> tuple[Counts, float, float]:
    """Return the counts, the median of seconds, and the MB at most in use beyond those when it started."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        counts = act(path)
        seconds.append(time.perf_counter() - started)
    return counts, median(seconds), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


if __name__ == "__main__":
    main()
