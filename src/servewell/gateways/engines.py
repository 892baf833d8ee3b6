"""Lays a log on an engine that holds no arrays: Spark for more than one machine, or DuckDB to compare with it.

The events lie in Parquet as codes; transitions, cases and everything that is measured are Ibis expressions over them,
so that nothing but results comes back.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import ibis

from servewell.core.eventlog.linked import (
    cases_anywhere,
    open_anywhere,
    stages_anywhere,
    transitions_anywhere,
)
from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.eventlog.stages import Stages, stages_of
from servewell.core.problem import Problem, ProblemError
from servewell.gateways.log_tables import connect
from servewell.gateways.logs import Engine

_SPARK_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.log.level": "ERROR",
}


def engine_called(name: Engine) -> Any:
    """Return a connection to an engine. Raises ProblemError when Spark or Java is missing."""
    if name == "duckdb":
        return connect()
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _no_spark("it is not installed") from error
    builder = SparkSession.builder.appName("servewell")
    for key, value in _SPARK_SETTINGS.items():
        builder = builder.config(key, value)
    try:
        return ibis.pyspark.connect(builder.getOrCreate())
    except (PySparkException, Py4JError, OSError) as error:  # no Java, or a master that does not answer
        raise _no_spark(str(error).splitlines()[0] if str(error) else type(error).__name__) from error


def _no_spark(why: str) -> ProblemError:
    fix = "Install servewell[spark] and Java 17, or leave --engine out."
    return ProblemError(Problem("no-spark", found=f"Spark cannot be started: {why}.", fix=fix))


def moved(log: EventLog, engine: Any, folder: Path) -> EventLog:
    """Return the log on an engine, as expressions alone; `folder` must be readable by all of its machines."""
    known = [attribute.name for attribute in log.attributes]
    log.cases.select("case", "case_id", *known).to_parquet(folder / "attributes.parquet")
    log.events.to_parquet(folder / "events.parquet")
    base = engine.read_parquet(str(folder / "events.parquet"), table_name="coded_events")
    told = engine.read_parquet(str(folder / "attributes.parquet"), table_name="case_attributes")
    return _linked(replace(log, ordered=None, keeps=(log.keeps, folder)), base, told, engine, folder)


def rolled_up(log: EventLog, stages: Stages, engine: Any, folder: Path) -> EventLog:
    """Return a log of an engine on the level of its stages."""
    told = log.cases.select("case", "case_id", "last", "duration", "is_open", *(one.name for one in log.attributes))
    rolled = _linked(
        replace(log, activities=stages.names),
        stages_anywhere(log.events, stages.of),
        told.drop("last", "duration", "is_open"),
        engine,
        folder / "stages",
    )
    kept = rolled.cases.drop("last", "duration", "is_open").join(
        told.select("case", "last", "duration", "is_open"), "case"
    )
    kept = kept.select(*CASE_COLUMNS, "way", *(one.name for one in log.attributes))
    return rolled.with_cases(kept, log.attributes)


def stages_of_engine(log: EventLog) -> Stages | None:
    """Return the stages of a log of an engine, if it needs any."""
    counted = log.cases.agg(cases=log.cases.count(), variants=log.cases.way.nunique()).to_pyarrow().to_pylist()[0]
    return stages_of(log.activities, cases=counted["cases"], variants=counted["variants"])


def _linked(log: EventLog, events: Any, told: Any, engine: Any, folder: Path) -> EventLog:
    """Work the tables out once and keep them: every measure would do it again."""
    transitions = _kept(transitions_anywhere(events), "transitions", engine, folder)
    cases = open_anywhere(cases_anywhere(events), events, transitions)
    columns = (*CASE_COLUMNS, "way", *(one.name for one in log.attributes))
    cases = _kept(cases.join(told, "case").select(*columns), "cases", engine, folder)
    return replace(
        log,
        tables={
            "events": partial(_same, events),
            "transitions": partial(_same, transitions),
            "cases": partial(_same, cases),
        },
    )


def _kept(table: Any, name: str, engine: Any, folder: Path) -> Any:
    folder.mkdir(exist_ok=True)
    path = str(folder / f"{name}.parquet")
    table.to_parquet(path)
    return engine.read_parquet(path, table_name=f"{folder.name}_{name}".replace("-", "_"))


def _same(table: Any) -> Any:
    return table
