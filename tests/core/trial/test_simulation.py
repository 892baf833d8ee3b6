"""The simulation gives known answers: peeking errs most of the time, our methods hold, and the same seed repeats."""

import math

import numpy as np
import pytest

from servewell.core.trial.simulation import METHODS, Setting, simulate

NULL = Setting(base=0.6, effect=0.0, cases=600, trials=200)
REAL = Setting(base=0.6, effect=0.2, cases=600, trials=100)


@pytest.mark.parametrize("method", [name for name in METHODS if name != "peeking"])
def test_our_methods_err_seldom_and_find_what_is_there(method: str) -> None:
    null, real = simulate(NULL, method), simulate(REAL, method)
    assert null.told_by(600) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)
    assert null.coverage == pytest.approx(1 - null.told_by(600))
    assert real.coverage >= 0.95 - 3 * math.sqrt(0.05 * 0.95 / 100)
    assert real.told_by(600) > 0.9
    assert 0.5 < real.ratio(0.5) < 1.5


def test_peeking_errs_every_third_time_and_more() -> None:
    assert simulate(NULL, "peeking").told_by(600) > 0.33


def test_stopped_estimates_are_too_large() -> None:
    assert simulate(REAL, "betting").estimate.mean() > 0.2 + 0.02


def test_a_seed_repeats_and_does_not_depend_on_how_trials_are_grouped() -> None:
    few = Setting(base=0.6, effect=0.2, cases=600, trials=30)
    assert (simulate(few, "betting").stopped_at == simulate(REAL, "betting").stopped_at[:30]).all()
    assert (
        simulate(Setting(0.6, 0.2, 600, 100, seed=2), "betting").stopped_at != simulate(REAL, "betting").stopped_at
    ).any()


def test_progress_is_told() -> None:
    heard: list[int] = []
    simulate(Setting(base=0.6, effect=0.0, cases=50, trials=45), "normal", heard.append)
    assert heard == [20, 40, 45]


def test_trials_that_do_not_stop_have_no_ratio() -> None:
    short = simulate(Setting(base=0.6, effect=0.01, cases=60, trials=20), "betting")
    assert math.isinf(short.ratio(0.8))
    assert np.isfinite(short.estimate).all()
