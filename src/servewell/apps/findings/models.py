"""Searches for findings, and the findings as they were found last with what staff made of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Run(models.Model):
    """One search of a service's record. A row that has not begun is work to do; at most one of a service is open."""

    id = models.CharField(max_length=26, primary_key=True)
    service = models.CharField(max_length=80)
    groups = models.JSONField(default=list)  # attributes by which people are compared
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True, default="")
    cases = models.PositiveIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    lacks = models.JSONField(default=list)  # what the log cannot tell, by word
    offered = models.JSONField(default=list)  # groups to compare: name, care, what it tells
    seconds = models.FloatField(default=0.0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service"], name="one_open_run", condition=Q(ended_at__isnull=True)),
        ]
        indexes: ClassVar = [models.Index(fields=["service", "-asked_at"], name="run_newest")]

    def __str__(self) -> str:
        return f"{self.service} {self.asked_at:%Y-%m-%d}"


class Finding(models.Model):
    """A finding of a service. Its id is made of service and key, so that a later run recognises it."""

    id = models.CharField(max_length=26, primary_key=True)
    service = models.CharField(max_length=80)
    key = models.TextField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="findings")  # the last that found it
    rank = models.PositiveIntegerField()
    content = models.JSONField()  # as core.insight gives it
    first_found_at = models.DateTimeField()
    state = models.CharField(max_length=10, blank=True, default="")  # kept, dismissed; empty: nobody judged it
    reason = models.TextField(blank=True, default="")
    judged_by = models.CharField(max_length=80, blank=True, default="")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service", "rank"], name="finding_rank")]

    def __str__(self) -> str:
        return self.key
