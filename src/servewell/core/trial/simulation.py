"""Trials with yes-or-no outcomes of which the truth is known, looked at after every case: how often a method errs.

The same seed gives the same trials to every method, so that methods are compared on the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from servewell.core.trial.asymptotic import difference_and_error, half_width
from servewell.core.trial.e_process import log_e_values
from servewell.core.trial.planning import fixed_sample
from servewell.core.trial.sequences import Bools, Floats, Tuning, log_wealth, signals

NEVER: Final = 10**9
_ALPHA: Final = 0.05
_PEEKED_FROM: Final = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """What is simulated: the truth, the size, and what the planner believed."""

    base: float
    effect: float
    cases: int
    trials: int
    smallest_effect: float = 0.05
    share: float = 0.5
    seed: int = 1

    @property
    def tuning(self) -> Tuning:
        return Tuning(self.base, self.smallest_effect)


@dataclass(frozen=True)
class Simulated:
    """What came of each trial: after how many cases a difference was told (`NEVER`), whether the interval ever missed.

    `estimate` and `error` are the difference of the arms and its standard error at the stop, or at the end without one.
    """

    setting: Setting
    stopped_at: npt.NDArray[np.int64]
    has_missed: Bools
    estimate: Floats
    error: Floats

    def told_by(self, cases: int) -> float:
        """Return the share of trials in which a difference was told by then: wrongly, where there is none."""
        return float((self.stopped_at <= cases).mean())

    @property
    def coverage(self) -> float:
        """The share of trials whose interval held the truth at every look."""
        return 1 - float(self.has_missed.mean())

    def ratio(self, quantile: float) -> float:
        """Return the cases at the stop by which so many trials had stopped, against a fixed sample with 80 % power."""
        fixed = fixed_sample(self.setting.base, self.setting.effect, share=self.setting.share)
        at = int(np.quantile(self.stopped_at, quantile, method="higher"))
        return math.inf if at == NEVER else at / fixed

    def uncertainty(self, rate: float) -> float:
        """Return the standard error that a rate has from the number of simulated trials (Agresti and Coull 1998)."""
        trials = self.setting.trials + 4
        smoothed = (rate * self.setting.trials + 2) / trials
        return math.sqrt(smoothed * (1 - smoothed) / trials)


def simulate(setting: Setting, method: str, told: Callable[[int], None] = lambda _: None) -> Simulated:
    """Run all trials of a setting by one of `METHODS`; `told` hears how many trials are done."""
    stopped, missed, estimates, errors = [], [], [], []
    done = 0
    for arm, success in _drawn(setting, 500 if method == "e-process" else 20):
        is_told, is_missed = METHODS[method](arm, success, setting)
        at = np.where(is_told.any(axis=1), is_told.argmax(axis=1) + 1, NEVER)
        rows, last = np.arange(len(at)), np.minimum(at, setting.cases) - 1
        difference, error = difference_and_error(arm, success.astype(np.float64))
        stopped.append(at)
        missed.append(is_missed.any(axis=1))
        estimates.append(difference[rows, last])
        errors.append(error[rows, last])
        done += len(at)
        told(done)
    joined = [np.concatenate(parts) for parts in (stopped, missed, estimates, errors)]
    return Simulated(setting, joined[0], joined[1], joined[2], joined[3])


def _drawn(setting: Setting, at_once: int) -> Iterator[tuple[Bools, Bools]]:
    """Yield arms and outcomes, each trial from a seed of its own."""
    for start in range(0, setting.trials, at_once):
        arms, outcomes = [], []
        for trial in range(start, min(start + at_once, setting.trials)):
            numbers = np.random.default_rng([setting.seed, trial]).random((2, setting.cases))
            arm = numbers[0] < setting.share
            arms.append(arm)
            outcomes.append(numbers[1] < setting.base + setting.effect * arm)
        yield np.array(arms), np.array(outcomes)


def _by_betting(arm: Bools, success: Bools, setting: Setting) -> tuple[Bools, Bools]:
    given = signals(arm, success.astype(np.float64), setting.share, setting.tuning)
    limit = math.log(1 / _ALPHA)
    told: Bools = log_wealth(given, 0.0, setting.tuning) >= limit
    return told, told if not setting.effect else log_wealth(given, setting.effect, setting.tuning) >= limit


def _by_e_process(arm: Bools, success: Bools, setting: Setting) -> tuple[Bools, Bools]:
    truths = (0.0, setting.effect) if setting.effect else (0.0,)
    found = log_e_values(arm, success, setting.share, setting.tuning, truths) >= math.log(1 / _ALPHA)
    return found[0], found[-1]


def _by_normal(arm: Bools, success: Bools, setting: Setting) -> tuple[Bools, Bools]:
    difference, error = difference_and_error(arm, success.astype(np.float64))
    cases = np.arange(1, setting.cases + 1, dtype=np.float64)
    half = half_width(error, cases, setting.tuning, alpha=_ALPHA)
    return np.abs(difference) > half, np.abs(difference - setting.effect) > half


def _by_peeking(arm: Bools, success: Bools, setting: Setting) -> tuple[Bools, Bools]:
    """Look at a plain test after every case from the 20th and stop at the first p below 0.05: what not to do."""
    value = success.astype(np.float64)
    number = [np.maximum(np.cumsum(taken, axis=1), 1) for taken in (~arm, arm)]
    mean = [np.cumsum(np.where(taken, value, 0.0), axis=1) / number[place] for place, taken in enumerate((~arm, arm))]
    error = np.sqrt(sum(mean[place] * (1 - mean[place]) / number[place] for place in (0, 1)))
    late = np.arange(1, setting.cases + 1) >= _PEEKED_FROM
    difference, reach = mean[1] - mean[0], 1.959963984540054 * error
    told = late & (np.abs(difference) > reach) & (error > 0)
    return told, late & (np.abs(difference - setting.effect) > reach) & (error > 0)


METHODS: Final[dict[str, Callable[[Bools, Bools, Setting], tuple[Bools, Bools]]]] = {
    "betting": _by_betting,
    "e-process": _by_e_process,
    "normal": _by_normal,
    "peeking": _by_peeking,
}
