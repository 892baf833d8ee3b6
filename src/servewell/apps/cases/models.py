"""Working state of drafts, and the projection of cases that queues and lists read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """An application under way: it carries the journey, so that residents need no session."""

    id = models.CharField(max_length=26, primary_key=True)
    code = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    secret_number = models.PositiveSmallIntegerField(default=1)
    submission_key = models.CharField(max_length=64, unique=True)
    service = models.CharField(max_length=80)
    version = models.CharField(max_length=64)
    agency = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=20)
    device = models.CharField(max_length=20)
    arm = models.CharField(max_length=60, blank=True, default="")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    assisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.CharField(max_length=254, blank=True, default="")  # where the link to continue went
    answers = models.JSONField(default=dict)
    answered_pages = models.JSONField(default=list)
    last_page = models.CharField(max_length=80, blank=True, default="")
    case_id = models.CharField(max_length=26, null=True, blank=True, unique=True)
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="draft_expiry"),
            models.Index(fields=["account", "-saved_at"], name="draft_account", condition=Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code


class Case(models.Model):
    """A submitted application. Everything but the keys and secrets can be rebuilt from its events."""

    id = models.CharField(max_length=26, primary_key=True)
    reference = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    secret_number = models.PositiveSmallIntegerField(default=1)
    submission_key = models.CharField(max_length=64, unique=True)
    draft_id = models.CharField(max_length=26, unique=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    email = models.CharField(max_length=254, blank=True, default="")  # where notices go
    agency = models.CharField(max_length=60)
    # From here on: what the events say (see projection.py).
    service = models.CharField(max_length=80)
    version = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=20)
    is_assisted = models.BooleanField(default=False)
    status = models.CharField(max_length=12)
    stage = models.CharField(max_length=60)
    stage_entered_at = models.DateTimeField()
    waiting_on = models.CharField(max_length=10)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    aside = models.CharField(max_length=20, blank=True, default="")  # why work was put aside, '' while it goes on
    due_on = models.DateField()  # 9999-12-31 without a promise, so that one index orders all
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_in_days = models.PositiveIntegerField(null=True, blank=True)  # working days of the promise used
    has_kept_promise = models.BooleanField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    # What the resident says since it was closed last: solved, partly, not, or '' while she has said nothing.
    outcome = models.CharField(max_length=10, blank=True, default="")
    outcome_at = models.DateTimeField(null=True, blank=True)
    satisfied = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 to 5
    review_at = models.DateTimeField(null=True, blank=True)  # since when her "not" waits for an answer
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # First day on which something of the case is due to be erased; 9999-12-31: nothing, None: work goes on.
    erase_on = models.DateField(null=True, blank=True)
    data_wish_at = models.DateTimeField(null=True, blank=True)  # since when erasing waits for an answer

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "appealed_at"], name="case_appealed", condition=Q(appealed_at__isnull=False)
            ),
            models.Index(
                fields=["agency", "due_on", "submitted_at", "id"], name="case_queue", condition=Q(status="open")
            ),
            models.Index(
                fields=["agency", "service", "due_on", "submitted_at", "id"],
                name="case_queue_service",
                condition=Q(status="open"),
            ),
            models.Index(
                fields=["assigned_to", "due_on", "submitted_at", "id"],
                name="case_queue_mine",
                condition=Q(status="open"),
            ),
            models.Index(
                fields=["agency", "due_on", "submitted_at", "id"],
                name="case_queue_nobody",
                condition=Q(status="open", assigned_to__isnull=True),
            ),
            models.Index(
                fields=["agency", "data_wish_at"], name="case_data_wish", condition=Q(data_wish_at__isnull=False)
            ),
            models.Index(fields=["agency", "review_at"], name="case_review", condition=Q(review_at__isnull=False)),
            models.Index(fields=["service", "outcome_at"], name="case_outcome", condition=Q(outcome_at__isnull=False)),
            models.Index(fields=["erase_on"], name="case_erase", condition=Q(erase_on__isnull=False)),
            models.Index(fields=["service", "decided_at"], name="case_decided", condition=Q(decided_at__isnull=False)),
            models.Index(fields=["account", "-submitted_at"], name="case_account", condition=Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference


class Clock(models.Model):
    """When a case's promise comes near and when it is missed. Each rings once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=16)  # deadline_near, deadline_missed
    due_at = models.DateTimeField(null=True, blank=True)  # empty while the case waits or is decided
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "kind"], name="clock_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="clock_due", condition=Q(fired_at__isnull=True, due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class Document(models.Model):
    """A file that a resident or caseworker gave. Its bytes lie in the documents folder under a random name."""

    id = models.CharField(max_length=26, primary_key=True)
    draft_id = models.CharField(max_length=26, blank=True, default="")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    question = models.CharField(max_length=120, blank=True, default="")
    request = models.CharField(max_length=26, blank=True, default="")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["draft_id"], name="document_draft"),
        ]

    def __str__(self) -> str:
        return self.id


class AccessCode(models.Model):
    """A six-digit code sent to the address on file, as the second check when opening by reference."""

    subject = models.CharField(max_length=60, unique=True)  # the newest code replaces the one before
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class Night(models.Model):
    """One night's erasing: begun, perhaps broken off, gone on with, and what it came to."""

    on = models.DateField(primary_key=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # empty: it goes on where it was
    cases = models.PositiveIntegerField(default=0)  # erased as a whole
    answers = models.PositiveIntegerField(default=0)  # erased alone, their cases stay
    files = models.PositiveIntegerField(default=0)  # that no row named any more

    def __str__(self) -> str:
        return f"{self.on}"
