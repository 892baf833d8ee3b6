"""The Django app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "servewell.apps.services"
    label = "services"
