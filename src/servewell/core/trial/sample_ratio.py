"""Do the arms have the sizes that their shares explain? If not, cases of one of them are lost or repeated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy import special

# How many cases' worth the guess is that the share is what it should be.
_WEIGHT: Final = 100.0


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How many went the new way, how many should have, and the e-value against that being chance."""

    new: int
    cases: int
    expected: float
    e_value: float
    is_wrong: bool


def sample_ratio_check(groups: Sequence[tuple[int, int, float]], *, alpha: float = 0.001) -> SampleRatio:
    """Say whether the arms have sizes that the shares do not explain, from (new, cases, share 0 to 1) a stratum.

    Exact, and right however often it is asked: a wrong alarm ever comes with probability `alpha` at most. If it is
    wrong, something loses or repeats cases of one arm, and no verdict can be given. Shares lie strictly between 0
    and 1. Source: Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022.
    """
    logged = 0.0
    for new, cases, share in groups:
        if not (0 <= new <= cases and 0 < share < 1):
            raise ValueError("new cases are from 0 to all, and the share strictly between 0 and 1")
        a, b = _WEIGHT * share, _WEIGHT * (1 - share)
        logged += float(special.betaln(a + new, b + cases - new) - special.betaln(a, b))
        logged -= new * math.log(share) + (cases - new) * math.log1p(-share)
    return SampleRatio(
        new=sum(new for new, _, _ in groups),
        cases=sum(cases for _, cases, _ in groups),
        expected=sum(cases * share for _, cases, share in groups),
        e_value=math.exp(min(logged, 700.0)),
        is_wrong=logged >= math.log(1 / alpha),
    )
