"""Arms whose sizes the shares do not explain are noticed; chance is not."""

import math

import pytest

from servewell.core.trial.sample_ratio import sample_ratio_check


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_the_check_of_sizes_expects_one_when_all_is_well(share: float) -> None:
    cases = 30
    expected = sum(
        math.comb(cases, new)
        * share**new
        * (1 - share) ** (cases - new)
        * sample_ratio_check([(new, cases, share)]).e_value
        for new in range(cases + 1)
    )
    assert expected == pytest.approx(1, abs=1e-9)


def test_lost_cases_are_noticed_and_chance_is_not() -> None:
    assert sample_ratio_check([(450, 1_000, 0.5), (100, 500, 0.2)]).is_wrong is False
    lost = sample_ratio_check([(850, 2_000, 0.5)])
    assert lost.is_wrong
    assert (lost.new, lost.cases, lost.expected) == (850, 2_000, 1_000)


def test_no_cases_are_no_evidence() -> None:
    assert sample_ratio_check([]).e_value == 1
    assert sample_ratio_check([(0, 0, 0.5)]).e_value == pytest.approx(1)


@pytest.mark.parametrize("group", [(3, 2, 0.5), (1, 2, 1.0), (-1, 2, 0.5)])
def test_impossible_sizes_are_refused(group: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="share"):
        sample_ratio_check([group])
