"""The Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "servewell.apps.cases"
    label = "cases"
