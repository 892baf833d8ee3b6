"""Egger's test is the weighted regression of effects on their errors."""

import numpy as np
import pytest
from tests.core.evidence.published import bcg

from servewell.core.evidence.asymmetry import egger, small_studies_differ


def test_it_is_weighted_least_squares() -> None:
    values, errors = bcg()
    (slope, _), covariance = np.polyfit(errors, values, 1, w=1 / np.asarray(errors), cov=True)
    assert egger(values, errors)[0] == pytest.approx(slope / np.sqrt(covariance[0, 0]))


def test_effects_that_do_not_depend_on_size_pass_as_often_as_the_level_says() -> None:
    chance = np.random.default_rng(7)
    errors = np.linspace(0.01, 0.08, 15)
    warned = sum(small_studies_differ(list(chance.normal(0.05, errors)), list(errors)) for _ in range(1_000))
    assert 60 <= warned <= 140


def test_errors_that_are_all_alike_tell_nothing() -> None:
    assert egger([0.1, 0.2, 0.3], [0.02, 0.02, 0.02]) == (0.0, 1.0)
    assert egger([0.1, 0.2, 0.3], [0.1, 0.2, 0.3]) == (0.0, 1.0), "a perfect line has no error to compare with"
