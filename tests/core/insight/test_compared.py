"""What is compared, and how often chance is taken for a difference."""

import numpy as np
import pytest
from tests.core.insight.planted import planted

from servewell.core.insight.case_mix import case_mix
from servewell.core.insight.compared import adjusted_twice, confidence, differences, measures
from servewell.core.insight.statistics import benjamini_hochberg

PLANTED = planted("refused group", seed=2, cases=1_200).log()
MIX = case_mix(PLANTED, ("language",))
STEPS, MEASURED = measures(PLANTED, MIX)
LANGUAGE = next(place for place, one in enumerate(MIX.attributes) if one.name == "language")


def test_outcomes_times_and_ways_are_compared_and_decisions_are_no_work() -> None:
    assert {one.shape for one in MEASURED} == {"outcome", "time", "work"}
    decided = {PLANTED.named(one.activity) for one in MEASURED if one.shape == "outcome" and one.activity is not None}
    assert {"Permit granted", "Permit refused"} <= decided
    worked = {PLANTED.named(one.activity) for one in MEASURED if one.shape == "work" and one.activity is not None}
    assert not worked & decided


def test_more_is_always_worse_where_it_is_judged() -> None:
    granted = next(one for one in MEASURED if one.activity == PLANTED.code("Permit granted") and one.shape == "outcome")
    assert granted.is_turned
    reached = STEPS.reached[PLANTED.code("Permit granted")][granted.rows] > 0
    assert np.array_equal(granted.values, ~reached)


def test_a_planted_difference_is_that_of_the_worse_off() -> None:
    found = differences(MIX, [LANGUAGE], MEASURED)
    assert {MIX.attributes[LANGUAGE].labels[one.level] for one in found} == {"es"}
    assert found[0].measured.shape == "outcome"
    assert found[0].adjusted.low < 0.15 < found[0].adjusted.high  # size planted: 15 in 100


def test_chance_is_taken_for_a_difference_in_at_most_five_of_a_hundred_logs() -> None:
    random, alarms, codes = np.random.default_rng(1), 0, MIX.attributes[LANGUAGE].codes
    kept = codes.copy()
    for _ in range(40):
        codes[:] = random.permutation(kept)
        alarms += bool(differences(MIX, [LANGUAGE], MEASURED))
    codes[:] = kept
    assert alarms <= 4  # as few or fewer in 95 of 100 such tests, if the rate were 5 in 100


def test_p_values_are_adjusted_over_all_and_over_those_of_their_attribute() -> None:
    p_values, attributes = [0.001, 0.002, 0.003, 0.02, 0.5], [0, 0, 0, 1, 1]
    found = adjusted_twice(p_values, attributes)
    assert found[3] == pytest.approx(0.04)  # of the two by its attribute; over all it would be 0.025
    assert all(one >= other for one, other in zip(found, benjamini_hochberg(p_values), strict=True))


@pytest.mark.parametrize(
    ("p_value", "cases", "said"), [(0.0001, 500, "high"), (0.0001, 50, "medium"), (0.009, 500, "low")]
)
def test_confidence_needs_certainty_and_cases(p_value: float, cases: int, said: str) -> None:
    assert confidence(p_value, cases) == said
