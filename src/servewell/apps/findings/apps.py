"""The Django app."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "servewell.apps.findings"
    label = "findings"
