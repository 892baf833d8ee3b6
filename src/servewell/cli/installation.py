"""Open the installation that a command works on: settings, migrations, static files."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def open_installation(*, prepare: bool = False) -> None:
    """Load the settings; with `prepare`, also bring tables and static files up to date (safe to repeat)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.config.settings")
    django.setup()
    if prepare:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
