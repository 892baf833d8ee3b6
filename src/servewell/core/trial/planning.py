"""How long a trial will likely take, from the service's own past, and how much may be risked in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

from servewell.core.problem import Problem, ProblemError

Tier: TypeAlias = Literal["safe to try", "with approval", "with the council"]

# Cases at the stop as multiples of a fixed sample, measured by benchmarks/trials.py: half of the trials, 8 in 10.
HALF_STOP_BY: Final = 1.05
MOST_STOP_BY: Final = 1.75
LONGEST_WEEKS: Final = 104


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tier of risk allows: the share of new cases, and by how much a guardrail may be worse before it stops."""

    most_share: float
    most_harm: float
    needs_approval: bool
    says: str


# A convention of ours, to be set by an agency: nothing but prudence speaks for these numbers.
TIERS: Final[dict[Tier, Limits]] = {
    "safe to try": Limits(0.5, 0.05, False, "words, order and hints: nobody loses anything that is due to them"),
    "with approval": Limits(0.25, 0.02, True, "questions, proofs and steps: somebody may have to do more"),
    "with the council": Limits(0.1, 0.0, True, "who is granted what: somebody may lose what is due to them"),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """How many cases and weeks until the verdict: of half of the trials, and of 8 in 10, if the effect is there."""

    fixed_cases: int
    likely_cases: int
    most_cases: int
    likely_weeks: int
    most_weeks: int


def fixed_sample(base: float, effect: float, *, alpha: float = 0.05, power: float = 0.8, share: float = 0.5) -> int:
    """Return the cases, both arms together, of a test that is looked at once (Fleiss, Levin and Paik 2003, chapter 4).

    The variance is that of the effect, without a correction for continuity: the smallest of the usual formulas, so the
    strictest to be compared with. Rates next to 0 and 1 are taken as 0.001 and 0.999. Raises ValueError for no effect.
    """
    if effect == 0:
        raise ValueError("no number of cases shows an effect of nothing")
    old, new = (min(max(rate, 0.001), 0.999) for rate in (base, base + effect))
    variance = old * (1 - old) / (1 - share) + new * (1 - new) / share
    reach = NormalDist().inv_cdf(1 - alpha / 2) + NormalDist().inv_cdf(power)
    return math.ceil(variance * (reach / (new - old)) ** 2)


def expected_duration(
    *, base: float, smallest_effect: float, cases_a_week: float, share: float, days_to_outcome: int = 0
) -> Duration:
    """Return how long a trial will take; raise ProblemError when no verdict can come within two years."""
    fixed = fixed_sample(base, smallest_effect, share=share)
    later = math.ceil(days_to_outcome / 7)
    likely, most = math.ceil(HALF_STOP_BY * fixed), math.ceil(MOST_STOP_BY * fixed)
    weeks = [math.ceil(cases / cases_a_week) + later for cases in (likely, most)] if cases_a_week > 0 else [10**6] * 2
    if weeks[0] > LONGEST_WEEKS:
        raise ProblemError(_too_long(fixed, cases_a_week, weeks[0]))
    return Duration(fixed, likely, most, weeks[0], weeks[1])


def check_limits(tier: Tier, share: float) -> tuple[Problem, ...]:
    """Return what speaks against so large a share of new cases in this tier."""
    limits = TIERS[tier]
    if 0 < share <= limits.most_share:
        return ()
    found = f"{share:.0%} of new cases are to go the new way."
    expected = f"more than none and at most {limits.most_share:.0%} in the tier '{tier}'"
    return (Problem("trial-share", found=found, expected=expected, fix="Take a smaller share or a higher tier."),)


def _too_long(fixed: int, cases_a_week: float, weeks: int) -> Problem:
    found = f"With {cases_a_week:g} cases a week a verdict would take some {weeks:,} weeks ({fixed:,} cases)."
    if cases_a_week <= 0:
        found = "There are no cases to try this with."
    fix = "Look for a larger effect, a larger share, or try it together with other agencies and pool what they find."
    return Problem("trial-too-long", found=found, expected=f"at most {LONGEST_WEEKS} weeks", fix=fix)
