"""The picture of a trial: how the interval of its difference narrowed, case by case. Text for a page or a document.

The words are the caller's, in her language; the numbers stand in a table beside the picture wherever it is shown.
Colours are classes of `trial.css`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from servewell.web.design.insight.drawing import Drawing

HEIGHT: Final = 210.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 348.0, 26.0, 178.0
_WIDEST: Final = 40.0


@dataclass(frozen=True, slots=True)
class At:
    """What was known after so many cases, in numbers of 100 or in a unit; positive is in favour of the new way."""

    cases: int
    low: float
    estimate: float
    high: float


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the picture."""

    title: str
    described: str
    better: str
    worse: str
    cases: str


def interval_over_time(
    looks: Sequence[At], words: Words, *, smallest: float, anchor: str, is_mirrored: bool = False
) -> Markup:
    """Draw at least two looks: a band from low to high, the estimate in it, no difference, the smallest worth having.

    What lies beyond the scale (early, when nearly nothing is known) is cut off at its edge.
    """
    drawing = Drawing(is_mirrored=is_mirrored)
    reach = _reach(looks, smallest)
    most = looks[-1].cases

    def place(cases: int, value: float) -> tuple[float, float]:
        across = _LEFT + (_RIGHT - _LEFT) * cases / most
        return across, (_TOP + _BOTTOM) / 2 - (_BOTTOM - _TOP) / 2 * max(-1.0, min(1.0, value / reach))

    for value in (reach, reach / 2, 0.0, -reach / 2, -reach):
        kind = "sw-trial__none" if value == 0 else "sw-trial__grid"
        drawing.line(place(0, value), place(most, value), kind)
        drawing.text(_LEFT - 5, place(0, value)[1] + 4, _signed(value), "sw-trial__number", "end")
    band = [place(one.cases, one.high) for one in looks] + [place(one.cases, one.low) for one in reversed(looks)]
    drawing.lines(band, "sw-trial__band", is_closed=True)
    drawing.line(place(0, smallest), place(most, smallest), "sw-trial__smallest")
    drawing.lines([place(one.cases, one.estimate) for one in looks], "sw-trial__estimate")
    drawing.circle(place(most, looks[-1].estimate), 4, "sw-trial__now")
    drawing.text(_LEFT, _TOP - 10, words.better, "sw-trial__side")
    drawing.text(_LEFT, _BOTTOM + 20, words.worse, "sw-trial__side")
    drawing.text(_RIGHT, _BOTTOM + 20, f"{most:,} {words.cases}", "sw-trial__number", "end")
    return drawing.svg(HEIGHT, anchor, words.title, words.described)


def _reach(looks: Sequence[At], smallest: float) -> float:
    """Return the end of the scale: an even number that shows the later half of the looks whole."""
    later = looks[len(looks) // 2 :]
    wanted = max(2 * smallest, *(max(abs(one.low), abs(one.high)) for one in later))
    return min(_WIDEST, 2.0 * math.ceil(wanted / 2))


def _signed(value: float) -> str:
    return "0" if value == 0 else f"{value:+g}".replace("-", "\N{MINUS SIGN}")
