"""The Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "servewell.apps.notices"
    label = "notices"
