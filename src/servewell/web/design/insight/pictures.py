"""The picture of a finding: bars, a line by week, intervals, a histogram or weekdays, each with its data as a table.

What is marked is darker, has a bold label and a sign before it: colour alone says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from servewell.web.design.insight import charts
from servewell.web.design.insight.chart import Bar, Chart, readable
from servewell.web.design.insight.words import Words

_DRAWERS: Final = {
    "bars": charts.bars,
    "line": charts.line,
    "intervals": charts.intervals,
    "histogram": charts.histogram,
    "calendar": charts.calendar,
}


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture ready for a page: the drawing, what it shows, and the same data as a table."""

    svg: Markup
    title: str
    unit: str
    note: str
    legend: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def picture_view(picture: Mapping[str, Any], words: Words, anchor: str) -> PictureView | None:
    """Return the picture of a finding's JSON; None when there is nothing to draw. `anchor` begins its ids."""
    rows = tuple(Bar.of(row, words) for row in picture.get("rows") or ())
    draw = _DRAWERS.get(str(picture.get("kind")))
    if draw is None or not rows:
        return None
    title = str(picture.get("title", ""))
    chart = Chart(*readable(rows, str(picture.get("unit", ""))), words)
    drawing, height = draw(chart)
    return PictureView(
        svg=drawing.svg(height, anchor, title, described(chart)),
        title=title,
        unit=chart.unit_text,
        note=str(picture.get("note", "")),
        legend=_legend(str(picture.get("kind")), chart),
        head=_head(chart),
        rows=tuple(_cells(chart, row) for row in rows),
    )


def described(chart: Chart) -> str:
    """Return what somebody who cannot see the picture must know: how many values, the largest, the marked ones."""
    words = chart.words
    largest = max(chart.rows, key=lambda row: row.value)
    parts = [
        words.ngettext("%(count)s value.", "%(count)s values.", len(chart.rows))
        % {"count": words.number(len(chart.rows))},
        words.gettext("Largest: %(label)s, %(value)s.") % {"label": largest.label, "value": chart.said(largest.value)},
    ]
    marked = [row for row in chart.rows if row.is_marked][:5]
    if marked:
        listed = "; ".join(f"{row.label}, {chart.said(row.value)}" for row in marked)
        parts.append(words.gettext("Marked: %(rows)s.") % {"rows": listed})
    return " ".join(parts)


def _legend(kind: str, chart: Chart) -> tuple[str, ...]:
    words, found = chart.words, []
    if chart.has_marked and kind in {"histogram", "calendar"}:
        found.append(words.gettext("The columns of the stronger colour are what the finding is about."))
    elif chart.has_marked:
        found.append(words.gettext("▸ marks what the finding is about."))
    if chart.common_reference is not None:
        value = {"value": chart.said(chart.common_reference)}
        found.append(words.gettext("Dashed line: %(value)s, what it is compared with.") % value)
    elif chart.has_references:
        found.append(words.gettext("Dashed: what each is compared with."))
    if kind != "histogram" and chart.has_bounds:
        found.append(words.gettext("Thin line: where the true value lies in 95 of 100 such logs."))
    return tuple(found)


def _head(chart: Chart) -> tuple[str, ...]:
    words = chart.words
    head = ["", chart.unit_text or words.gettext("Value")]
    if chart.has_bounds:
        head += [words.gettext("From"), words.gettext("To")]
    if chart.has_references:
        head.append(words.gettext("Compared with"))
    return tuple(head)


def _cells(chart: Chart, row: Bar) -> tuple[str, ...]:
    mark = "▸ " if row.is_marked else ""
    cells = [mark + row.label, chart.said(row.value)]
    if chart.has_bounds:
        cells += [chart.said(row.low), chart.said(row.high)]
    if chart.has_references:
        cells.append(chart.said(row.reference))
    return tuple(cells)
