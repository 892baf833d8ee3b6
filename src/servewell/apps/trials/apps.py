"""The Django app."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "servewell.apps.trials"
    label = "trials"
