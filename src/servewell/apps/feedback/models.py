"""Ideas of staff."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Idea(models.Model):
    """What somebody proposes to improve in a service, and what the service owner answered."""

    id = models.CharField(max_length=26, primary_key=True)
    service = models.CharField(max_length=80)
    agency = models.CharField(max_length=60)
    text = models.TextField()
    finding = models.CharField(max_length=26, blank=True, default="")  # that it was raised from
    case_id = models.CharField(max_length=26, blank=True, default="")  # or the case
    raised_by = models.CharField(max_length=80)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="raised")  # raised, considered, done, declined
    reason = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=80, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "-raised_at"], name="idea_newest"),
            models.Index(fields=["service", "finding"], name="idea_finding"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
