"""The tables of the journal. The database derives subject, seq and kind from the header, so they cannot disagree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class EventRow(models.Model):
    """One event: inserted once, never changed. Triggers refuse every UPDATE and DELETE."""

    id = models.BigAutoField(primary_key=True)
    header = models.TextField()  # canonical bytes (RFC 8785)
    header_commit = models.BinaryField()
    body_commit = models.BinaryField()
    leaf = models.BinaryField()
    subject = models.GeneratedField(expression=models.Value(""), output_field=models.TextField(), db_persist=True)
    seq = models.GeneratedField(expression=models.Value(0), output_field=models.BigIntegerField(), db_persist=True)
    kind = models.GeneratedField(expression=models.Value(""), output_field=models.TextField(), db_persist=True)

    class Meta:
        managed = False
        db_table = "event"

    def __str__(self) -> str:
        return str(self.pk)


class Payload(models.Model):
    """What may be erased of an event: both salts and the body. The only table of the journal with deletes."""

    event = models.OneToOneField(EventRow, primary_key=True, on_delete=models.DO_NOTHING, related_name="payload")
    header_salt = models.BinaryField()
    body_salt = models.BinaryField()
    body = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "payload"
        verbose_name_plural: ClassVar[str] = "payloads"

    def __str__(self) -> str:
        return str(self.pk)
