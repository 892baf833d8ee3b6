"""One look says go on or stop, from matured cases in the order of allocation, and harm comes before all else."""

from dataclasses import replace

import numpy as np
import pytest

from servewell.core.trial.guardrails import Guardrail
from servewell.core.trial.monitoring import Cases, Plan, look

PLAN = Plan(base=0.6, smallest_effect=0.1, days_to_outcome=30, most_cases=1_500)
RAIL = Guardrail("asked for information", base=0.7, days_to_outcome=5)


def drawn(effect: float, cases: int = 1_200, *, seed: int = 1, harm: float = 0.0) -> Cases:
    """Return cases that are allocated ten a day."""
    rng = np.random.default_rng(seed)
    arm = rng.random(cases) < 0.5
    return Cases(
        arm=arm,
        allocated_at=np.arange(cases) / 10,
        value=(rng.random(cases) < 0.6 + effect * arm).astype(float),
        share=np.full(cases, 0.5),
        guarded={RAIL.name: (rng.random(cases) < 0.7 + harm * arm).astype(float)},
        groups={"north": rng.random(cases) < 0.5},
    )


@pytest.mark.parametrize(
    ("plan", "effect", "verdict", "because"),
    [
        (PLAN, 0.2, "stop for benefit", "measure"),
        (PLAN, -0.2, "stop for harm", "measure"),
        (PLAN, -0.03, "stop for futility", "no effect worth having"),
        (replace(PLAN, smallest_effect=0.05, most_cases=1_000), 0.03, "done", "planned cases"),
        (replace(PLAN, smallest_effect=0.05), 0.03, "go on", "measure"),
    ],
)
def test_the_verdict_follows_from_the_interval(plan: Plan, effect: float, verdict: str, because: str) -> None:
    found = look(plan, drawn(effect, seed=2), today=150)
    assert (found.verdict, found.because) == (verdict, because)


def test_only_matured_cases_count_and_the_others_wait() -> None:
    cases = drawn(0.2)
    unknown = replace(cases, value=np.where(cases.allocated_at > 20, np.nan, cases.value))
    found = look(PLAN, unknown, today=50)
    assert (found.cases, found.waiting) == (201, 999)
    first = Cases(cases.arm[:201], cases.allocated_at[:201], cases.value[:201], cases.share[:201])
    assert found.difference == look(PLAN, first, today=50).difference


def test_a_matured_case_without_a_value_is_refused() -> None:
    cases = drawn(0.0)
    with pytest.raises(ValueError, match="from 0 to 1"):
        look(PLAN, replace(cases, value=np.full(len(cases.arm), np.nan)), today=31)


def test_before_anything_matures_it_goes_on() -> None:
    found = look(PLAN, drawn(0.2), today=10)
    assert (found.verdict, found.cases, found.difference.low, found.difference.high) == ("go on", 0, -1.0, 1.0)


def test_a_harmful_guardrail_stops_though_the_measure_is_better_and_unripe() -> None:
    plan = replace(PLAN, guardrails=(RAIL,))
    cases = drawn(0.2, harm=-0.3)
    found = look(plan, cases, today=28)
    assert found.cases == 0
    assert (found.verdict, found.because) == ("stop for harm", "guardrail asked for information")
    assert look(plan, drawn(0.2), today=150).verdict == "stop for benefit"


def test_a_harmed_group_stops_a_trial_that_helps_the_others() -> None:
    cases = drawn(0.2)
    rng = np.random.default_rng(4)
    south = rng.random(len(cases.arm)) < 0.3
    value = np.where(south & cases.arm, rng.random(len(cases.arm)) < 0.25, cases.value).astype(float)
    found = look(PLAN, replace(cases, value=value, groups={"north": ~south, "south": south}), today=150)
    assert (found.verdict, found.because) == ("stop for harm", "group south")


def test_benefit_waits_for_the_first_hundred_cases_and_harm_does_not() -> None:
    arm = np.arange(60) % 2 == 0
    cases = Cases(arm, np.arange(60) / 10, arm.astype(float), np.full(60, 0.5))
    assert look(PLAN, cases, today=40).difference.low > 0
    assert look(PLAN, cases, today=40).verdict == "go on"
    assert look(PLAN, replace(cases, value=1 - cases.value), today=40).verdict == "stop for harm"


def test_arms_of_a_wrong_size_make_every_verdict_void() -> None:
    cases = drawn(0.2)
    lost = cases.arm & (np.random.default_rng(5).random(len(cases.arm)) < 0.4)
    kept = Cases(*(column[~lost] for column in (cases.arm, cases.allocated_at, cases.value, cases.share)))
    found = look(PLAN, kept, today=150)
    assert found.ratio.is_wrong
    assert found.verdict == "broken"


def test_a_share_that_grew_during_the_trial_is_no_wrong_size() -> None:
    rng = np.random.default_rng(7)
    share = np.repeat([0.1, 0.5], [600, 600])
    arm = rng.random(1_200) < share
    value = (rng.random(1_200) < 0.5 + 0.25 * arm).astype(float)
    found = look(PLAN, Cases(arm, np.arange(1_200) / 10, value, share), today=150)
    assert not found.ratio.is_wrong
    assert found.verdict == "stop for benefit"
    assert found.difference.low < 0.25 < found.difference.high


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": np.zeros(3)}, "one entry a case"),
        ({"allocated_at": np.arange(1_200)[::-1] / 10}, "order"),
        ({"share": np.ones(1_200)}, "one way only"),
    ],
)
def test_what_cannot_be_a_trial_is_refused(change: dict[str, np.ndarray], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(drawn(0.0), **change)
