"""The plan is told from textbook formulas and the service's past, and says no when no verdict can come."""

import pytest

from servewell.core.problem import ProblemError
from servewell.core.trial.planning import TIERS, check_limits, expected_duration, fixed_sample


@pytest.mark.parametrize(("base", "effect", "cases"), [(0.6, 0.1, 707), (0.6, 0.05, 2_936), (0.85, 0.1, 275)])
def test_fixed_samples_are_those_of_the_textbook(base: float, effect: float, cases: int) -> None:
    assert fixed_sample(base, effect) == cases


def test_unequal_shares_and_smaller_effects_need_more_cases() -> None:
    assert fixed_sample(0.6, 0.1, share=0.2) > 1.4 * fixed_sample(0.6, 0.1)
    assert fixed_sample(0.6, -0.1) == pytest.approx(fixed_sample(0.5, 0.1), rel=0.01)


def test_no_effect_has_no_sample() -> None:
    with pytest.raises(ValueError, match="nothing"):
        fixed_sample(0.6, 0.0)


def test_weeks_follow_from_the_cases_of_the_past_and_the_wait_for_outcomes() -> None:
    found = expected_duration(base=0.6, smallest_effect=0.1, cases_a_week=100, share=0.5, days_to_outcome=30)
    assert (found.fixed_cases, found.likely_cases, found.most_cases) == (707, 743, 1_238)
    assert (found.likely_weeks, found.most_weeks) == (8 + 5, 13 + 5)


@pytest.mark.parametrize("cases_a_week", [0, 3, float("nan")])
def test_a_trial_that_cannot_end_is_refused(cases_a_week: float) -> None:
    with pytest.raises(ProblemError) as raised:
        expected_duration(base=0.6, smallest_effect=0.05, cases_a_week=cases_a_week, share=0.5)
    (problem,) = raised.value.problems
    assert problem.code == "trial-too-long"
    assert "pool" in problem.fix


def test_a_tier_limits_the_share() -> None:
    for tier, limits in TIERS.items():
        assert check_limits(tier, limits.most_share) == ()
        assert [problem.code for problem in check_limits(tier, limits.most_share + 0.01)] == ["trial-share"]
        assert [problem.code for problem in check_limits(tier, 0.0)] == ["trial-share"]


def test_a_higher_tier_never_allows_more() -> None:
    limits = list(TIERS.values())
    assert limits == sorted(limits, key=lambda one: (-one.most_share, -one.most_harm))
    assert [one.needs_approval for one in limits] == [False, True, True]
