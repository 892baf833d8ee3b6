"""The prediction with doubt about tau squared is what drawing from its confidence distribution gives."""

import numpy as np
import pytest
from tests.core.evidence.published import bcg, diuretics, teachers

from servewell.core.evidence.heterogeneity import _where_q_is, weighted_mean
from servewell.core.evidence.predicting import predicted

Numbers = tuple[list[float], list[float]]


@pytest.mark.parametrize("numbers", [bcg(), diuretics(), teachers()], ids=["bcg", "diuretics", "teachers"])
def test_it_is_the_mixture_that_drawing_gives(numbers: Numbers) -> None:
    values, variances = np.asarray(numbers[0]), np.asarray(numbers[1]) ** 2
    chance = np.random.default_rng(3)
    drawn = []
    for q in chance.chisquare(len(values) - 1, 1_500):
        tau2 = _where_q_is(float(q), values, variances)
        mean, total = weighted_mean(values, variances, tau2)
        drawn.append(chance.normal(mean, np.sqrt(tau2 + 1 / total), 40))
    low, high = predicted(values, variances, 0.9)
    spread = high - low
    expected = np.quantile(np.concatenate(drawn), [0.05, 0.95])
    assert [low, high] == pytest.approx(list(expected), abs=0.04 * spread)


def test_effects_that_agree_leave_little_to_expect_otherwise() -> None:
    alike, errors = np.full(20, 0.05), np.full(20, 0.02**2)
    low, high = predicted(alike, errors, 0.95)
    assert 0.03 < low < 0.05 < high < 0.07
