"""Parquet is read a row group after the other, two at once, and what it keeps in codes stays in codes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servewell.core.eventlog.coded import coded_batches
from servewell.core.eventlog.parquet import GROUP, read_parquet
from servewell.core.eventlog.rejections import Rejected, Rejections
from servewell.core.eventlog.xes import LogError

Row = tuple[str | None, str | None, datetime | None, str | None]
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def write(path: Path, rows: list[Row], *, group: int, coded: bool) -> Path:
    """Write rows as other systems do: in small row groups, texts in codes or plain."""
    case, activity, at, resource = (list(column) for column in zip(*rows, strict=True))
    table = pa.table({
        "case_id": pa.array(case, pa.string()), "activity": pa.array(activity, pa.string()),
        "timestamp": pa.array(at, pa.timestamp("us", "UTC")), "resource": pa.array(resource, pa.string()),
    })  # fmt: skip
    pq.write_table(table, path, row_group_size=group, use_dictionary=coded)
    return path


def events_of(path: Path) -> tuple[list[Row], list[Rejected]]:
    """Read the file; return every event with its names, and what was kept aside."""
    aside: list[Rejected] = []
    coded = coded_batches(read_parquet(path, Rejections(aside.append)))
    assert set(coded.codes["case"].tolist()) == set(range(len(coded.case_ids))), "codes of cases are dense"
    names = {name: [*told, None] for name, told in coded.names.items()}
    rows = [
        (
            coded.case_ids[case].as_py(),
            names["activity"][coded.codes["activity"][row]],
            datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(coded.at[row])),
            names["resource"][coded.codes["resource"][row]],
        )
        for row, case in enumerate(coded.codes["case"].tolist())
    ]
    return rows, aside


@pytest.mark.parametrize("coded", [True, False], ids=["in-codes", "plain"])
@pytest.mark.parametrize("group", [1, 7, 100, 1000])
def test_events_come_in_the_order_of_the_file_whatever_its_row_groups(tmp_path: Path, group: int, coded: bool) -> None:
    draw = random.Random(group)
    rows: list[Row] = [
        (
            f"case {draw.randrange(60)}",
            draw.choice(["Receive", "Check", "Decide"]),
            START + timedelta(minutes=draw.randrange(10_000)),
            draw.choice(["north", "south", None]),
        )
        for _ in range(300)
    ]
    found, aside = events_of(write(tmp_path / "log.parquet", rows, group=group, coded=coded))
    assert found == rows
    assert not aside


@pytest.mark.parametrize("coded", [True, False], ids=["in-codes", "plain"])
def test_a_case_whose_only_event_is_kept_aside_has_no_code(tmp_path: Path, coded: bool) -> None:
    rows: list[Row] = [
        ("a", "Receive", START, "north"),
        ("lost", "Receive", None, "north"),
        ("", "Check", START, None),
        (None, "Check", START, None),
        ("b", "", START, "south"),
        ("b", "Check", START, "south"),
        ("old", "Check", datetime(1969, 12, 31, tzinfo=UTC), None),
        ("a", None, START, None),
    ]
    found, aside = events_of(write(tmp_path / "log.parquet", rows, group=3, coded=coded))
    assert found == [rows[0], rows[5]]
    assert sorted((one.line, str(one.reason)) for one in aside) == [
        (2, "no time"), (3, "no case"), (4, "no case"), (5, "no activity"), (7, "time before 1970"), (8, "no activity"),
    ]  # fmt: skip


def test_a_row_group_of_many_events_is_read_in_parts(tmp_path: Path) -> None:
    count = GROUP + 1
    table = pa.table({
        "case": pa.array([str(row // 8) for row in range(count)]).dictionary_encode(),
        "activity": pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int8()), pa.array(["Check"])),
        "time": pa.array(range(count), pa.timestamp("us", "UTC")),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "log.parquet", row_group_size=count)
    batches = list(read_parquet(tmp_path / "log.parquet", Rejections()))
    assert len(batches) > 1
    assert sum(batch.events.num_rows for batch in batches) == count


def test_a_broken_row_group_is_told(tmp_path: Path) -> None:
    rows: list[Row] = [(str(row), "Check", START, None) for row in range(400)]
    path = write(tmp_path / "log.parquet", rows, group=100, coded=True)
    content = bytearray(path.read_bytes())
    content[4 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4)
    path.write_bytes(content)
    with pytest.raises(LogError, match="cannot be read"):
        list(read_parquet(path, Rejections()))
