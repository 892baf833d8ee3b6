"""What may be pooled: trials that were announced, that measured the same, and of which nearly all reported."""

from dataclasses import replace
from datetime import date

import pytest

from servewell.core.evidence import Effect, pool
from servewell.core.evidence.pooling import FEWEST_POOLED, FEWEST_PREDICTED

BEGAN = date(2026, 3, 2)
RIVERTON = Effect(
    agency="riverton", measure="completed", scale="share", horizon_days=30, estimate=0.06, standard_error=0.02,
    people_old=600, people_new=610, registered_on=date(2026, 2, 20), begun_on=BEGAN, finished_on=date(2026, 6, 1),
    version="0f3a", is_verified=True,
)  # fmt: skip


def trials(*estimates: float | None) -> list[Effect]:
    return [
        replace(RIVERTON, agency=f"agency-{number}", estimate=one, standard_error=None if one is None else 0.02)
        for number, one in enumerate(estimates, 1)
    ]


def codes(effects: list[Effect], *, is_register: bool = True) -> list[str]:
    found = pool(effects, is_register=is_register)
    assert (found.fit is None) == bool(found.refusals)
    return [one.code for one in (found.refusals or found.cautions)]


def test_five_trials_are_pooled_and_tell_a_new_agency_what_to_expect() -> None:
    found = pool(trials(0.06, 0.07, 0.05, 0.06, 0.055))
    assert found.refusals == ()
    assert found.fit is not None
    assert found.fit.estimate == pytest.approx(0.059)
    assert found.prediction is not None
    assert found.prediction.convention == "confidence distribution"


@pytest.mark.parametrize("count", range(1, FEWEST_PREDICTED + 1))
def test_a_pool_needs_three_trials_and_a_prediction_five(count: int) -> None:
    found = pool(trials(*[0.05] * count))
    assert (found.fit is not None) == (count >= FEWEST_POOLED)
    assert (found.prediction is not None) == (count >= FEWEST_PREDICTED)


def test_few_trials_are_said_to_be_few() -> None:
    assert codes(trials(*[0.05] * 9)) == ["few-studies"]
    assert codes(trials(*[0.05] * 10)) == []


def test_when_more_than_a_fifth_of_those_begun_have_not_reported_nothing_is_pooled() -> None:
    assert codes(trials(*[0.05] * 8, None, None)) == ["few-studies", "not-all-reported"]
    (refusal,) = pool(trials(*[0.05] * 8, None, None, None)).refusals
    assert (refusal.code, refusal.count, refusal.of) == ("too-few-reported", 8, 11)


@pytest.mark.parametrize(
    ("change", "code", "names"),
    [
        ({"measure": "satisfied"}, "measures-differ", ("completed", "satisfied")),
        ({"horizon_days": 90}, "horizons-differ", ("30", "90")),
        ({"scale": "log ratio"}, "scales-differ", ("log ratio", "share")),
    ],
)
def test_what_was_measured_otherwise_is_not_pooled(change: dict, code: str, names: tuple[str, ...]) -> None:
    given = trials(*[0.05] * 5)
    (refusal,) = pool([*given[:-1], replace(given[-1], **change)]).refusals
    assert (refusal.code, refusal.names) == (code, names)


def test_the_same_report_twice_is_refused() -> None:
    given = trials(*[0.05] * 5)
    (refusal,) = pool([*given, replace(given[2], estimate=0.3)]).refusals
    assert (refusal.code, refusal.names) == ("said-twice", ("agency-3",))


def test_an_agency_may_try_twice_and_that_is_said() -> None:
    given = trials(*[0.05] * 10)
    again = replace(given[0], begun_on=date(2026, 9, 1))
    assert codes([*given, again]) == ["same-agency"]


def test_what_nobody_could_verify_stands_apart() -> None:
    given = trials(*[0.05] * 5)
    boast = replace(given[0], agency="boaster", estimate=0.9, is_verified=False)
    found = pool([*given, boast])
    assert [(one.effect.agency, one.why) for one in found.aside] == [("boaster", "not-verified")]
    assert found.fit == pool(given).fit


@pytest.mark.parametrize("registered", [None, date(2026, 3, 3)])
def test_a_trial_announced_after_it_began_stands_apart(registered: date | None) -> None:
    given = trials(*[0.05] * 5)
    found = pool([*given, replace(given[0], agency="late", registered_on=registered)])
    assert [(one.effect.agency, one.why) for one in found.aside] == [("late", "not-registered")]
    assert len(found.effects) == 5


def test_where_nobody_knows_what_was_begun_the_pool_says_so() -> None:
    given = [replace(one, registered_on=None) for one in trials(*[0.05] * 10)]
    assert codes(given) == ["too-few-studies"]
    assert codes(given, is_register=False) == ["no-register"]


def test_weaker_designs_stand_apart_from_trials_and_are_marked_when_alone() -> None:
    given = trials(*[0.05] * 10)
    before = [replace(one, agency=f"b-{one.agency}", design="before and after") for one in given]
    found = pool([*given, *before])
    assert {one.why for one in found.aside} == {"weaker-design"}
    assert found.design == "trial"
    assert codes(before) == ["weaker-design"]


def test_a_good_mean_with_a_new_agency_that_may_fare_worse_is_said() -> None:
    spread = pool(trials(0.02, 0.22, 0.03, 0.20, 0.12, 0.01, 0.18, 0.05, 0.15, 0.09))
    assert spread.fit is not None
    assert spread.fit.low > 0
    assert [one.code for one in spread.cautions] == ["new-agency-may-differ"]


def test_small_trials_that_tell_more_than_large_ones_are_said() -> None:
    errors = [0.01, 0.012, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08]
    given = [replace(one, estimate=0.01 + 2 * error, standard_error=error) for one, error in
             zip(trials(*[0.05] * 10), errors, strict=True)]  # fmt: skip
    jitter = [replace(one, estimate=(one.estimate or 0) + (-1) ** n * 0.002) for n, one in enumerate(given)]
    assert "small-studies-differ" in codes(jitter)


def test_nothing_is_no_evidence() -> None:
    assert codes([]) == ["nothing-to-pool"]
    assert codes([replace(RIVERTON, is_verified=False)]) == ["too-few-studies"]
