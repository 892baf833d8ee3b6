"""Trials with their plans, and every look that was taken at them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Trial(models.Model):
    """A trial of a version against the one that was live when it started. What was planned never changes."""

    id = models.CharField(max_length=26, primary_key=True)
    service = models.CharField(max_length=80)
    old_version = models.CharField(max_length=64)
    new_version = models.CharField(max_length=64)
    measure = models.CharField(max_length=20)
    plan = models.JSONField()  # base, smallest_effect, days, most_cases; bases and margins of guardrails
    share = models.PositiveIntegerField()  # parts per 10,000
    tier = models.CharField(max_length=20)
    why = models.TextField()
    finding = models.CharField(max_length=26, blank=True, default="")
    idea = models.CharField(max_length=26, blank=True, default="")
    practice = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, default="planned")  # planned, approved, running, ended, concluded
    planned_by = models.CharField(max_length=80)
    planned_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=20, blank=True, default="")
    because = models.CharField(max_length=120, blank=True, default="")
    reason = models.TextField(blank=True, default="")  # of a person who stopped it, or of what follows
    outcome = models.CharField(max_length=20, blank=True, default="")  # publish, keep, again
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service"], name="one_running_trial", condition=Q(state="running")),
        ]
        indexes: ClassVar = [models.Index(fields=["service", "-planned_at"], name="trial_newest")]

    def __str__(self) -> str:
        return f"{self.service} {self.measure}"


class Look(models.Model):
    """What was known of a trial at one moment. Written once."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    begun = models.PositiveIntegerField()  # cases allocated, matured or not
    content = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["trial", "at"], name="look_order")]

    def __str__(self) -> str:
        return f"{self.trial} {self.at}"
