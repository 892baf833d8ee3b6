"""What the clock does for trials: look at those that run, so that harm ends without a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from servewell.apps.people.actor import SYSTEM
from servewell.apps.trials.models import Trial
from servewell.apps.trials.operations import look_at_trial

LOOK_EVERY: Final = timedelta(minutes=3)


def look_due(*, now: datetime) -> int:
    """Look at the trials that were not looked at for three minutes; return at how many."""
    due = Q(looked_at__isnull=True) | Q(looked_at__lte=now - LOOK_EVERY)
    trials = list(Trial.objects.filter(due, state="running").order_by("pk").values_list("pk", flat=True))
    for trial in trials:
        look_at_trial(trial=trial, by=SYSTEM, now=now)
    return len(trials)
