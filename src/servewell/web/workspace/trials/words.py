"""What a trial's page calls measures, tiers, states and groups. Verdicts are sentences of core.trial, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEASURES: Final[Mapping[str, Any]] = {
    "completed": gettext_lazy("More people finish: sent in within 14 days of beginning"),
    "decided": gettext_lazy("Sooner a decision: days from beginning to decision, at most 30"),
    "not asked": gettext_lazy("Fewer questions back: sent in and not asked for information within 30 days"),
    "promise": gettext_lazy("Promise kept: decided within 30 days and within the promise"),
}
TIERS: Final[Mapping[str, Any]] = {
    "safe to try": gettext_lazy("Safe to try: words, order and hints. Up to half of new applications"),
    "with approval": gettext_lazy("With approval: questions, proofs and steps. Up to a quarter"),
    "with the council": gettext_lazy("With the council: who is granted what. Up to a tenth"),
}
STATES: Final[Mapping[str, Any]] = {
    "planned": gettext_lazy("Planned"),
    "approved": gettext_lazy("Approved"),
    "running": gettext_lazy("Under way"),
    "ended": gettext_lazy("Ended"),
    "concluded": gettext_lazy("Concluded"),
}
OUTCOMES: Final[Mapping[str, Any]] = {
    "publish": gettext_lazy("Publish the new way"),
    "keep": gettext_lazy("Keep the old way"),
    "again": gettext_lazy("Try something else"),
}
UNIT_DAYS: Final = 30


def amount(measure: str, value: float | None) -> str:
    """Return a value of a measure for people: of 100 who begin, or days saved of 30; a dash for too few."""
    if value is None:
        return _("too few to show")
    if measure == "decided":
        return _("%(days)s days") % {"days": f"{UNIT_DAYS * (1 - value):.1f}"}
    return _("%(count)s of 100") % {"count": f"{100 * value:.0f}"}


def effect_of(measure: str, typed: float) -> float:
    """Return a smallest effect as typed (people of 100, or days) on the scale from 0 to 1."""
    return typed / (UNIT_DAYS if measure == "decided" else 100)
