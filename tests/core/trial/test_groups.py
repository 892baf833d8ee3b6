"""Harm to a group is told with a correction for many groups; groups that could tell about a person are not shown."""

import math

import numpy as np
import pytest

from servewell.core.trial.groups import FEWEST, against, by_group, harm
from servewell.core.trial.sequences import Tuning, signals

TUNING = Tuning(0.7, 0.1)


@pytest.mark.parametrize(
    ("e_values", "called"),
    [
        ((), ()),
        ((19.0,), (False,)),
        ((20.0,), (True,)),
        ((39.0, 1.0), (False, False)),
        ((40.0, 1.0), (True, False)),
        ((20.0, 20.0), (True, True)),
        ((25.0, 50.0, 1.0), (False, False, False)),
        ((30.0, 1.0, 30.0), (True, False, True)),
    ],
)
def test_e_values_are_called_by_their_rank(e_values: tuple[float, ...], called: tuple[bool, ...]) -> None:
    assert against(e_values, alpha=0.05) == called


def trial(effects: dict[str, float], seed: int, cases: int = 300) -> dict[str, object]:
    """Return a trial with so many cases in each group, in which the new way changes each group's rate by so much."""
    rng = np.random.default_rng(seed)
    member = rng.permutation(np.repeat(np.arange(len(effects)), cases))
    arm = rng.random(len(member)) < 0.5
    value = (rng.random(len(member)) < 0.7 + np.array(list(effects.values()))[member] * arm).astype(float)
    groups = {name: member == place for place, name in enumerate(effects)}
    return {"groups": groups, "arm": arm, "value": value, "share": 0.5, "tuning": TUNING}


def test_the_harmed_group_is_named_though_all_others_gain() -> None:
    found = by_group(**trial({"north": 0.1, "east": 0.1, "south": -0.4, "west": 0.1}, 1))
    assert [group.name for group in found if group.is_worse] == ["south"]
    south = next(group for group in found if group.name == "south")
    assert south.high < 0
    assert south.low < -0.4 < south.high


def test_without_harm_hardly_any_group_is_named() -> None:
    rng = np.random.default_rng(1)
    arm = rng.random((400, 8, 100)) < 0.5
    value = (rng.random((400, 8, 100)) < 0.7).astype(float)
    named = [
        any(against([harm(signals(*group, 0.5, TUNING), TUNING) for group in zip(*one, strict=True)], alpha=0.05))
        for one in zip(arm, value, strict=True)
    ]
    assert np.mean(named) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 400)


def test_small_groups_are_not_shown() -> None:
    arm = np.array([True] * 30 + [False] * 30)
    inside = np.zeros(60, dtype=bool)
    inside[: FEWEST - 1] = inside[30:60] = True
    (found,) = by_group({"few": inside}, arm=arm, value=np.ones(60), share=0.5, tuning=TUNING)
    assert (found.is_shown, found.cases, found.difference, found.is_worse) == (False, None, None, False)


def test_shares_of_each_case_are_those_of_its_group() -> None:
    given = trial({"north": 0.0, "south": -0.4}, 3)
    number = len(given["arm"])
    assert by_group(**{**given, "share": np.full(number, 0.5)}) == by_group(**given)
