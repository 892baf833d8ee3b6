"""The Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servewell.apps.people"
    label = "people"
