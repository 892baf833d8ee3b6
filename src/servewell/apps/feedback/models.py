"""Ideas of staff and residents, and who said that one would help them too."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Idea(models.Model):
    """What somebody proposes to improve in a service, and what became of it.

    The words of a resident are not here: they stand in the stream of her case alone, so that erasing it erases them.
    """

    id = models.CharField(max_length=26, primary_key=True)
    service = models.CharField(max_length=80)
    agency = models.CharField(max_length=60)
    text = models.TextField(blank=True)  # of staff; '' of a resident
    finding = models.CharField(max_length=26, blank=True, default="")  # that it was raised from
    case_id = models.CharField(max_length=26, blank=True, default="")  # or the case
    case_seq = models.PositiveIntegerField(default=0)  # the event of her case that holds a resident's words
    raised_by = models.CharField(max_length=80)  # '' for a resident
    raised_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)  # an answer is owed by then; empty for ideas from before
    state = models.CharField(max_length=12, default="raised")  # raised, considered, planned, done, declined
    reason = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=80, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    change = models.CharField(max_length=26, blank=True, default="")  # that it led to
    linked_at = models.DateTimeField(null=True, blank=True)
    said = models.TextField(blank=True, default="")  # the words of the public page, written by staff
    published_at = models.DateTimeField(null=True, blank=True)  # empty: not on the public page

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "-raised_at"], name="idea_newest"),
            models.Index(fields=["service", "finding"], name="idea_finding"),
            models.Index(fields=["agency", "due_on"], name="idea_owed", condition=Q(state="raised")),
            models.Index(fields=["-published_at"], name="idea_public", condition=Q(published_at__isnull=False)),
            models.Index(fields=["case_id"], name="idea_case", condition=~Q(case_id="")),
        ]

    def __str__(self) -> str:
        return self.id


class Support(models.Model):
    """Somebody says that an idea would help her too. `person` is a keyed hash: it counts nobody twice, names nobody."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="supports")
    person = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["idea", "person"], name="support_once")]

    def __str__(self) -> str:
        return self.idea_id
