"""Read the drafts of a trial as what core.trial counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np

from servewell.apps.cases.queries.followed import Followed, followed
from servewell.apps.journal.steps import Opening, openings
from servewell.apps.trials.measures import MEASURES
from servewell.apps.trials.models import Trial
from servewell.apps.trials.past import MOST_CASES
from servewell.core.trial.guardrails import Guardrail
from servewell.core.trial.monitoring import Cases, Plan
from servewell.core.trial.sequences import Bools, Floats

GROUPED_BY: Final = ("channel", "device", "language")
_DAY: Final = timedelta(days=1)


def plan_of(trial: Trial) -> Plan:
    """Return the plan that was laid down, as core.trial reads it."""
    kept: Mapping[str, Any] = trial.plan
    rails = tuple(
        Guardrail(name, base=base, margin=kept["margin"], days_to_outcome=MEASURES[name].days)
        for name, base in kept["guarded"].items()
    )
    days = MEASURES[trial.measure].days
    return Plan(kept["base"], kept["smallest_effect"], days, kept["most_cases"], rails)


def cases_of(trial: Trial) -> Cases:
    """Return the trial's drafts in the order in which they were allocated; days are counted from its start.

    Of a trial that nobody ended the first 20,000 count: those counted at an earlier look always stay.
    """
    if trial.started_at is None:
        raise ValueError("a trial that has not started has no cases")
    opened = [
        one for one in openings(trial.service, since=trial.started_at, limit=MOST_CASES)
        if _belongs(one, trial)
    ]  # fmt: skip
    cases = followed([one.draft for one in opened])
    return Cases(
        arm=np.array([one.arm == "new" for one in opened], dtype=np.bool_),
        allocated_at=np.array([(one.at - trial.started_at) / _DAY for one in opened], dtype=np.float64),
        value=_values(trial.measure, opened, cases),
        share=np.full(len(opened), trial.share / 10_000),
        guarded={name: _values(name, opened, cases) for name in MEASURES if name != trial.measure},
        groups=_groups(opened),
    )


def _groups(opened: Sequence[Opening]) -> dict[str, Bools]:
    """Return who is in which group; one that is everybody is none: it would say of all what the measure says."""
    found = {}
    for by in GROUPED_BY:
        values = sorted({getattr(one, by) for one in opened})
        for value in values if len(values) > 1 else ():
            found[f"{by}: {value}"] = np.array([getattr(one, by) == value for one in opened], dtype=np.bool_)
    return found


def _belongs(one: Opening, trial: Trial) -> bool:
    version = {"new": trial.new_version, "old": trial.old_version}.get(one.arm)
    return version == one.version and (trial.ended_at is None or one.at < trial.ended_at)


def _values(name: str, opened: Sequence[Opening], cases: Mapping[str, Followed]) -> Floats:
    return np.array([MEASURES[name].value(one.at, cases.get(one.draft)) for one in opened], dtype=np.float64)
