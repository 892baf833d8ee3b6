"""Drafts go a way that is fixed, secret beforehand, in the planned share, and never chosen by who a person is."""

import math

import numpy as np
import pytest

from servewell.core.problem import ProblemError
from servewell.core.trial.allocation import Allocation, is_new

KEY = b"sixteen bytes or more of it"
HALF = Allocation("trial-1", 5_000)


def ways(allocation: Allocation, *, key: bytes = KEY, stratum: str | None = None, number: int = 4_000) -> np.ndarray:
    return np.array([is_new(allocation, key=key, draft=f"draft-{one}", stratum=stratum) for one in range(number)])


def test_the_share_is_the_planned_one() -> None:
    for share in (500, 2_000, 5_000):
        part = share / 10_000
        error = math.sqrt(part * (1 - part) / 4_000)
        assert abs(ways(Allocation("trial-1", share)).mean() - part) < 4 * error


def test_the_same_draft_always_goes_the_same_way() -> None:
    assert (ways(HALF) == ways(HALF)).all()


def test_a_larger_share_keeps_those_who_already_go_the_new_way() -> None:
    before, after = ways(Allocation("trial-1", 1_000)), ways(HALF)
    assert after[before].all()
    assert after.sum() > before.sum()


@pytest.mark.parametrize("other", [ways(Allocation("trial-2", 5_000)), ways(HALF, key=b"another key of 16 bytes")])
def test_another_trial_and_another_key_toss_anew(other: np.ndarray) -> None:
    agree = (ways(HALF) == other).mean()
    assert abs(agree - 0.5) < 4 * math.sqrt(0.25 / 4_000)


def test_trial_and_draft_do_not_run_into_each_other() -> None:
    left = [is_new(Allocation("a", 5_000), key=KEY, draft=f"b{one}") for one in range(200)]
    right = [is_new(Allocation("ab", 5_000), key=KEY, draft=f"{one}") for one in range(200)]
    assert left != right


def test_none_and_all_are_what_they_say() -> None:
    assert not ways(Allocation("trial-1", 0), number=500).any()
    assert ways(Allocation("trial-1", 10_000), number=500).all()


def test_an_office_may_have_a_share_of_its_own() -> None:
    allocation = Allocation("trial-1", 5_000, by="office", shares={"harbour": 0})
    assert not ways(allocation, stratum="harbour", number=500).any()
    assert (ways(allocation, stratum="hill") == ways(HALF)).all()


def test_nobody_is_allocated_by_who_she_is() -> None:
    with pytest.raises(ProblemError) as raised:
        Allocation("trial-1", 5_000, by="age")
    assert [problem.code for problem in raised.value.problems] == ["trial-stratum"]


def test_shares_beyond_the_whole_are_refused() -> None:
    with pytest.raises(ProblemError) as raised:
        Allocation("trial-1", 12_000, by="office", shares={"hill": -1})
    assert [problem.code for problem in raised.value.problems] == ["trial-share", "trial-share"]


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        is_new(HALF, key=b"short", draft="draft-1")
