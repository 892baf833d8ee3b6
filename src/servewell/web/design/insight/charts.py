"""How each kind of picture is drawn: bars, a line, intervals, a histogram, weekdays.

Each takes a chart and returns the drawing and its height. Labels stand above their bars, so that long names of steps
can be read on a phone; more rows than can be read go to the table alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from servewell.web.design.insight.chart import Bar, Chart
from servewell.web.design.insight.drawing import WIDTH, Drawing, shortened, text_width, wrapped

MOST_BARS: Final = 12
_TEXT: Final = 13.0
_SMALL: Final = 11.5
_BAR: Final = 13.0
_PITCH: Final = 40.0
_LINE: Final = 16.0
_PLOT: Final = 150.0  # height of what has columns or a line
_TOP: Final = 24.0
_AXIS: Final = 40.0  # room for the numbers at the side


def bars(chart: Chart) -> tuple[Drawing, float]:
    """Draw horizontal bars from zero."""
    drawing, rows = chart.drawing(), shown(chart.rows)
    scale = _scale((min(0.0, chart.bounds()[0]), chart.bounds()[1]), 0, WIDTH - 2)
    bottom = 0.0
    for row in rows:
        top = bottom + _label(drawing, chart, row, bottom)
        bottom = top + _PITCH
        at, zero = scale(row.value), scale(0)
        kind = "sw-picture__bar--marked" if row.is_marked else "sw-picture__bar"
        drawing.rectangle(zero, top + 20, WIDTH - 2 - zero, _BAR, "sw-picture__track", 2)
        drawing.rectangle(min(at, zero), top + 20, max(abs(at - zero), 1.5), _BAR, kind, 2)
        _bounds(drawing, row, scale, top + 20 + _BAR / 2)
        if row.reference is not None:
            x = scale(row.reference)
            _reference(drawing, (x, top + 17), (x, top + 23 + _BAR))
    return drawing, bottom


def intervals(chart: Chart) -> tuple[Drawing, float]:
    """Draw points with their intervals over one axis."""
    drawing, rows = chart.drawing(), shown(chart.rows)
    smallest, largest = chart.bounds()
    ticks = round_steps(min(smallest, 0.0) if smallest < largest / 2 else smallest, largest, 4)
    scale = _scale((min(ticks[0], smallest), max(ticks[-1], largest)), 8, WIDTH - 8)
    height = sum(_PITCH + _LINE * (len(_label_lines(chart, row)) - 1) for row in rows) + 6
    for tick in ticks:
        drawing.line((scale(tick), 0), (scale(tick), height), "sw-picture__grid")
        _axis_text(drawing, scale(tick), height + 15, chart.ticked(tick))
    if chart.common_reference is not None:
        x = scale(chart.common_reference)
        drawing.line((x, 0), (x, height), "sw-picture__reference")
    bottom = 0.0
    for row in rows:
        top = bottom + _label(drawing, chart, row, bottom)
        bottom = top + _PITCH
        _bounds(drawing, row, scale, top + 27)
        _point(drawing, (scale(row.value), top + 27), row.is_marked)
        if row.reference is not None and chart.common_reference is None:
            x = scale(row.reference)
            drawing.line((x, top + 20), (x, top + 34), "sw-picture__reference")
    return drawing, height + 22


def line(chart: Chart) -> tuple[Drawing, float]:
    """Draw a line in the order of the rows; what is marked gets an upright line and its name."""
    drawing, rows = chart.drawing(), chart.rows
    level = _upright(drawing, chart)
    step = (WIDTH - _AXIS - 10) / max(len(rows) - 1, 1)
    places = [_AXIS + step * place for place in range(len(rows))]
    if chart.has_bounds:
        ends = [(x, row) for x, row in zip(places, rows, strict=True) if row.low is not None and row.high is not None]
        upper = [(x, level(row.high or 0)) for x, row in ends]
        lower = [(x, level(row.low or 0)) for x, row in reversed(ends)]
        drawing.lines([*upper, *lower], "sw-picture__band", is_closed=True)
    references = [(x, row) for x, row in zip(places, rows, strict=True) if row.reference is not None]
    drawing.lines([(x, level(row.reference or 0)) for x, row in references], "sw-picture__reference")
    _breaks(drawing, chart, places)
    drawing.lines([(x, level(row.value)) for x, row in zip(places, rows, strict=True)], "sw-picture__line")
    for x, row in zip(places, rows, strict=True):
        if row.is_marked or len(rows) <= MOST_BARS:
            _point(drawing, (x, level(row.value)), row.is_marked)
    _under(drawing, places, [row.label for row in rows], 0)
    return drawing, _TOP + _PLOT + 24


def histogram(chart: Chart) -> tuple[Drawing, float]:
    """Draw touching columns; rows whose bounds are numbers have the reference marked at its place among them."""
    drawing, rows = chart.drawing(), chart.rows
    edges = [(row.low, row.high) for row in rows]
    is_edged = all(low is not None and high is not None and low < high for low, high in edges)
    reference = chart.common_reference if is_edged else None
    plain = Chart(tuple(_plain(row, keeps_reference=reference is None) for row in rows), chart.unit, chart.words)
    level = _upright(drawing, plain)
    width = (WIDTH - _AXIS - 10) / len(rows)
    _columns(drawing, plain, level, width, gap=1.0)
    places = [_AXIS + width * (place + 0.5) for place in range(len(rows))]
    _under(drawing, places, [row.label for row in rows], width)
    for place, (low, high) in enumerate(edges):
        if reference is not None and low is not None and high is not None and low <= reference < high:
            x = _AXIS + width * (place + (reference - low) / (high - low))
            _reference(drawing, (x, _TOP - 4), (x, _TOP + _PLOT))
    return drawing, _TOP + _PLOT + 24


def calendar(chart: Chart) -> tuple[Drawing, float]:
    """Draw a column for each weekday with its number above."""
    drawing, rows = chart.drawing(), chart.rows
    level = _upright(drawing, chart)
    width = (WIDTH - _AXIS - 10) / len(rows)
    _columns(drawing, chart, level, width, gap=min(8.0, width / 4), has_numbers=len(rows) <= 7)
    fits = all(text_width(row.label, _SMALL) <= width - 2 for row in rows)
    for place, row in enumerate(rows):
        label = row.label if fits else _abbreviated(row.label, width - 2)
        weight = "sw-picture__axis--marked" if row.is_marked else "sw-picture__axis"
        drawing.text(_AXIS + width * (place + 0.5), _TOP + _PLOT + 16, label, weight, "middle")
    return drawing, _TOP + _PLOT + 24


def shown(rows: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return the rows that a picture can hold: the first, and every marked one as far as there is room."""
    marked = [place for place, row in enumerate(rows) if row.is_marked][:MOST_BARS]
    others = [place for place, row in enumerate(rows) if not row.is_marked or place not in marked]
    kept = sorted({*marked, *others[: max(MOST_BARS - len(marked), 0)]})
    return tuple(rows[place] for place in kept)


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from at most `low` to at least `high`, about so many."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power * most >= span * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [round(place * step, 12) for place in range(first, last + 1)]


class _Scale:
    def __init__(self, bounds: tuple[float, float], start: float, end: float) -> None:
        self._low, high = bounds
        self._span = (high - self._low) or 1.0
        self._start, self._length = start, end - start

    def __call__(self, value: float) -> float:
        return self._start + self._length * (value - self._low) / self._span


def _scale(bounds: tuple[float, float], start: float, end: float) -> _Scale:
    return _Scale(bounds, start, end)


def _plain(row: Bar, *, keeps_reference: bool) -> Bar:
    return Bar(row.label, row.value, reference=row.reference if keeps_reference else None, is_marked=row.is_marked)


def _label(drawing: Drawing, chart: Chart, row: Bar, top: float) -> float:
    """Write a row's label and value, and return how much lower than one line they come."""
    weight = "sw-picture__label--marked" if row.is_marked else "sw-picture__label"
    lines = _label_lines(chart, row)
    for place, text in enumerate(lines):
        drawing.text(0, top + 14 + place * _LINE, text, weight)
    lower = _LINE * (len(lines) - 1)
    drawing.text(WIDTH - 2, top + 14 + lower, chart.said(row.value), weight, "end")
    return lower


def _label_lines(chart: Chart, row: Bar) -> tuple[str, ...]:
    room = WIDTH - text_width(chart.said(row.value), _TEXT) - 14
    label = ("▸ " if row.is_marked else "") + row.label
    if text_width(label, _TEXT) <= room:
        return (label,)
    *upper, last = wrapped(label, WIDTH - 4, _TEXT, 2)
    return (*upper, shortened(last, room, _TEXT))


def _bounds(drawing: Drawing, row: Bar, scale: _Scale, y: float) -> None:
    if row.low is None or row.high is None:
        return
    low, high = scale(row.low), scale(row.high)
    drawing.line((low, y), (high, y), "sw-picture__bounds")
    for x in (low, high):
        drawing.line((x, y - 4), (x, y + 4), "sw-picture__bounds")


def _reference(drawing: Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw what is compared with, over a light line that parts it from a dark bar."""
    drawing.line(start, end, "sw-picture__under")
    drawing.line(start, end, "sw-picture__reference")


def _point(drawing: Drawing, at: tuple[float, float], is_marked: bool) -> None:
    x, y = at
    if is_marked:
        drawing.lines([(x - 6, y), (x, y - 6), (x + 6, y), (x, y + 6)], "sw-picture__point--marked", is_closed=True)
    else:
        drawing.circle(at, 4, "sw-picture__point")


def _upright(drawing: Drawing, chart: Chart) -> _Scale:
    """Draw the numbers at the side and return the scale from a value to its height."""
    smallest, largest = chart.bounds()
    ticks = round_steps(min(smallest, 0.0), max(largest, 0.0), 4)
    level = _Scale((ticks[0], ticks[-1]), _TOP + _PLOT, _TOP)
    for tick in ticks:
        y = level(tick)
        drawing.line((_AXIS, y), (WIDTH - 8, y), "sw-picture__grid" if tick else "sw-picture__zero")
        drawing.text(_AXIS - 6, y + 4, chart.ticked(tick), "sw-picture__axis", "end")
    drawing.text(0, 12, chart.unit_text, "sw-picture__axis")
    return level


def _columns(
    drawing: Drawing, chart: Chart, level: _Scale, width: float, *, gap: float, has_numbers: bool = False
) -> None:
    for place, row in enumerate(chart.rows):
        x, y, zero = _AXIS + width * place + gap / 2, level(row.value), level(0)
        kind = "sw-picture__bar--marked" if row.is_marked else "sw-picture__bar"
        drawing.rectangle(x, min(y, zero), width - gap, max(abs(zero - y), 0.5), kind, 1)
        if row.reference is not None:
            reference = level(row.reference)
            _reference(drawing, (x - gap / 2, reference), (x + width - gap / 2, reference))
        if has_numbers:
            weight = "sw-picture__label--marked" if row.is_marked else "sw-picture__axis"
            drawing.text(x + (width - gap) / 2, y - 5, chart.ticked(_short(row.value)), weight, "middle")


def _abbreviated(label: str, room: float) -> str:
    """Return the first three letters of a Latin name; other scripts do not cut words so."""
    return label[:3] if label[:3].isascii() else shortened(label, room, _SMALL)


def _short(value: float) -> float:
    return round(value, 1) if abs(value) < 100 else round(value)


def _breaks(drawing: Drawing, chart: Chart, places: Sequence[float]) -> None:
    """Mark at most four places with an upright line and a label that does not run into the one before."""
    marked = [(x, row.label) for x, row in zip(places, chart.rows, strict=True) if row.is_marked]
    free_from = text_width(chart.unit_text, _SMALL) + 16
    for x, label in marked[:4]:
        drawing.line((x, _TOP - 6), (x, _TOP + _PLOT), "sw-picture__break")
        half = text_width("▸ " + label, _SMALL) / 2
        centre = min(max(x, half), WIDTH - half)
        if centre - half >= free_from:
            drawing.text(centre, 12, "▸ " + label, "sw-picture__axis--marked", "middle")
            free_from = centre + half + 8


def _under(drawing: Drawing, places: Sequence[float], labels: Sequence[str], width: float) -> None:
    """Write as many labels under an axis as have room, always the first and the last."""
    room = max((text_width(label, _SMALL) for label in labels), default=0.0) + 12
    step = places[1] - places[0] if len(places) > 1 else WIDTH
    each = max(1, math.ceil(room / max(step, 0.01)))
    last = len(labels) - 1
    for place, label in enumerate(labels):
        if place % each and place != last:
            continue
        if place != last and (last - place) * step < room:
            continue
        half = min(text_width(label, _SMALL) / 2, WIDTH / 2)
        _axis_text(drawing, min(max(places[place], half), WIDTH - half), _TOP + _PLOT + 16, label)


def _axis_text(drawing: Drawing, x: float, y: float, text: str) -> None:
    half = text_width(text, _SMALL) / 2
    drawing.text(min(max(x, half), WIDTH - half), y, text, "sw-picture__axis", "middle")
