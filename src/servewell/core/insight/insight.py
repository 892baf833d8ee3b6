"""All findings of a log, ranked by what could be won, and everything else that a report of it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import numpy as np

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.table import EPOCH
from servewell.core.eventlog.units import DAY_US, SECOND_US
from servewell.core.insight.drift import find_drift
from servewell.core.insight.drivers import find_drivers
from servewell.core.insight.exceptions import find_exceptions
from servewell.core.insight.failure_demand import find_failure_demand
from servewell.core.insight.finding import Asked, Finding
from servewell.core.insight.group_choice import group_choices
from servewell.core.insight.handovers import find_handovers
from servewell.core.insight.journeys import find_drop_out, find_faults
from servewell.core.insight.measures import NOTHING_MORE, Wanted, measured
from servewell.core.insight.promises import find_promises
from servewell.core.insight.rework import find_rework
from servewell.core.insight.turns import find_turns
from servewell.core.insight.unequal import find_unequal
from servewell.core.insight.waits import find_waits
from servewell.core.measure.process_map import ProcessMap, Variant, process_map
from servewell.core.measure.service_times import ServiceTime, service_times
from servewell.core.measure.survival import Survival, survival
from servewell.core.measure.waits import StepWait, step_waits
from servewell.core.measure.weeks import Week, flow

Find = Callable[[EventLog, Asked], list[Finding]]
Said = Callable[[str], None]
MOST_OF_A_KIND: Final = 5
MOST_POINTS: Final = 48  # of the curve of how long cases last
LEFT_OUT: Final = 0.02  # of the cases at most last beyond its end
MOST_VARIANTS: Final = 1_000  # listed; their number is told whole
_SURE: Final = {"high": 2, "medium": 1, "low": 0}


def find_all(log: EventLog, asked: Asked, said: Said = lambda kind: None) -> tuple[Finding, ...]:
    """Return the findings of a log: what could win the most first, at most five of a kind.

    `said` is told what is being looked for, for whoever waits. Who works is told by number unless names were asked for.
    """
    if not asked.names_people:
        log = replace(log, resources=tuple(f"№ {number}" for number in range(1, len(log.resources) + 1)))
    found: list[Finding] = []
    for name, find in _FINDERS:
        said(name)
        some = sorted(find(log, asked), key=_weight, reverse=True)
        # A wait that has a shape says what to do about it: it is told although others are longer.
        found += [one for place, one in enumerate(some) if place < MOST_OF_A_KIND or (one.kind == "wait" and one.shape)]
    return tuple(sorted(found, key=_weight, reverse=True))


def _weight(finding: Finding) -> tuple[float, int, int, str]:
    return finding.size.gain_days, _SURE[finding.confidence], finding.size.cases, finding.key


_FINDERS: Final[Sequence[tuple[str, Find]]] = (
    ("waits", find_waits),
    ("rework", find_rework),
    ("handovers", find_handovers),
    ("turns", find_turns),
    ("promises", find_promises),
    ("failure demand", find_failure_demand),
    ("drivers", find_drivers),
    ("groups", find_unequal),
    ("drift", find_drift),
    ("exceptions", find_exceptions),
    ("drop-out", find_drop_out),
    ("faults", find_faults),
)


def as_json(
    log: EventLog, findings: Sequence[Finding], seconds: Mapping[str, float], wanted: Wanted = NOTHING_MORE
) -> dict[str, Any]:
    """Return what `servewell insight --json` prints (docs/develop/insight.schema.json). Times are in seconds."""
    drawn = process_map(log)
    lasted, ways, steps = drawn.durations, drawn.variants, service_times(log)
    return {
        "log": {
            "cases": sum(way.cases for way in ways),
            "events": sum(way.cases * len(way.path) for way in ways),
            "activities": len(log.activities),
            "variants": len(ways),
            "first": _instant(log.first),
            "last": _instant(log.counted_until),
            "rejected": sum(log.quality.rejected.values()),
        },
        "durations": {
            "median_s": _seconds(lasted.median),
            "p90_s": _seconds(lasted.p90),
            "mean_s": _seconds(lasted.mean),
        },
        "throughput": _throughput(survival(log)),
        "steps": [_step(log, one) for one in steps],
        "measures": [one.as_json() for one in measured(log, steps, wanted)],
        "map": _map(log, drawn),
        "variants": [_variant(log, one) for one in ways[:MOST_VARIANTS]],
        "waits": [_wait(log, one) for one in step_waits(log)],
        "weeks": [_week(one) for one in flow(log)],
        "groups_proposed": [{"name": one.name, "warning": one.warning} for one in group_choices(log)],
        "findings": [finding.as_json() for finding in findings],
        "cannot_tell": list(cannot_tell(log)),
        "quality": {
            "rejected": dict(log.quality.rejected),
            "duplicates": log.quality.duplicates,
            "same_time_share": log.quality.same_time,
            "columns": dict(log.quality.columns),
            "doubts": list(log.quality.doubts),
        },
        "seconds": dict(seconds),
    }


def _throughput(lasts: Survival) -> dict[str, Any]:
    """Return how long cases last with open ones counted as far as they came: Kaplan and Meier's estimate."""
    nearly_all = np.flatnonzero(lasts.shares <= LEFT_OUT)
    end = int(lasts.times[nearly_all[0] if len(nearly_all) else -1]) if len(lasts.times) else 0
    after = np.linspace(0, end, MOST_POINTS + 1).astype(np.int64)[1:] if end else np.empty(0, np.int64)
    at = np.searchsorted(lasts.times, after, side="right") - 1
    curve = [np.where(at >= 0, some[np.maximum(at, 0)], 1.0) for some in (lasts.shares, lasts.low, lasts.high)]
    return {
        "cases": lasts.cases,
        "open": lasts.cases - lasts.closed,
        "median_s": None if lasts.median is None else _seconds(lasts.median),
        "p90_s": None if lasts.p90 is None else _seconds(lasts.p90),
        "still_open": [
            {"after_s": _seconds(moment), "share": share, "low": low, "high": high}
            for moment, share, low, high in zip(after.tolist(), *(some.tolist() for some in curve), strict=True)
        ],
    }  # fmt: skip


def _step(log: EventLog, one: ServiceTime) -> dict[str, Any]:
    def seconds(microseconds: float | None) -> float | None:
        return None if microseconds is None else _seconds(microseconds)

    return {
        "activity": log.named(one.activity),
        "pairs": one.pairs,
        "unmatched_starts": one.unmatched_starts,
        "unmatched_completes": one.unmatched_completes,
        "working_median_s": seconds(one.working_median),
        "working_p90_s": seconds(one.working_p90),
        "waits": one.waits,
        "waiting_median_s": seconds(one.waiting_median),
        "waiting_p90_s": seconds(one.waiting_p90),
    }


def cannot_tell(log: EventLog) -> tuple[str, ...]:
    """Say what the log does not tell, so that nobody takes silence for zero."""
    said = []
    if not log.abilities.has_resources:
        said.append("Who did what is not in this log: nothing can be said about handovers or about single teams.")
    if not log.abilities.has_starts:
        said.append(
            "Each step has one time only: how much of a wait was waiting and how much was work cannot be told apart."
        )
    if not log.abilities.has_turns:
        said.append(
            "Whose turn it was is not in this log: time that people took to answer counts like the agency's own time."
        )
    if not log.attributes:
        said.append("The log says nothing about the cases themselves: groups cannot be compared.")
    return tuple(said)


def _instant(microseconds: int) -> str:
    moment = EPOCH + timedelta(microseconds=microseconds)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _seconds(microseconds: float) -> float:
    """Return seconds to the whole microsecond: engines round the last bits of a quantile differently."""
    return round(microseconds) / SECOND_US


def _variant(log: EventLog, one: Variant) -> dict[str, Any]:
    return {
        "path": [log.named(code) for code in one.path],
        "cases": one.cases,
        "median_s": _seconds(one.median),
    }


def _map(log: EventLog, drawn: ProcessMap) -> dict[str, Any]:
    starts, ends = ({log.named(code): cases for code, cases in some.items()} for some in (drawn.starts, drawn.ends))
    return {
        "edges": [
            {
                "from": log.named(edge.previous),
                "to": log.named(edge.activity),
                "count": edge.count,
                "median_s": _seconds(edge.median),
                "p90_s": _seconds(edge.p90),
            }
            for edge in drawn.edges
        ],
        "start": starts,
        "end": ends,
    }


def _wait(log: EventLog, one: StepWait) -> dict[str, Any]:
    return {
        "activity": log.named(one.activity),
        "cases": one.cases,
        "median_s": _seconds(one.median),
        "p90_s": _seconds(one.p90),
        "total_days": round(one.total / DAY_US, 3),
    }


def _week(one: Week) -> dict[str, Any]:
    return {
        "week": _instant(one.start)[:10],
        "arrivals": one.arrivals,
        "completions": one.completions,
        "open": one.open,
    }
