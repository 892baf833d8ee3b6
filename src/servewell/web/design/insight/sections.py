"""What stands behind the findings of a report: waits, ways, durations, groups and the quality of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from servewell.core.small_numbers import SMALLEST
from servewell.web.design.insight.findings import amount, measured
from servewell.web.design.insight.levels import frequencies, moves_of
from servewell.web.design.insight.pictures import PictureView, picture_view
from servewell.web.design.insight.words import Words

MOST_ROWS: Final = 60
MOST_VARIANTS: Final = 12
MOST_CHIPS: Final = 24
DAY: Final = 86_400  # seconds
HUES: Final = 9  # colours of steps; insight.css has as many


@dataclass(frozen=True, slots=True)
class Table:
    """A table: heads, rows, how many rows were left out, and which columns (from 0) hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chip:
    """A step of a way: its name, its colour, and how often it was repeated in a row."""

    name: str
    hue: int
    times: str


@dataclass(frozen=True, slots=True)
class VariantView:
    """One way through the process."""

    chips: tuple[Chip, ...]
    more: str
    cases: str
    share: str
    part: float
    median: str


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int], most: int = MOST_ROWS) -> Table:
    """Return a table of at most so many rows."""
    return Table(tuple(head), tuple(map(tuple, rows[:most])), max(len(rows) - most, 0), frozenset(numbers))


def waits_table(result: Mapping[str, Any], words: Words) -> Table:
    """Return how long people wait before each step, the most time in all first."""
    waits = sorted(result.get("waits") or (), key=lambda wait: -amount(wait, "total_days"))
    rows = [
        (
            str(wait.get("activity", "")),
            words.about(amount(wait, "cases")),
            words.lasted(amount(wait, "median_s")),
            words.lasted(amount(wait, "p90_s")),
            words.counted(amount(wait, "total_days"), "days"),
        )
        for wait in waits
    ]
    head = (
        words.gettext("Before the step"),
        words.gettext("Cases"),
        words.gettext("Half within"),
        words.gettext("Nine in ten within"),
        words.gettext("Time in all"),
    )
    return table(head, rows, (1, 2, 3, 4))


def steps_table(result: Mapping[str, Any], words: Words) -> Table:
    """Return how long the work of each step takes and how long it waited for a start, the longest waits first."""

    def lasted(step: Mapping[str, Any], name: str) -> str:
        return "" if step.get(name) is None else words.lasted(amount(step, name))

    steps = sorted(
        result.get("steps") or (), key=lambda step: -amount(step, "waits") * amount(step, "waiting_median_s")
    )
    rows = [
        (
            str(step.get("activity", "")),
            words.about(amount(step, "pairs")),
            lasted(step, "working_median_s"),
            lasted(step, "working_p90_s"),
            lasted(step, "waiting_median_s"),
            lasted(step, "waiting_p90_s"),
            words.about(amount(step, "unmatched_starts") + amount(step, "unmatched_completes")),
        )
        for step in steps
    ]
    head = (
        words.gettext("Step"),
        words.gettext("Times done"),
        words.gettext("Work: half within"),
        words.gettext("Work: nine in ten within"),
        words.gettext("Waiting: half within"),
        words.gettext("Waiting: nine in ten within"),
        words.gettext("Start or end missing"),
    )
    return table(head, rows, (1, 2, 3, 4, 5, 6))


def steps_picture(result: Mapping[str, Any], words: Words) -> PictureView | None:
    """Return the usual wait for a start of each step, with its usual work beside it."""
    steps = [step for step in result.get("steps") or () if step.get("working_median_s") is not None]
    rows = []
    steps.sort(key=lambda step: -amount(step, "waiting_median_s"))
    for step in steps[:MOST_CHIPS]:
        name = {"step": str(step.get("activity", ""))}
        for key, label in (
            ("waiting", words.gettext("%(step)s: waiting")),
            ("working", words.gettext("%(step)s: work")),
        ):
            if step.get(f"{key}_median_s") is not None:
                rows.append({"label": label % name, "value": amount(step, f"{key}_median_s") / DAY})
    picture = {"kind": "bars", "title": words.gettext("Usual waiting and work"), "unit": "days", "rows": rows}
    return picture_view(picture, words, "steps") if rows else None


def still_open_picture(result: Mapping[str, Any], words: Words) -> PictureView | None:
    """Return which share of the cases is still open after so long."""
    points = (result.get("throughput") or {}).get("still_open") or ()
    rows = [{"label": words.lasted(amount(one, "after_s")), "value": amount(one, "share")} for one in points]
    picture = {"kind": "line", "title": words.gettext("Still open after so long"), "unit": "share", "rows": rows}
    return picture_view(picture, words, "still-open") if len(rows) > 2 else None


def variant_views(result: Mapping[str, Any], words: Words) -> tuple[VariantView, ...]:
    """Return the most frequent ways as chips."""
    cases = amount(result.get("log") or {}, "cases") or 1.0
    hues = {name: place for place, name in enumerate(_steps(result))}
    return tuple(
        VariantView(
            chips=_chips(variant.get("path") or (), hues),
            more=_more(len(_runs(variant.get("path") or ())) - MOST_CHIPS, words),
            cases=words.counted(amount(variant, "cases"), "cases"),
            share=words.percent(amount(variant, "cases") / cases),
            part=min(amount(variant, "cases") / cases, 1.0),
            median=words.lasted(amount(variant, "median_s")) if amount(variant, "median_s") else "",
        )
        for variant in _told(result)
    )


def variants_note(result: Mapping[str, Any], words: Words) -> str:
    """Say how many ways there are and how many cases take those that are shown."""
    log, shown = result.get("log") or {}, _told(result)
    every, cases = amount(log, "variants"), amount(log, "cases") or 1.0
    if not shown:
        return words.gettext("There are %(count)s different ways, none of them taken by ten cases or more.") % {
            "count": words.about(every)
        }
    return words.gettext("There are %(count)s different ways; those shown here are taken by %(share)s of cases.") % {
        "count": words.about(every),
        "share": words.percent(sum(amount(variant, "cases") for variant in shown) / cases),
    }


def week_pictures(result: Mapping[str, Any], words: Words) -> tuple[PictureView, ...]:
    """Return the open cases by week, and what came and what was finished."""
    weeks = result.get("weeks") or ()
    if len(weeks) < 2:
        return ()
    titles = {
        "open": words.gettext("Open cases at the end of each week"),
        "arrivals": words.gettext("New cases each week"),
        "completions": words.gettext("Cases finished each week"),
    }
    found = []
    for name, title in titles.items():
        rows = [{"label": str(week.get("week", "")), "value": amount(week, name)} for week in weeks]
        picture = {"kind": "line", "title": title, "unit": "cases", "rows": rows}
        found.append(picture_view(picture, words, f"weeks-{name}"))
    return tuple(view for view in found if view is not None)


def groups_table(result: Mapping[str, Any], words: Words) -> Table:
    """Return who is hit by which finding."""
    rows = [
        (
            words.number(rank),
            str(group.get("by", "")),
            str(group.get("value", "")),
            words.about(amount(group, "cases")),
            measured(group.get("measure"), str(group.get("unit", "")), words),
        )
        for rank, finding in enumerate(result.get("findings") or (), 1)
        for group in finding.get("groups") or ()
    ]
    head = (
        words.gettext("Finding"),
        words.gettext("Compared by"),
        words.gettext("Group"),
        words.gettext("Cases"),
        words.gettext("Measured"),
    )
    return table(head, rows, (3, 4))


def proposed_groups(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return by what else people could be compared."""
    found = [
        str(one.get("name") or one.get("attribute") or one.get("by") or "") if isinstance(one, Mapping) else str(one)
        for one in result.get("groups_proposed") or ()
    ]
    return tuple(name for name in found if name)


def rejected_table(result: Mapping[str, Any], words: Words) -> Table:
    """Return what could not be used, by reason."""
    quality = result.get("quality") or {}
    rejected = sorted((quality.get("rejected") or {}).items(), key=lambda item: -amount({"n": item[1]}, "n"))
    rows = [(str(reason), words.number(amount({"n": count}, "n"))) for reason, count in rejected]
    return table((words.gettext("Why it could not be used"), words.gettext("Rows")), rows, (1,))


def quality_sentences(result: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    """Say how good the data is."""
    quality, log = result.get("quality") or {}, result.get("log") or {}
    rejected, twice = amount(log, "rejected"), amount(quality, "duplicates")
    found = [
        words.ngettext("%(count)s row could not be used.", "%(count)s rows could not be used.", round(rejected))
        % {"count": words.number(rejected)}
        if rejected
        else words.gettext("Every row could be used.")
    ]
    if twice:
        found.append(
            words.ngettext(
                "%(count)s event was in the log twice.", "%(count)s events were in the log twice.", round(twice)
            )
            % {"count": words.number(twice)}
        )
    if same := amount(quality, "same_time_share"):
        found.append(
            words.gettext("%(share)s of events have the same time as the one before; their order is that of the log.")
            % {"share": words.percent(same)}
        )
    return tuple(found)


def measures(result: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """Return the sentence of each measure and whether the log can tell it; those that it can first."""
    told = [(str(one.get("sentence", "")), one.get("value") is not None) for one in result.get("measures") or ()]
    return tuple(sorted(told, key=lambda one: not one[1]))


def _told(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    often = [variant for variant in result.get("variants") or () if amount(variant, "cases") >= SMALLEST]
    return often[:MOST_VARIANTS]


def _steps(result: Mapping[str, Any]) -> list[str]:
    return list(frequencies(moves_of(result.get("map") or {})))


def _runs(path: Sequence[object]) -> list[tuple[str, int]]:
    return [(name, len(list(some))) for name, some in groupby(map(str, path))]


def _chips(path: Sequence[object], hues: Mapping[str, int]) -> tuple[Chip, ...]:
    return tuple(
        Chip(name, hues.get(name, len(hues)) % HUES, f"×{times}" if times > 1 else "")
        for name, times in _runs(path)[:MOST_CHIPS]
    )


def _more(count: int, words: Words) -> str:
    if count <= 0:
        return ""
    return words.ngettext("and %(count)s more step", "and %(count)s more steps", count) % {"count": words.number(count)}
