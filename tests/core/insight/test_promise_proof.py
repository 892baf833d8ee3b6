"""The query that proves a broken promise names the very cases that the measure counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from servewell.core.eventlog.table import Batch
from servewell.core.insight.promise_proof import late_sql
from servewell.core.measure.lateness import Promise, late_cases
from servewell.core.promise import Calendar
from servewell.gateways.logs import log_of_batches

DAY_US = 86_400_000_000
MONDAY = (datetime(2026, 11, 2, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1) * DAY_US
HOLIDAYS = Calendar(holidays=frozenset({date(2026, 11, 11), date(2026, 11, 15), date(2030, 1, 1)}))


@pytest.mark.parametrize("calendar", [Calendar(), HOLIDAYS, Calendar(frozenset({1, 5}))])
@pytest.mark.parametrize("is_working", [True, False])
@pytest.mark.parametrize("has_turns", [True, False])
def test_the_proof_names_the_cases_that_are_counted(calendar: Calendar, is_working: bool, has_turns: bool) -> None:
    rows = []
    for start in range(8):
        for length in range(0, 22, 2):
            asked, answered = start + length / 4, start + length / 2
            for name, day, turn in (
                ("in", start, None), ("asked", asked, "agency"), ("answered", answered, "resident"),
                ("out", start + length, "queue"),
            ):  # fmt: skip
                rows.append((f"{start}-{length}", name, MONDAY + int(day * DAY_US), turn))
    ids, names, times, turns = zip(*rows, strict=True)
    columns = {"case_id": ids, "activity": names, "happened_us": times}
    if has_turns:
        columns["turn"] = turns
    log = log_of_batches([Batch(pa.table(columns), pa.table({"case_id": ids}))])
    promise = Promise(5, is_working, calendar, zone_offset_us=DAY_US // 24)
    late = late_cases(log, promise).filter(lambda one: one.is_late).join(log.cases.select("case", "case_id"), "case")
    proved = log.events.get_backend().con.execute(late_sql(log, promise)).fetchall()
    assert {row[0] for row in proved} == set(late.to_pyarrow()["case_id"].to_pylist())
    assert 0 < len(proved) < 88
