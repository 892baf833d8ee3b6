"""Life events in the shown language. A definition may name any; those we know have words in every language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

KNOWN = {
    "birth": gettext_noop("Having a child"),
    "having-a-child": gettext_noop("Having a child"),
    "death": gettext_noop("Death of somebody close"),
    "disability": gettext_noop("Living with a disability"),
    "illness": gettext_noop("Illness"),
    "moving": gettext_noop("Moving home"),
    "housing": gettext_noop("Finding or keeping a home"),
    "building": gettext_noop("Building or changing a house"),
    "marriage": gettext_noop("Marrying"),
    "starting-a-business": gettext_noop("Starting a business"),
    "running-a-business": gettext_noop("Running a business"),
    "losing-a-job": gettext_noop("Losing a job"),
    "low-income": gettext_noop("Little money"),
    "neighbourhood": gettext_noop("Life in the neighbourhood"),
    "studying": gettext_noop("Studying"),
    "retiring": gettext_noop("Retiring"),
}


def words_for(event: str) -> str:
    """Return a life event in words; an unknown one as its definition wrote it."""
    known = KNOWN.get(event.lower().replace(" ", "-"))
    return _(known) if known else event.replace("-", " ").capitalize()
