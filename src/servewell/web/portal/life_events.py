"""Life events in the shown language. A definition may name any; those we know have words in every language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KNOWN = {
    "birth": _("Having a child"),
    "having-a-child": _("Having a child"),
    "death": _("Death of somebody close"),
    "disability": _("Living with a disability"),
    "illness": _("Illness"),
    "moving": _("Moving home"),
    "housing": _("Finding or keeping a home"),
    "building": _("Building or changing a house"),
    "marriage": _("Marrying"),
    "starting-a-business": _("Starting a business"),
    "running-a-business": _("Running a business"),
    "losing-a-job": _("Losing a job"),
    "low-income": _("Little money"),
    "neighbourhood": _("Life in the neighbourhood"),
    "studying": _("Studying"),
    "retiring": _("Retiring"),
    "caring-for-someone": _("Caring for someone"),
    "growing-older": _("Growing older"),
}


def words_for(event: str) -> str:
    """Return a life event in words; an unknown one as its definition wrote it."""
    known = KNOWN.get(event.lower().replace(" ", "-"))
    return str(known) if known else event.replace("-", " ").capitalize()
