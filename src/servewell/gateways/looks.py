"""Looks at a log in a file: reads it, rolls it up where it must be, finds, and returns what a report shows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from servewell.core.eventlog.linked import case_table
from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.eventlog.rejections import Rejected
from servewell.core.eventlog.stages import in_stages, stages_of
from servewell.core.insight.finding import Asked
from servewell.core.insight.insight import as_json, find_all
from servewell.core.insight.measures import NOTHING_MORE, Wanted
from servewell.core.problem import Problem, ProblemError, nearest
from servewell.gateways.ends import ended
from servewell.gateways.engines import engine_called, moved, rolled_up, stages_of_engine
from servewell.gateways.log_files import write_log
from servewell.gateways.log_tables import Source, laid
from servewell.gateways.logs import Columns, Engine, Progress, open_log

Said = Callable[[str], None]


def look(
    path: Path,
    asked: Asked,
    columns: Columns | None = None,
    *,
    wanted: Wanted = NOTHING_MORE,
    engine: Engine = "duckdb",
    to: Path | None = None,
    keep: Callable[[Rejected], None] = lambda rejected: None,
    progress: Progress = lambda count: None,
    said: Said = lambda part: None,
) -> dict[str, Any]:
    """Return the findings of a log with its map, variants and durations, as plain values.

    `to` is a file to which the log is written as it was read, as XES or Parquet.
    Raises ProblemError when the log cannot be read or has no attribute of the name of a group, or when what is
    `wanted` is not in it.
    """
    started = time.perf_counter()
    log = open_log(path, columns or Columns(), keep=keep, progress=progress)
    read = time.perf_counter()
    if to is not None:
        write_log(log, to, path.name)
    if engine == "duckdb":
        result = look_at(log, asked, said, wanted=wanted)
    else:
        with TemporaryDirectory(prefix="servewell-engine-") as folder:
            connection = engine_called(engine)
            there = moved(log, connection, Path(folder))
            result = _look_at(there, asked, said, partial(_staged_on, connection, Path(folder)), wanted)
    done = time.perf_counter()
    return {**result, "seconds": {"read": read - started, **result["seconds"], "total": done - started}}


def look_at(
    log: EventLog, asked: Asked, said: Said = lambda part: None, *, wanted: Wanted = NOTHING_MORE
) -> dict[str, Any]:
    """Return what a report of a log shows, without the time that reading took."""
    return _look_at(log, asked, said, staged, wanted)


def _look_at(
    log: EventLog, asked: Asked, said: Said, roll_up: Callable[[EventLog], EventLog], wanted: Wanted
) -> dict[str, Any]:
    names = [attribute.name for attribute in log.attributes]
    for name in asked.by:
        if name not in names:
            near = nearest(name, names)
            fix = f"Did you mean '{near}'?" if near else f"The log says of its cases: {', '.join(names) or 'nothing'}."
            raise ProblemError(Problem("unknown-group", found=f"No case has '{name}'.", fix=fix))
    started = time.perf_counter()
    if wanted.ends:
        log = ended(log, wanted.ends)
    findings = find_all(roll_up(log), asked, said)
    found = time.perf_counter()
    said("map")
    result = as_json(log, findings, {}, wanted)
    return {**result, "seconds": {"findings": found - started, "map": time.perf_counter() - found}}


def _staged_on(engine: Any, folder: Path, log: EventLog) -> EventLog:
    stages = stages_of_engine(log)
    return log if stages is None else rolled_up(log, stages, engine, folder)


def staged(log: EventLog) -> EventLog:
    """Return the log on the level of its stages, or as it is where activities can be read as they are."""
    events = log.ordered
    if events is None:
        return log
    codes, paths = events.variants
    stages = stages_of(log.activities, cases=len(codes), variants=len(paths))
    if stages is None:
        return log
    rolled = in_stages(events, stages)
    known = log.cases.to_pyarrow().sort_by("case")
    case_ids = known["case_id"].combine_chunks()
    cases = case_table(rolled, case_ids)
    for name in ("last", "duration", "is_open"):  # a stage that lasts to the end of a case lasts as long as that
        cases = cases.set_column(cases.column_names.index(name), name, known[name])
    of_cases = {name: known[name].combine_chunks() for name in known.column_names[len(CASE_COLUMNS) :]}
    names = {**log.names, "activity": stages.names}
    source = Source(rolled, names, case_ids, of_cases, {}, TemporaryDirectory(prefix="servewell-stages-"), cases)
    rolled_up = laid(source, log.quality)
    return replace(rolled_up, counted_until=log.counted_until, keeps=(rolled_up.keeps, log))
