"""CSV and Parquet as systems export them: separators, encodings, times, roles, one row a case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servewell.core.eventlog.csv import read_csv, typed
from servewell.core.eventlog.moments import Moments, moments_of
from servewell.core.eventlog.parquet import read_parquet
from servewell.core.eventlog.rejections import Rejections
from servewell.core.eventlog.roles import Roles, words
from servewell.core.eventlog.xes import LogError
from servewell.core.problem import ProblemError

NOON = int(datetime(2024, 3, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000


def events(data: bytes, **columns: str) -> tuple[list[dict[str, Any]], Rejections, Roles]:
    rejections, roles = Rejections(), []
    chunks = (data[start : start + 50] for start in range(0, len(data), 50))
    rows = [
        row for batch in read_csv(chunks, rejections, told=roles.append, **columns) for row in batch.events.to_pylist()
    ]
    return rows, rejections, roles[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found(separator: str, encoding: str) -> None:
    rows = [["Case ID", "Activity", "Timestamp", "User"], ["1", "Prüfung", "2024-03-01 12:00:00", "Ann"]] * 1
    rows += [["1", "Übergabe, dann Ende", "2024-03-01 12:00:00", "Bob"]]
    quoted = [f'"{cell}"' if separator in cell else cell for row in rows for cell in row]
    text = "\r\n".join(separator.join(quoted[at : at + 4]) for at in range(0, len(quoted), 4))
    found, _, _ = events(text.encode(encoding))
    assert [(row["case_id"], row["activity"], row["happened_us"], row["resource"]) for row in found] == [
        ("1", "Prüfung", NOON, "Ann"), ("1", "Übergabe, dann Ende", NOON, "Bob"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "form", "is_sure"),
    [
        (["2024-03-01T12:00:00Z", "2024-03-01 13:00"], "iso", True),
        (["31/12/2024 9:05", "01/02/2024 9:05"], "day first", True),
        (["12/31/2024 9:05 PM", "01/02/2024 9:05 AM"], "month first", True),
        (["01/02/2024 9:05", "03/04/2024 9:05"], "day first", False),
        (["2024/03/01 12:00:00"], "year first", True),
        (["1709294400", "1709294401"], "seconds", True),
        (["1709294400000"], "milliseconds", True),
        (["yesterday", "1 March"], None, True),
    ],
)
def test_forms_of_times(texts: list[str], form: str | None, is_sure: bool) -> None:
    found = moments_of(texts)
    assert (found and found.form) == form
    if found:
        assert found.is_sure == is_sure


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("day first", "1.3.2024 12:00"), ("month first", "3/1/24 12:00 PM"), ("year first", "2024/03/01 13:00+01:00"),
        ("seconds", "1709294400"), ("iso", "2024-03-01T12:00:00.000000000Z"),
    ],
)  # fmt: skip
def test_one_moment_in_many_forms(form: Any, text: str) -> None:
    assert Moments(form).reader()(text) == NOON


def test_times_without_a_zone_are_those_of_the_zone_named() -> None:
    assert Moments("iso", "Europe/Berlin").reader()("2024-03-01 13:00") == NOON


@pytest.mark.parametrize("text", ["2024-03/01", "2024-03-001", "31/02/2024", "2024-13-01", "1/2/123", ""])
def test_what_is_no_date_is_not_read(text: str) -> None:
    for form in ("iso", "day first", "month first", "year first"):
        assert Moments(form).reader()(text) is None  # type: ignore[arg-type]  # each is a form


def test_a_row_a_case_with_dates_in_columns_is_laid_out_as_events() -> None:
    data = b"request_id,requested,assigned,closed\n" + b"".join(
        b"R%d,2024-03-01,2024-03-%02d,%s\n" % (row, 2 + row % 5, b"2024-03-20" if row % 2 else b"") for row in range(20)
    )
    rows, rejections, roles = events(data)
    assert roles.dates == ("requested", "assigned", "closed")
    assert len(rows) == 20 + 20 + 10
    assert rejections.total == 0
    assert {row["activity"] for row in rows} == {"requested", "assigned", "closed"}


def test_a_wrong_column_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ProblemError, match="Did you mean 'case_id'"):
        events(b"case_id,activity,time\n1,a,2024-03-01\n", case="case_ids")
    with pytest.raises(ProblemError, match="--activity COLUMN"):
        events(b"case_id,blob,time\n1,a,2024-03-01\n")


def test_an_open_quote_names_its_line() -> None:
    with pytest.raises(LogError, match="does not close") as caught:
        events(b'case,activity,time\n1,a,2024-03-01\n2,"b,2024-03-01\n3,c,2024-03-01\n')
    assert caught.value.line == 3


def test_names_of_columns_are_read_as_words() -> None:
    assert words("event_time.timestamp") == "time timestamp"
    assert words("caseID") == "case id"
    assert words("case:concept:name") == "case concept name"


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", None, "22"], pa.int64()),
        (["1.5", "2"], pa.float64()),
        (["true", "False"], pa.bool_()),
        (["007", "12"], pa.string()),
        (["2024-03-01", "2024-03-02 10:00"], pa.timestamp("us", "UTC")),
        (["a", "1"], pa.string()),
    ],
)
def test_a_column_gets_its_type_only_when_all_of_it_fits(texts: list[str | None], kind: pa.DataType) -> None:
    assert typed(pa.chunked_array([pa.array(texts, pa.string())])).type == kind


def test_parquet_is_read_by_columns_with_bad_rows_counted(tmp_path: Path) -> None:
    table = pa.table(
        {
            "case_id": pa.array([1, 1, None, 2, 2], pa.int64()),
            "activity": pa.array(["a", "b", "a", None, "a"]).dictionary_encode(),
            "timestamp": pa.array([NOON, NOON, NOON, NOON, -5], pa.timestamp("us")),
            "district": ["n", "n", "s", "s", "s"],
        }
    )
    pq.write_table(table, tmp_path / "log.parquet")
    kept: list[tuple[int, str]] = []
    rejections = Rejections(lambda one: kept.append((one.line, one.reason)))
    rows = [row for batch in read_parquet(tmp_path / "log.parquet", rejections) for row in batch.events.to_pylist()]
    assert [(row["case_id"], row["activity"], row["happened_us"], row["district"]) for row in rows] == [
        ("1", "a", NOON, "n"), ("1", "b", NOON, "n"),
    ]  # fmt: skip
    assert kept == [(3, "no case"), (4, "no activity"), (5, "time before 1970")]
