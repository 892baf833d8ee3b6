"""The Django app."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "servewell.apps.feedback"
    label = "feedback"
