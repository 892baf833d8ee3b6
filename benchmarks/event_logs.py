"""Big event logs in the shape of real ones, written once into a temporary folder: Parquet by time, and two XES files.

Permits with 12 activities, 19 ways from one to the next, 40 people and 4 channels, 7.9 events a case. Rows are written
in the order of time, as a register writes them, in windows of arrivals, so that a hundred million need little memory.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER: Final = Path(tempfile.gettempdir()) / "servewell-benchmarks"
EVENTS_A_CASE: Final = 7.9
WINDOW: Final = 120_000  # cases that arrive before what is finished is written
START: Final = 1_577_836_800_000_000  # 1 January 2020
PERIOD: Final = 3 * 365 * 86_400_000_000
ACTIVITIES: Final = (
    "Application received", "Registered", "Checked", "Information requested", "Information received", "Assessed",
    "Advice requested", "Advice received", "Draft written", "Decision signed", "Permit granted", "Permit refused",
)  # fmt: skip
# What comes next, by activity; what is missing to 1 ends.
NEXT: Final = {
    0: {1: 1.0},
    1: {2: 0.92, 5: 0.08},
    2: {3: 0.17, 5: 0.83},
    3: {4: 1.0},
    4: {2: 0.3, 5: 0.7},
    5: {6: 0.13, 8: 0.87},
    6: {7: 1.0},
    7: {6: 0.15, 8: 0.85},
    8: {5: 0.06, 9: 0.94},
    9: {8: 0.04, 10: 0.8, 11: 0.16},
    11: {8: 0.1},
}
WAITS: Final = np.array([0.1, 0.3, 1.5, 0.6, 8.0, 4.0, 0.4, 9.0, 2.0, 1.0, 0.5, 0.7]) * 86_400e6  # medians, before each
CHANNELS: Final = ("web", "post", "desk", "phone")
PEOPLE: Final = tuple(f"person {number:02}" for number in range(40))
Longs = npt.NDArray[np.int64]
_Events = tuple[Longs, Longs, Longs, Longs]  # case, activity, at, person


def parquet_log(events: int) -> Path:
    """Return a log of about so many events; it is made once, and the same on every machine."""
    path = FOLDER / f"permits-{events}.parquet"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        _write_parquet(beside, round(events / EVENTS_A_CASE))
        beside.rename(path)
    return path


def _write_parquet(path: Path, cases: int) -> None:
    # Without Arrow's own schema, what is written from dictionaries is read as plain strings, as from anybody.
    schema = pa.schema(
        [
            ("case_id", pa.string()),
            ("activity", pa.dictionary(pa.int32(), pa.string())),
            ("timestamp", pa.timestamp("us", "UTC")),
            ("resource", pa.dictionary(pa.int32(), pa.string())),
            ("channel", pa.dictionary(pa.int32(), pa.string())),
        ]
    )
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for case, activity, at, person in _by_time(cases):
            columns = [
                _texts(case),
                pa.DictionaryArray.from_arrays(pa.array(activity, pa.int32()), pa.array(ACTIVITIES)),
                pa.array(at, pa.timestamp("us", "UTC")),
                pa.DictionaryArray.from_arrays(pa.array(person, pa.int32()), pa.array(PEOPLE)),
                pa.DictionaryArray.from_arrays(pa.array(_channel(case), pa.int32()), pa.array(CHANNELS)),
            ]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=1_000_000)


def _by_time(cases: int) -> Iterator[_Events]:
    """Yield all events in the order of time, a window of arrivals after the other."""
    windows = max(cases // WINDOW, 1)
    bounds = np.linspace(0, cases, windows + 1).astype(np.int64)
    kept: _Events | None = None
    for number in range(windows):
        random = np.random.default_rng([1, number])
        count = int(bounds[number + 1] - bounds[number])
        opens, closes = (START + PERIOD * bound // windows for bound in (number, number + 1))
        new = _walked(random, int(bounds[number]), np.sort(random.integers(opens, closes, count)))
        both = new if kept is None else tuple(np.concatenate(pair) for pair in zip(kept, new, strict=True))
        order = np.argsort(both[2], kind="stable")
        done = len(order) if number == windows - 1 else int(np.searchsorted(both[2][order], closes))
        yield tuple(column[order[:done]] for column in both)  # type: ignore[misc]
        kept = tuple(column[order[done:]] for column in both)  # type: ignore[assignment]


def _walked(random: np.random.Generator, first: int, arrived: Longs) -> _Events:
    """Lead cases through the process; events come step by step, all cases at once."""
    chances = np.zeros((len(ACTIVITIES), len(ACTIVITIES) + 1))
    for activity, then in NEXT.items():
        chances[activity, list(then)] = list(then.values())
    chances[:, -1] = 1 - chances[:, :-1].sum(axis=1)
    until = np.cumsum(chances, axis=1)
    case, activity, at = np.arange(first, first + len(arrived)), np.zeros(len(arrived), np.int64), arrived
    parts: list[_Events] = []
    while len(case):
        person = (activity // 3) * 10 + random.integers(0, 10, len(case))
        parts.append((case, activity, at, person))
        following = (random.random(len(case))[:, None] > until[activity]).sum(axis=1)
        goes_on = following < len(ACTIVITIES)
        case, activity, at = case[goes_on], following[goes_on], at[goes_on]
        at = at + (np.exp(random.standard_normal(len(case))) * WAITS[activity]).astype(np.int64)
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def _texts(case: Longs) -> pa.Array:
    """Return `case-00000017` for 17, without a Python object for each."""
    digits = np.empty((len(case), 13), dtype=np.uint8)
    digits[:, :5] = np.frombuffer(b"case-", np.uint8)
    for place in range(8):
        digits[:, 12 - place] = case // 10**place % 10 + ord("0")
    offsets = np.arange(0, 13 * (len(case) + 1), 13, dtype=np.int32)
    return pa.StringArray.from_buffers(len(case), pa.py_buffer(offsets), pa.py_buffer(digits))


def _channel(case: Longs) -> Longs:
    """Return each case's channel: half of all on the web; the same for all events of a case."""
    draw = (case * 2_654_435_761) % 2**32 / 2**32
    return np.searchsorted(np.array([0.5, 0.75, 0.9]), draw).astype(np.int64)


def wide_xes() -> Path:
    """Return a log of 124 MB: 81,000 events whose cases have 131 attributes, like declarations of travel costs."""
    return _xes("wide.xes", events=81_000, of_cases=131, of_events=10)


def long_xes() -> Path:
    """Return a long narrow log of 124 MB: 444,000 events with four attributes each."""
    return _xes("long.xes", events=444_000, of_cases=2, of_events=0)


def _xes(name: str, *, events: int, of_cases: int, of_events: int) -> Path:
    path = FOLDER / name
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_xes_lines(events, of_cases, of_events))
        beside.rename(path)
    return path


def _xes_lines(events: int, of_cases: int, of_events: int) -> Iterator[str]:
    random = np.random.default_rng(2)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
    done, case = 0, 0
    while done < events:
        length = min(int(random.integers(5, 19)), events - done)
        yield f'\t<trace>\n\t\t<string key="concept:name" value="declaration {case}"/>\n'
        yield from _case_lines(random.integers(0, 50, of_cases).tolist())
        started = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=17 * case)
        for place in range(length):
            yield from _event_lines(
                random.integers(0, 30, 2 + of_events).tolist(), started + timedelta(hours=7 * place)
            )
        yield "\t</trace>\n"
        done, case = done + length, case + 1
    yield "</log>\n"


def _case_lines(values: list[int]) -> Iterator[str]:
    for number, value in enumerate(values):
        if number % 3:
            yield f'\t\t<string key="case attribute number {number}" value="a value of it {value}"/>\n'
        else:
            yield f'\t\t<float key="case attribute number {number}" value="{value}.25"/>\n'


def _event_lines(values: list[int], at: datetime) -> Iterator[str]:
    activity, resource, *others = values
    yield "\t\t<event>\n"
    yield f'\t\t\t<string key="concept:name" value="Activity number {activity}"/>\n'
    yield f'\t\t\t<string key="org:resource" value="STAFF MEMBER {resource}"/>\n'
    for number, value in enumerate(others):
        yield f'\t\t\t<string key="event attribute {number}" value="value {value}"/>\n'
    yield f'\t\t\t<date key="time:timestamp" value="{at.isoformat(timespec="milliseconds")}"/>\n'
    yield '\t\t\t<string key="lifecycle:transition" value="complete"/>\n\t\t</event>\n'
