"""Work out what is known of a trial now, and keep it as numbers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from servewell.apps.trials.measures import MEASURES
from servewell.apps.trials.models import Trial
from servewell.apps.trials.reading import cases_of, plan_of
from servewell.core.trial.groups import FEWEST
from servewell.core.trial.monitoring import Cases, look
from servewell.core.trial.verdict import facts, sentence


def looked(trial: Trial, *, now: datetime) -> dict[str, Any]:
    """Return a look as plain values: verdict, difference, guardrails, groups, arms, and the sentence in English."""
    if trial.started_at is None:
        raise ValueError("a trial that has not started cannot be looked at")
    plan, cases = plan_of(trial), cases_of(trial)
    today = (now - trial.started_at) / timedelta(days=1)
    seen = look(plan, cases, today=today)
    wording = MEASURES[trial.measure].wording
    told = facts(plan, seen, wording)
    return {
        "verdict": seen.verdict,
        "because": seen.because,
        "cases": seen.cases,
        "waiting": seen.waiting,
        "difference": asdict(seen.difference),
        "told": asdict(told),
        "sentence": sentence(told, wording),
        "guardrails": [asdict(one) | {"is_hit": one.is_hit} for one in seen.guardrails],
        "groups": [asdict(one) for one in seen.groups],
        "ratio": asdict(seen.ratio),
        "arms": _arms(trial, cases, today),
    }


def _arms(trial: Trial, cases: Cases, today: float) -> list[dict[str, Any]]:
    """Return the mean of every measure in both arms; None in an arm with fewer than ten that can be counted."""
    rows = []
    for name, measure in MEASURES.items():
        value = cases.value if name == trial.measure else cases.guarded[name]
        ripe = cases.allocated_at <= today - measure.days
        row: dict[str, Any] = {"measure": name}
        for arm, taken in (("new", cases.arm & ripe), ("old", ~cases.arm & ripe)):
            count = int(np.count_nonzero(taken))
            row[arm] = float(value[taken].mean()) if count >= FEWEST else None
            row[f"{arm}_cases"] = count
        rows.append(row)
    return rows
