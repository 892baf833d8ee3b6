"""Services and their published versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Service(models.Model):
    """A service as it stands now: its newest version, and whether it can be begun."""

    slug = models.SlugField(max_length=80, unique=True)
    agency = models.SlugField(max_length=60)
    version = models.CharField(max_length=64)  # content hash of what new drafts begin with
    number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="open")
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    changed_on = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency"], name="service_agency")]

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """One published state of a definition. Written once, never changed."""

    version = models.CharField(max_length=64, primary_key=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition_text = models.TextField()
    translations = models.JSONField(default=dict)  # language -> text of texts.<language>.yaml
    examples = models.TextField(blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.number}"


class Share(models.Model):
    """Which part of the new drafts of a service begins with another version: at most one trial a service at a time."""

    service = models.OneToOneField(Service, on_delete=models.PROTECT, primary_key=True, related_name="share")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    trial = models.CharField(max_length=26)
    share = models.PositiveIntegerField()  # parts per 10,000
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.service} {self.share}"
