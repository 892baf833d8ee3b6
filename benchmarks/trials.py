"""Simulated trials with a look after every case: how often they err, how long they take, what sharing only wins does.

`python -m benchmarks.trials [--trials N] [--processes P]`. It leaves with 1 when the product's own method (betting)
misses a target. Every number is a share of simulated trials; its Monte Carlo standard error stands beside it.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from servewell.core.trial.planning import fixed_sample
from servewell.core.trial.simulation import NEVER, Setting, Simulated, simulate

TRUTHS = ((0.60, 0.0), (0.60, 0.05), (0.60, 0.10), (0.85, 0.0), (0.85, 0.05), (0.85, 0.10), (0.95, 0.0), (0.95, 0.03))
CASES = 5_000
LONGER = 7_000  # at +5 points two of ten trials need more than 5,000 cases
# The exact e-process is an audit on another road: slow, so only where the targets are.
AUDITED = ((0.60, 0.0), (0.60, 0.10), (0.85, 0.0), (0.95, 0.0))
METHODS = ("betting", "e-process", "normal", "peeking")
# (base, effect): most median, most P80 of cases at the stop over a fixed sample
TARGETS = {(0.60, 0.10): (1.10, 1.75), (0.60, 0.05): (1.10, 1.90)}
AGENCIES = 2_000


def main() -> None:
    """Print the tables; leave with 1 when a target is missed by more than the simulation's own error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trials", description=__doc__)
    parser.add_argument("--trials", type=int, default=2_000, help="simulated trials a setting (default: 2000)")
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    started = time.perf_counter()
    jobs = [
        (Setting(base, effect, LONGER if (base, effect) == (0.60, 0.05) else CASES, args.trials), method)
        for base, effect in TRUTHS
        for method in METHODS
        if method != "e-process" or (base, effect) in AUDITED
    ]
    jobs += [(Setting(0.60, effect, CASES, args.trials, share=0.2), "betting") for effect in (0.0, 0.10)]
    found: list[tuple[str, Simulated]] = []
    with ProcessPoolExecutor(args.processes) as pool:
        for (_, method), result in zip(jobs, pool.map(_run, jobs), strict=True):
            found.append((method, result))
            print(f"{len(found)} of {len(jobs)}, {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    errors = print_errors(found)
    slow = print_sizes(found)
    print_exaggeration(found)
    print_sharing(args.trials)
    print(f"\n{args.trials:,} trials a setting, {time.perf_counter() - started:.0f} s on {args.processes} processes.")
    for miss in (*errors, *slow):
        print(f"MISSED: {miss}", file=sys.stderr)
    sys.exit(1 if errors or slow else 0)


def _run(job: tuple[Setting, str]) -> Simulated:
    return simulate(*job)


def _place(setting: Setting) -> str:
    return f"{setting.base:.2f} | +{100 * setting.effect:.0f} | {setting.share:.1f}"


def print_errors(found: list[tuple[str, Simulated]]) -> list[str]:
    """Print how often a difference was told, and how often the interval held at every look; return what is missed."""
    print("| base | truth | share | method | told by 200 / 1,000 / 5,000 cases | interval held at every look |")
    print("|---|---|---|---|---|---|")
    missed = []
    for method, result in found:
        setting = result.setting
        told = [result.told_by(cases) for cases in (200, 1_000, 5_000)]
        says = " / ".join(f"{100 * one:.1f}" for one in told)
        error, held = result.uncertainty(told[-1]), result.coverage
        print(
            f"| {_place(setting)} | {method} | {says} % (± {100 * error:.1f})"
            f" | {100 * held:.1f} % (± {100 * result.uncertainty(held):.1f}) |"
        )
        name = f"{method} at {setting.base:.2f}, +{100 * setting.effect:.0f}, share {setting.share}"
        if method == "betting" and setting.effect == 0 and told[-1] > 0.05 + 2 * result.uncertainty(0.05):
            missed.append(f"false positives of {name}: {told[-1]:.3f}")
        if method == "betting" and held < 0.95 - 2 * result.uncertainty(0.05):
            missed.append(f"coverage of {name}: {held:.3f}")
    return missed


def print_sizes(found: list[tuple[str, Simulated]]) -> list[str]:
    """Print cases at the stop over a fixed sample with 80 % power; return what is missed."""
    print("\n| base | truth | share | method | power at the fixed sample | within 5,000 | median | P80 | target |")
    print("|---|---|---|---|---|---|---|---|---|")
    missed = []
    for method, result in found:
        setting = result.setting
        if not setting.effect or method == "peeking":
            continue
        median, p80 = result.ratio(0.5), result.ratio(0.8)
        fixed = fixed_sample(setting.base, setting.effect, share=setting.share)
        target = TARGETS.get((setting.base, setting.effect)) if setting.share == 0.5 else None
        says = f"{target[0]:.2f}, {target[1]:.2f}" if target else ""
        print(
            f"| {_place(setting)} | {method} | {100 * result.told_by(fixed):.0f} % of {fixed:,}"
            f" | {100 * result.told_by(CASES):.0f} % | {median:.2f} | {p80:.2f} | {says} |"
        )
        if target and method == "betting" and (median > target[0] or p80 > target[1]):
            missed.append(f"cases at {setting.base:.2f}, +{100 * setting.effect:.0f}: {median:.2f}, {p80:.2f}")
    return missed


def print_exaggeration(found: list[tuple[str, Simulated]]) -> None:
    """Print what the estimates of stopped trials say when the truth is +10 points."""
    print("\n| estimates at the stop, truth +10.0 at 0.60 | mean | earliest quarter | pooled, all shared |")
    print("|---|---|---|---|")
    for method, result in found:
        setting = result.setting
        if (setting.base, setting.effect, setting.share) == (0.60, 0.10, 0.5):
            first = np.argsort(result.stopped_at)[: len(result.stopped_at) // 4]
            pooled = np.average(result.estimate, weights=result.error**-2)
            means = (result.estimate.mean(), result.estimate[first].mean(), pooled)
            print(f"| {method} | " + " | ".join(f"{100 * mean:+.1f}" for mean in means) + " |")


def print_sharing(trials: int) -> None:
    """Print what agencies learn together when all trials are shared, and when only won ones are.

    Each agency tries the same change; its effect there is drawn around the mean. Trials end when they are decided or
    after 3,000 cases.
    """
    print("\n| mean effect, spread between agencies | method | stopped with a win | all shared | only wins shared |")
    print("|---|---|---|---|---|")
    agencies = min(trials, AGENCIES)
    for mean, spread in ((0.06, 0.0), (0.06, 0.04), (0.02, 0.03)):
        effects = np.random.default_rng(7).normal(mean, spread, agencies)
        for method in ("betting", "peeking"):
            one = [
                simulate(replace(Setting(0.6, float(effect), 3_000, 1), seed=100 + place), method)
                for place, effect in enumerate(effects)
            ]
            estimate = np.concatenate([result.estimate for result in one])
            error = np.concatenate([result.error for result in one])
            won = (np.concatenate([result.stopped_at for result in one]) != NEVER) & (estimate > 0)
            every, wins = _pooled(estimate, error), _pooled(estimate[won], error[won])
            print(
                f"| {100 * mean:+.0f}, {100 * spread:.0f} | {method} | {100 * won.mean():.0f} %"
                f" | {100 * every[0]:+.2f} (± {100 * every[1]:.2f}) | {100 * wins[0]:+.2f} (± {100 * wins[1]:.2f}) |"
            )


def _pooled(estimate: np.ndarray, error: np.ndarray) -> tuple[float, float]:
    """Return the mean effect and its standard error with random effects (DerSimonian and Laird 1986)."""
    weight = error**-2.0
    mean = np.average(estimate, weights=weight)
    excess = (weight * (estimate - mean) ** 2).sum() - (len(estimate) - 1)
    between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (error**2 + between)
    return float(np.average(estimate, weights=weight)), float(weight.sum() ** -0.5)


if __name__ == "__main__":
    main()
