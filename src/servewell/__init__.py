"""Servewell: run public services, make them measurably better, and share what works."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

__version__ = "0.1.0"


def insight(
    path: str | PathLike[str],
    *,
    by: Sequence[str] = (),
    name_people: bool = False,
    ends: Sequence[str] = (),
    first_time_right: bool = False,
    cost: str | None = None,
    rate: float | None = None,
    unit: str = "",
    **columns: str,
) -> dict[str, Any]:
    """Return the findings of an event log, as `servewell insight LOG --json` prints them.

    `by` names attributes whose groups are compared, `ends` the activities that end a case, `cost` a column of amounts,
    `rate` what an hour of work costs, both in `unit`; with `first_time_right` a case in which no step is repeated was
    right the first time. `columns` says which column is the `case`, the `activity`, the `time`, the `resource`, where
    the reader should not find out itself. Who did the work is told by number unless `name_people`. Raises ProblemError
    for a log that cannot be read.
    """
    from pathlib import Path

    from servewell.core.insight.finding import Asked
    from servewell.core.insight.measures import Wanted
    from servewell.gateways.logs import Columns
    from servewell.gateways.looks import look

    wanted = Wanted(tuple(ends), first_time_right, cost, rate, unit)
    return look(Path(path), Asked(by=tuple(by), names_people=name_people), Columns(**columns), wanted=wanted)
