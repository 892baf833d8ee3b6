"""The forest plot: one line a trial with its interval, below it the mean as a diamond and what a new agency can expect.

As wide as a phone. The area of a square is the trial's weight; what does not count is hollow and stands below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy import special

from servewell.core.evidence import Effect, Pool
from servewell.web.design.evidence.amounts import Amounts
from servewell.web.design.insight.chart import isolated
from servewell.web.design.insight.charts import round_steps
from servewell.web.design.insight.drawing import WIDTH, Drawing, shortened, text_width
from servewell.web.design.insight.words import Words

MOST_LINES: Final = 40
_Z: Final = float(special.ndtri(0.975))
_PITCH: Final = 34.0
_EDGE: Final = 10.0
_TEXT: Final = 13.0
_SMALL: Final = 11.5
_SQUARE: Final = 6.5  # half the side of the heaviest trial's square


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is of, its number and interval, and its weight; 0 when it does not count."""

    label: str
    value: float
    low: float
    high: float
    weight: float = 0.0


def interval_of(effect: Effect) -> tuple[float, float, float]:
    """Return a trial's estimate and the ends of its 95 % interval."""
    value, error = effect.estimate or 0.0, effect.standard_error or 0.0
    return value, value - _Z * error, value + _Z * error


def lines_of(pool: Pool) -> tuple[Line, ...]:
    """Return the trials that count, in the order of their effects."""
    weights = pool.fit.weights if pool.fit else (1.0,) * len(pool.effects)
    found = [Line(one.agency, *interval_of(one), weight) for one, weight in zip(pool.effects, weights, strict=True)]
    return tuple(sorted(found, key=lambda line: (line.value, line.label)))


def lines_aside(pool: Pool) -> tuple[Line, ...]:
    """Return the trials that are shown apart and told something."""
    return tuple(Line(one.effect.agency, *interval_of(one.effect)) for one in pool.aside if one.effect.has_result)


def forest(pool: Pool, words: Words) -> tuple[Drawing, float]:
    """Draw a pool that has something to show; return the drawing and its height."""
    return _Forest(pool, words).drawn()


class _Forest:
    def __init__(self, pool: Pool, words: Words) -> None:
        self.pool, self.words, self.amounts = pool, words, Amounts(pool.scale, words)
        self.lines, self.aside = lines_of(pool)[:MOST_LINES], lines_aside(pool)[:MOST_LINES]
        self.drawing = Drawing(is_mirrored=words.is_right_to_left)
        self.low, self.high = self._bounds()

    def _bounds(self) -> tuple[float, float]:
        """Return what the axis spans: every estimate and both results; the longest intervals are cut, with an arrow."""
        core = [line.value for line in (*self.lines, *self.aside)] + [0.0]
        if self.pool.fit:
            core += [self.pool.fit.low, self.pool.fit.high]
        if self.pool.prediction:
            core += [self.pool.prediction.low, self.pool.prediction.high]
        ends = [end for line in (*self.lines, *self.aside) for end in (line.low, line.high)] + core
        room = 0.3 * (max(core) - min(core)) or 1.0
        low, high = max(min(ends), min(core) - room), min(max(ends), max(core) + room)
        return (low, high) if high > low else (low - 1.0, high + 1.0)

    def x(self, value: float) -> float:
        return _EDGE + (WIDTH - 2 * _EDGE) * (value - self.low) / (self.high - self.low)

    def drawn(self) -> tuple[Drawing, float]:
        results = (self.pool.fit is not None) + (self.pool.prediction is not None)
        count = len(self.lines) + len(self.aside) + results + bool(self.aside)
        height = count * _PITCH + 8
        self._axis(height)
        top = 0.0
        heaviest = max((line.weight for line in self.lines), default=0.0)
        for line in self.lines:
            self._line(line, top, math.sqrt(line.weight / heaviest) if heaviest else 0.6)
            top += _PITCH
        top = self._results(top)
        if self.aside:
            self.drawing.text(0, top + 22, self.words.gettext("Shown apart, not counted:"), "sw-picture__label--marked")
            top += _PITCH
        for line in self.aside:
            self._line(line, top, 0.0)
            top += _PITCH
        return self.drawing, height + 40

    def _axis(self, height: float) -> None:
        steps = round_steps(self.low, self.high, 6)
        ticks = self.amounts.ticks(self.low, self.high, steps)
        for tick in _apart([(tick, self.x(tick), self._ticked(tick)) for tick in ticks]):
            value, x, text = tick
            kind = "sw-picture__zero" if abs(value) < 1e-12 else "sw-picture__grid"
            self.drawing.line((x, 0), (x, height), kind)
            at = min(max(x, text_width(text, _SMALL) / 2), WIDTH - text_width(text, _SMALL) / 2)
            self.drawing.text(at, height + 15, text, "sw-picture__axis", "middle")
        self.drawing.text(WIDTH / 2, height + 33, self.amounts.unit(), "sw-picture__axis", "middle")

    def _ticked(self, value: float) -> str:
        return self.amounts.said(value)

    def _line(self, line: Line, top: float, size: float) -> None:
        text = f"{self.amounts.said(line.value)} ({self.amounts.between(line.low, line.high)})"
        room = WIDTH - text_width(text, _SMALL) - 12
        label = shortened(line.label, room, _TEXT)
        self.drawing.text(0, top + 13, isolated(label) if self.words.is_right_to_left else label, "sw-picture__label")
        self.drawing.text(WIDTH, top + 13, text, "sw-picture__axis", "end")
        y = top + 24
        self._bar(line.low, line.high, y, "sw-picture__bounds")
        half = max(_SQUARE * size, 2.0)
        x = self.x(min(max(line.value, self.low), self.high))
        if line.weight:
            self.drawing.rectangle(x - half, y - half, 2 * half, 2 * half, "sw-picture__bar--marked")
        else:
            self.drawing.circle((x, y), 4, "sw-picture__point")

    def _bar(self, low: float, high: float, y: float, kind: str) -> None:
        left, right = self.x(max(low, self.low)), self.x(min(high, self.high))
        self.drawing.line((left, y), (right, y), kind)
        for at, is_cut, way in ((left, low < self.low, 1), (right, high > self.high, -1)):
            if is_cut:
                self.drawing.lines([(at + 6 * way, y - 4), (at, y), (at + 6 * way, y + 4)], kind)
            else:
                self.drawing.line((at, y - 3.5), (at, y + 3.5), kind)

    def _results(self, top: float) -> float:
        if self.pool.fit is None:
            return top
        fit, drawing = self.pool.fit, self.drawing
        self._result(top, self.words.gettext("On average"), fit.low, fit.high, fit.estimate)
        y = top + 24
        points = [(self.x(fit.low), y), (self.x(fit.estimate), y - 7), (self.x(fit.high), y)]
        drawing.lines([*points, (self.x(fit.estimate), y + 7)], "sw-picture__bar--marked", is_closed=True)
        if self.pool.prediction is None:
            return top + _PITCH
        predicted = self.pool.prediction
        self._result(top + _PITCH, self.words.gettext("In a new agency"), predicted.low, predicted.high, None)
        left, right = self.x(predicted.low), self.x(predicted.high)
        drawing.rectangle(left, top + _PITCH + 20, right - left, 8, "sw-picture__bar", 2)
        return top + 2 * _PITCH

    def _result(self, top: float, label: str, low: float, high: float, value: float | None) -> None:
        between = self.amounts.between(low, high)
        text = between if value is None else f"{self.amounts.said(value)} ({between})"
        self.drawing.text(0, top + 13, label, "sw-picture__label--marked")
        self.drawing.text(WIDTH, top + 13, text, "sw-picture__axis--marked", "end")


def _apart(ticks: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Return the numbers of an axis that do not touch; 0 always stays."""
    kept: list[tuple[float, float, str]] = []
    for tick in sorted(ticks, key=lambda one: abs(one[0])):
        wide = text_width(tick[2], _SMALL)
        if all(abs(tick[1] - other[1]) > (wide + text_width(other[2], _SMALL)) / 2 + 6 for other in kept):
            kept.append(tick)
    return kept
