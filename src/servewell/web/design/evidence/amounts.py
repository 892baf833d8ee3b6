"""How an effect's number is said: 6.2 more in 100, 2 days less, 0.49 times as many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from servewell.core.evidence.effect import Design, Scale
from servewell.web.design.insight.words import Words

_RATIOS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True, slots=True)
class Amounts:
    """One scale in one language."""

    scale: Scale
    words: Words

    def said(self, value: float) -> str:
        """Return a difference with its sign, or a ratio, as short as a table needs."""
        if self.scale == "log ratio":
            ratio = math.exp(value)
            return self._isolated("×" + self.words.number(ratio, 2 if ratio >= 0.095 else 3))
        shown = 100 * value if self.scale == "share" else value
        text = self.words.number(abs(shown), 2 if self.scale in ("standardised", "score") else 1)
        sign = "" if text == "0" else "+" if shown > 0 else "−"
        return self._isolated(sign + text)

    def between(self, low: float, high: float) -> str:
        """Return '+2.1 to +10.3'."""
        return self.words.gettext("%(low)s to %(high)s") % {"low": self.said(low), "high": self.said(high)}

    def unit(self) -> str:
        """Return what one is, as the heading of a column or an axis."""
        gettext = self.words.gettext
        known: dict[Scale, str] = {
            "share": gettext("More or fewer people in 100"),
            "days": gettext("Days more or less"),
            "minutes": gettext("Minutes more or less"),
            "score": gettext("Points more or less"),
            "log ratio": gettext("Times as many"),
            "standardised": gettext("Standard deviations more or less"),
        }
        return known[self.scale]

    def ticks(self, low: float, high: float, steps: list[float]) -> list[float]:
        """Return where an axis has its numbers: round ratios, or the steps given, inside the bounds."""
        found = [math.log(ratio) for ratio in _RATIOS] if self.scale == "log ratio" else steps
        return [one for one in found if low <= one <= high]

    def _isolated(self, text: str) -> str:
        # A sign before a number would jump behind it among letters that are read from the right (UAX 9).
        return f"\u2066{text}\u2069" if self.words.is_right_to_left else text


def measure_name(measure: str, words: Words) -> str:
    """Return what a measure is called; one that we do not know by its own name."""
    gettext = words.gettext
    known = {
        "completed": gettext("Applications completed"),
        "days_to_decision": gettext("Days to the decision"),
        "asked_for_information": gettext("Asked for more information"),
        "satisfied": gettext("Satisfied residents"),
        "promise_kept": gettext("Decided within the promise"),
        "caseworker_minutes": gettext("Minutes of caseworkers"),
    }
    return known.get(measure, measure.replace("_", " "))


def design_name(design: Design, words: Words) -> str:
    """Return how old and new were compared."""
    known: dict[Design, str] = {
        "trial": words.gettext("by chance"),
        "staged start": words.gettext("one team after the other"),
        "before and after": words.gettext("before and after"),
    }
    return known[design]
