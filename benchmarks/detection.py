"""Detection: how often planted faults are found, how large they are said to be, and what is found where nothing is."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import Final

import numpy as np
from tests.core.insight.planted import FAULTS, Truth, planted

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.finding import Asked, Finding, PromiseAsked
from servewell.core.insight.insight import MOST_OF_A_KIND

FALSE_AT_MOST: Final = 0.05  # of clean logs
BY: Final = ("type", "channel", "district", "language")
ASKED: Final = Asked(by=BY, promise=PromiseAsked(days=40))
KEPT: Final = Asked(by=BY, promise=PromiseAsked(days=150))  # which hardly a case breaks
FINDERS: Final = {
    "wait": ("waits", "find_waits"), "rework": ("rework", "find_rework"), "handover": ("handovers", "find_handovers"),
    "ping-pong": ("handovers", "find_handovers"), "failure demand": ("failure_demand", "find_failure_demand"),
    "promise": ("promises", "find_promises"), "driver": ("drivers", "find_drivers"),
    "unequal treatment": ("unequal", "find_unequal"), "drift": ("drift", "find_drift"),
}  # fmt: skip
CLAIMS: Final = (
    "wait with a shape", "rework", "handover", "ping-pong", "promise", "driver", "failure demand",
    "unequal treatment", "drift",
)  # fmt: skip
OF_GROUPS: Final = ("driver", "unequal treatment")
FIRST_SEED: Final = 1_000  # far from those with which anything was built


@dataclass(frozen=True, slots=True)
class Job:
    """One log to look at: with a fault, clean, or with a mix of cases that explains how groups differ.

    Without a fault, `kinds` are those of which claims are counted.
    """

    name: str
    size: float | None
    seed: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in one log; `said` is the gain of the finding that names the fault, with its interval."""

    job: Job
    is_found: bool = False
    has_shape: bool = False
    rank: int = 0
    said: tuple[float, float, float] | None = None
    truth: float = 0.0
    claims: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


def main() -> None:
    """Print both tables; leave with 1 when a kind claims something about more clean logs than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection", description=__doc__)
    parser.add_argument("--faulty", type=int, default=60, help="logs for each fault and size (default: 60)")
    parser.add_argument("--clean", type=int, default=200, help="logs without a fault (default: 200)")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--faults", nargs="*", default=list(FAULTS), choices=list(FAULTS), metavar="FAULT")
    parser.add_argument("--shares", nargs="*", type=float, default=[1.0], help="of the usual sizes (default: 1)")
    parser.add_argument("--kinds", nargs="*", default=list(FINDERS), choices=list(FINDERS), metavar="KIND")
    parser.add_argument("--sentences", action="store_true", help="print what was claimed about clean logs")
    args = parser.parse_args()
    started = time.perf_counter()
    jobs = [
        Job(fault, FAULTS[fault][1] * share, FIRST_SEED + seed)
        for fault in args.faults for share in args.shares for seed in range(args.faulty)
    ]  # fmt: skip
    for name, count in (("clean", args.clean), ("mixed", args.clean // 2)):
        jobs += [Job(name, None, FIRST_SEED + seed, tuple(args.kinds)) for seed in range(count)]
    with ProcessPoolExecutor(args.processes, mp_context=get_context("spawn"), max_tasks_per_child=100) as pool:
        seen = list(pool.map(look, jobs, chunksize=10))
    print(f"Detection: {len(seen):,} logs of 3,000 cases and a year, {time.perf_counter() - started:,.0f} s")
    if args.faulty:
        _print_found([one for one in seen if one.job.name in FAULTS], args.faults)
    failed = bool(args.clean) and _print_claims(seen, with_sentences=args.sentences)
    raise SystemExit(int(failed))


def look(job: Job) -> Seen:
    """Plant, find, compare."""
    if job.name == "clean":
        return _claimed(job, find(planted(seed=job.seed).log(), KEPT, job.kinds))
    if job.name == "mixed":
        found = find(
            planted(seed=job.seed, is_mixed=True).log(), KEPT, [kind for kind in job.kinds if kind in OF_GROUPS]
        )
        return _claimed(job, [one for one in found if not _is_of_type(one)])
    log = planted(job.name, job.size, seed=job.seed)
    assert log.truth is not None
    return _matched(job, log.log(), log.truth)


def find(log: EventLog, asked: Asked, kinds: Iterable[str]) -> list[Finding]:
    """Return the findings of some kinds, what could win most first, as the report takes them."""
    found: list[Finding] = []
    for module, name in dict.fromkeys(FINDERS[kind] for kind in kinds):
        found += getattr(import_module(f"servewell.core.insight.{module}"), name)(log, asked)
    return sorted(found, key=lambda one: -one.size.gain_days)


def _claimed(job: Job, found: Iterable[Finding]) -> Seen:
    false = [one for one in found if _claim(one)]
    return Seen(
        job,
        claims=tuple(dict.fromkeys(_claim(one) for one in false)),
        sentences=tuple(f"{one.kind} {one.shape}: {one.sentence}" for one in false),
    )


def _matched(job: Job, log: EventLog, truth: Truth) -> Seen:
    found = [one for one in find(log, ASKED, [truth.kind]) if one.kind == truth.kind]
    found = [one for place, one in enumerate(found) if place < MOST_OF_A_KIND or (one.kind == "wait" and one.shape)]
    matching = [one for one in found if names(one, truth)]
    with_shape = [one for one in matching if not truth.shape or one.shape == truth.shape]
    best = next(iter(with_shape or matching), None)
    if best is None:
        return Seen(job, truth=truth.lost_days)
    return Seen(job, True, bool(with_shape), found.index(best) + 1, _together(with_shape or matching), truth.lost_days)


def _together(found: Sequence[Finding]) -> tuple[float, float, float]:
    """Return the gain of all findings of a fault: a step is told once for each step that it follows."""
    sizes = [one.size for one in found]
    gain = sum(one.gain_days for one in sizes)
    low = sum((one.gain_days - one.gain_low) ** 2 for one in sizes) ** 0.5
    high = sum((one.gain_high - one.gain_days) ** 2 for one in sizes) ** 0.5
    return gain, gain - low, gain + high


def names(finding: Finding, truth: Truth) -> bool:
    """Tell whether a finding is of the kind of the truth and names its place, whatever else it names."""
    return finding.kind == truth.kind and truth.where.items() <= finding.where.items()


def _claim(finding: Finding) -> str:
    """Return what a finding claims beyond describing, if anything."""
    if finding.kind == "wait":
        return "wait with a shape" if finding.shape else ""
    return finding.kind if finding.kind in CLAIMS else ""


def _is_of_type(finding: Finding) -> bool:
    """In a mixed log the types of permits do differ."""
    return finding.where.get("attribute") == "type"


def _print_found(seen: Sequence[Seen], faults: Iterable[str]) -> None:
    print(
        "| fault | size | found | with its shape | place among its kind | said / true days lost | interval holds it |"
    )
    print("|---|---|---|---|---|---|---|")
    for fault in faults:
        for size in sorted({one.job.size or 0.0 for one in seen if one.job.name == fault}, reverse=True):
            logs = [one for one in seen if one.job.name == fault and one.job.size == size]
            hits = [one for one in logs if one.is_found]
            shape = f"{sum(one.has_shape for one in logs) / len(logs):.0%}" if FAULTS[fault][0].shape else ""
            rank = f"{np.median([one.rank for one in hits]):.0f}" if hits else ""
            print(f"| {fault} | {size:g} | {len(hits) / len(logs):.0%} | {shape} | {rank} | {_said(hits)} |")


def _said(hits: Sequence[Seen]) -> str:
    told = [(one.said, one.truth) for one in hits if one.said is not None and one.truth > 100]
    if not told:
        return " | "
    low, middle, high = np.quantile([said[0] / truth for said, truth in told], [0.1, 0.5, 0.9])
    holds = np.mean([said[1] <= truth <= said[2] for said, truth in told])
    return f"{middle:.2f} ({low:.2f} to {high:.2f}) | {holds:.0%}"


def _print_claims(seen: Sequence[Seen], *, with_sentences: bool) -> bool:
    """Print how often each kind claims something about logs without a fault; return whether that is too often."""
    logs: Mapping[str, list[Seen]] = {
        name: [one for one in seen if one.job.name == name] for name in ("clean", "mixed")
    }
    print("\n| claimed where nothing is | of clean logs | of logs whose mix explains it |")
    print("|---|---|---|")
    failed = False
    for kind in CLAIMS:
        clean, mixed = (sum(kind in one.claims for one in some) / max(len(some), 1) for some in logs.values())
        failed |= clean > FALSE_AT_MOST
        print(f"| {kind} | {clean:.1%} | {f'{mixed:.1%}' if kind in OF_GROUPS else ''} |")
    if with_sentences:
        for one in seen:
            for sentence in one.sentences:
                print(one.job.name, one.job.seed, sentence)
    return failed


if __name__ == "__main__":
    main()
