"""The Django app of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal's tables are made by hand in its migration, strict and guarded by triggers."""

    name = "servewell.apps.journal"
    label = "journal"
