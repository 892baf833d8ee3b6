"""Findings from event logs: speed and memory, beside PM4Py, Polars and SQL by hand, each in a process of its own.

Peers are run by another Python (`--peer-python`), which has pm4py, polars, pyarrow and r4pm; without it only our own
numbers are printed. Results are compared, and the benchmark stops when they differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from benchmarks.event_logs import long_xes, parquet_log, wide_xes

PEERS: Final = Path(__file__).parent / "peers" / "mining.py"
SAME_SECONDS: Final = 2e-6  # times are equal to the microsecond, whatever the rounding of engines
ALL_OUTPUTS: Final = ("edges", "starts", "ends", "variants", "durations")
SAME_OUTPUTS: Final = {
    "kernel": "Servewell", "expressions": "Servewell, Ibis on DuckDB", "by-hand": "SQL by hand, DuckDB",
    "polars": "Polars", "pm4py": "PM4Py",
}  # fmt: skip
READING: Final = {
    "xes": "Servewell, as tables", "xes-log": "Servewell, laid on an engine", "r4pm-xes": "r4pm (Rust)",
    "pm4py-xes": "PM4Py alone",
}  # fmt: skip


class Run(NamedTuple):
    """The medians of some runs of one contender, and what it said the last time."""

    seconds: float
    cpu: float
    megabytes: float
    result: Mapping[str, Any]


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.insight", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000, help="of the log for the comparison")
    parser.add_argument("--grow", type=int, nargs="*", default=[1_000_000, 10_000_000, 100_000_000])
    parser.add_argument("--peer-python", help="a Python that has pm4py, polars, pyarrow and r4pm")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--parts", nargs="*", default=["outputs", "map", "report", "xes"])
    args = parser.parse_args()
    pm4py = None
    if "outputs" in args.parts or "map" in args.parts:
        pm4py = _outputs(_made(parquet_log, args.events), args.peer_python, args.rounds, parts=args.parts)
    if "report" in args.parts:
        _reports(args.grow, args.rounds, pm4py)
    if "xes" in args.parts:
        for make in (wide_xes, long_xes):
            _read(_made(make), args.peer_python, args.rounds)


def _outputs(path: Path, peer: str | None, rounds: int, *, parts: Sequence[str]) -> Run | None:
    """Print the table of the same outputs, and that of the map from transition rows."""
    runs = _in_turns([name for name in SAME_OUTPUTS if peer or not _is_peer(name)], path, peer, rounds)
    for name, run in runs.items():
        _compare(runs["by-hand"].result, run.result, name, ALL_OUTPUTS)
    events = sum(edge[2] for edge in runs["by-hand"].result["edges"])
    print(f"\nParquet to map, medians, variants, starts and ends, durations: {events:,} transitions, all equal")
    _table({SAME_OUTPUTS[name]: run for name, run in runs.items()}, against=SAME_OUTPUTS["pm4py"])
    if "map" in parts:
        _run("stored-map", path, peer)  # writes the rows
        stored = _in_turns(["stored-map"], path, peer, rounds)["stored-map"]
        _compare(runs["by-hand"].result, stored.result, "stored-map", ["edges"])
        print(
            f"\nmap with medians from stored transition rows: {stored.seconds:.2f} s, {stored.megabytes:,.0f} MB",
            end="",
        )
        print(f"; PM4Py {_ratio(runs['pm4py'].result['map_seconds'], stored.seconds)}" if "pm4py" in runs else "")
    return runs.get("pm4py")


def _reports(sizes: Sequence[int], rounds: int, pm4py: Run | None) -> None:
    """Print what the whole report takes, and how that grows."""
    print("\n| whole report | seconds | reading | findings | map | events a second | peak MB | findings found |")
    print("|---|---|---|---|---|---|---|---|")
    for events in sizes:
        path = _made(parquet_log, events)
        some = rounds if events <= 10_000_000 else 1
        run = _in_turns(["report"], path, None, some)["report"]
        parts = run.result["parts"]
        print(
            f"| {run.result['events']:,} events | {run.seconds:.1f} | {parts['read']:.1f} | {parts['findings']:.1f} | "
            f"{parts['map']:.1f} | {run.result['events'] / run.seconds:,.0f} | {run.megabytes:,.0f} | "
            f"{sum(run.result['findings'].values())} |"
        )
        if pm4py is not None and events == 10_000_000:
            print(f"\nPM4Py's outputs alone: {_ratio(pm4py.seconds, run.seconds)} of the whole report\n")


def _read(path: Path, peer: str | None, rounds: int) -> None:
    """Print what reading a XES file takes."""
    runs = _in_turns([name for name in READING if peer or not _is_peer(name)], path, peer, rounds)
    counts = {name: run.result["events"] for name, run in runs.items()}
    if len(set(counts.values())) > 1:
        raise SystemExit(f"not the same number of events: {counts}")
    print(f"\nReading {path.name}: {path.stat().st_size / 1e6:.0f} MB, {counts['xes']:,} events")
    _table({READING[name]: run for name, run in runs.items()}, against=READING["pm4py-xes"])


def _table(runs: Mapping[str, Run], against: str) -> None:
    print("| | seconds | CPU seconds | peak MB | times faster than PM4Py | by CPU |")
    print("|---|---|---|---|---|---|")
    for name, run in runs.items():
        peer = runs.get(against)
        faster = f"{peer.seconds / run.seconds:.1f} | {peer.cpu / run.cpu:.1f}" if peer else " | "
        print(f"| {name} | {run.seconds:.2f} | {run.cpu:.2f} | {run.megabytes:,.0f} | {faster} |", flush=True)


def _in_turns(names: Sequence[str], path: Path, peer: str | None, rounds: int) -> dict[str, Run]:
    """Run each contender once, then all again, so that a busy hour hits all of them."""
    said: dict[str, list[Mapping[str, Any]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            said[name].append(_run(name, path, peer))
    return {
        name: Run(
            median(one["seconds"] for one in some),
            median(one["cpu"] for one in some),
            max(one["megabytes"] for one in some),
            some[-1],
        )
        for name, some in said.items()
    }


def _run(name: str, path: Path, peer: str | None) -> Mapping[str, Any]:
    words = [peer, str(PEERS)] if _is_peer(name) and peer else [sys.executable, "-m", "benchmarks.mining"]
    done = subprocess.run([*words, name, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    found: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  {name}: {found['seconds']:.2f} s, CPU {found['cpu']:.2f} s, {found['megabytes']:,.0f} MB",
        file=sys.stderr,
        flush=True,
    )
    return found


def _is_peer(name: str) -> bool:
    return name in ("pm4py", "polars", "pm4py-xes", "r4pm-xes")


def _made(make: Any, *words: int) -> Path:
    """Make a log in a process of its own: what a process needed at most is inherited by those that it starts."""
    text = f"from benchmarks.event_logs import {make.__name__} as make; make({', '.join(map(str, words))})"
    subprocess.run([sys.executable, "-c", text], check=True)
    path: Path = make(*words)
    return path


def _compare(wanted: Mapping[str, Any], found: Mapping[str, Any], name: str, outputs: Sequence[str]) -> None:
    """Stop when two results are not the same: counts equal, times equal to the microsecond."""
    for output in outputs:
        if output == "edges":
            one, other = ({(edge[0], edge[1]): edge[2:4] for edge in some["edges"]} for some in (wanted, found))
            same = one.keys() == other.keys() and all(
                one[key][0] == other[key][0] and abs(one[key][1] - other[key][1]) <= SAME_SECONDS for key in one
            )
        elif output == "durations":
            same = all(
                abs(one - other) <= SAME_SECONDS for one, other in zip(wanted[output], found[output], strict=True)
            )
        else:
            same = wanted[output] == found[output]
        if not same:
            raise SystemExit(f"{name}: {output} are not those of SQL by hand")


def _ratio(one: float, other: float) -> str:
    return f"{one:.1f} s, {one / other:.0f} times the time"


if __name__ == "__main__":
    main()
