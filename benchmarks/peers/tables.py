"""Tables with as many rows written as in Servewell: an entry stands for an event with its payload (two rows)."""

from __future__ import annotations

from django.db import connection, models


class Draft(models.Model):
    """An application under way."""

    key = models.CharField(max_length=40, unique=True)
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """Half of an event."""

    about = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.about


class Case(models.Model):
    """A submitted application."""

    reference = models.CharField(max_length=40, unique=True)
    answers = models.JSONField(default=dict)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.reference


def create() -> None:
    """Make the tables."""
    with connection.schema_editor() as editor:
        for model in (Draft, Entry, Case):
            editor.create_model(model)


def note(about: str, kind: str, **data: object) -> None:
    """Write what Servewell writes for an event: two rows."""
    Entry.objects.create(about=about, kind=kind, data=data)
    Entry.objects.create(about=about, kind=kind)


def submit(key: str, answers: object) -> None:
    """Write what Servewell writes when an application is sent: case, event (two rows), two clocks, one notice."""
    Case.objects.create(reference=key, answers=answers)
    note(key, "submitted", answers=answers)
    for kind in ("clock", "clock", "notice"):
        Entry.objects.create(about=key, kind=kind)
