"""The outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Notice(models.Model):
    """One message to one person. `key` makes enqueueing idempotent and is the message's identity for receivers."""

    key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=60)  # "case:<id>", "draft:<id>" or "account"
    to = models.CharField(max_length=254)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link_path = models.CharField(max_length=120, blank=True, default="")  # "/c/<reference>/": the secret follows
    link_number = models.PositiveSmallIntegerField(default=0)
    is_secret = models.BooleanField(default=False)  # carries a code: the text is wiped when it expires
    state = models.CharField(max_length=10, default="queued")  # queued, sent, failed, cancelled
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["send_after"], name="notice_due", condition=models.Q(state="queued")),
            models.Index(fields=["about", "id"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"
