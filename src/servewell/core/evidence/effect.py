"""What one trial of a change measured at one agency, or that it was begun and has told nothing yet.

Counts and a variance only: no row about a case or a person has a place here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from servewell.core.small_numbers import SMALLEST

Scale = Literal["share", "days", "minutes", "score", "log ratio", "standardised"]
Design = Literal["trial", "staged start", "before and after"]

SCALES: Final[tuple[Scale, ...]] = get_args(Scale)
# The strongest first: cases allocated by chance, then teams that begin one after the other, then only a date.
DESIGNS: Final[tuple[Design, ...]] = get_args(Design)
LONGEST_DAYS: Final = 3_650
LARGEST: Final = {"share": 1.0, "log ratio": 20.0, "standardised": 20.0}
_LARGEST_OTHER: Final = 100_000.0


@dataclass(frozen=True, slots=True)
class Effect:
    """New minus old, in the unit of its scale: a share from -1 to 1, days, minutes, points, or the log of a ratio.

    `estimate` is None as long as the trial has reported nothing. `is_verified` is said by who checked the signature of
    the report, never by the report itself.
    """

    agency: str
    measure: str
    scale: Scale
    horizon_days: int  # how long after its start each case was watched
    estimate: float | None = None
    standard_error: float | None = None
    design: Design = "trial"
    people_old: int | None = None
    people_new: int | None = None
    registered_on: date | None = None
    begun_on: date | None = None
    finished_on: date | None = None
    version: str = ""  # of the definition that was tried
    is_verified: bool = False

    @property
    def has_result(self) -> bool:
        """Whether an estimate was reported."""
        return self.estimate is not None

    @property
    def is_registered(self) -> bool:
        """Whether it was announced before it began, so that its result could not be kept back unseen."""
        return self.registered_on is not None and (self.begun_on is None or self.registered_on <= self.begun_on)


def faults_of(effect: Effect) -> Iterator[tuple[str, str, str]]:
    """Yield (field, what was found, what is expected) for everything that cannot be true of an effect."""
    estimate, error = effect.estimate, effect.standard_error
    most = LARGEST.get(effect.scale, _LARGEST_OTHER)
    if (estimate is None) != (error is None):
        lacking = "standard error" if error is None else "estimate"
        yield lacking, f"The {lacking} is missing.", "estimate and standard error together, or neither"
    if estimate is not None and not (math.isfinite(estimate) and abs(estimate) <= most):
        yield "estimate", f"The estimate is {estimate:g}.", f"a number from {-most:g} to {most:g} on this scale"
    if error is not None and not (math.isfinite(error) and 0 < error <= most):
        yield "standard error", f"The standard error is {error:g}.", f"a number above 0 and at most {most:g}"
    if not 1 <= effect.horizon_days <= LONGEST_DAYS:
        yield "horizon", f"The horizon is {effect.horizon_days} days.", f"1 to {LONGEST_DAYS} days"
    for field, count in (("people old", effect.people_old), ("people new", effect.people_new)):
        if count is not None and count < SMALLEST and effect.has_result:
            yield (
                field,
                f"An arm has only {count} people.",
                f"at least {SMALLEST}: fewer could tell about a person",
            )
    if effect.begun_on and effect.finished_on and effect.finished_on < effect.begun_on:
        yield "finished", "It is finished before it began.", "a day on or after the beginning"
