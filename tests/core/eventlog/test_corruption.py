"""Damaged logs end in events with the rest rejected and counted, or in an error that names the line.

`THOROUGH=yes python -m pytest tests/core/eventlog/test_corruption.py -s` damages each kind 3,000 times.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from tests.thorough import THOROUGH

from servewell.core.eventlog.csv import read_csv
from servewell.core.eventlog.rejections import Rejected, Rejections
from servewell.core.eventlog.table import microseconds
from servewell.core.eventlog.xes import KINDS, LogError, read_xes
from servewell.core.problem import ProblemError

TIMES = 3_000 if THOROUGH else 250
CASES, STEPS = 40, ("asked", "checked", "décidé & sent")
Damage = Callable[[random.Random, bytes], bytes]
Event = tuple[str, str, int]


INSERTED = (
    b'"', b"\x00", b"\xff\xfe", b"<", b"&", b"&#0;", b"&x;", b"9" * 400, b";", b"\r", b"\n", b"\xc3", b"\xed\xa0\x80",
    b"<!DOCTYPE a>", b"<!-- ", b"]]>", b"'", b"2024-13-45", b"1969-01-01", b"</event>", b"<event>",
)  # fmt: skip


def csv_log() -> bytes:
    lines = ["case;activity;timestamp;note"]
    for case in range(CASES):
        for day, step in enumerate(STEPS, 1):
            lines.append(f"K{case};{step};2024-03-{day:02}T09:{case:02}:00Z;{'' if case % 3 else 'a, b'}")
    return ("\n".join(lines) + "\n").encode()


def xes_log() -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<log xes.version="1.0">']
    for case in range(CASES):
        lines += ["<trace>", f'<string key="concept:name" value="K{case}"/>']
        for day, step in enumerate(STEPS, 1):
            name = step.replace("&", "&amp;")
            lines += [
                "<event>", f'<string key="concept:name" value="{name}"/>',
                f'<date key="time:timestamp" value="2024-03-{day:02}T09:{case:02}:00Z"/>', "</event>",
            ]  # fmt: skip
        lines.append("</trace>")
    return ("\n".join([*lines, "</log>"]) + "\n").encode()


def flip(random: random.Random, data: bytes) -> bytes:
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def cut(random: random.Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data))]


def drop(random: random.Random, data: bytes) -> bytes:
    place = random.randrange(len(data))
    return data[:place] + data[place + random.randrange(1, 40) :]


def insert(random: random.Random, data: bytes) -> bytes:
    place = random.randrange(len(data))
    what = random.choice(INSERTED)
    return data[:place] + what + data[place:]


def move_lines(random: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    start = random.randrange(len(lines))
    some = lines[start : start + random.randrange(1, 4)]
    return b"".join(random.choice([lines[:start] + some + lines[start:], lines[:start] + lines[start + len(some) :]]))


DAMAGES: tuple[Damage, ...] = (flip, flip, cut, drop, insert, insert, move_lines)


def read(reader: Callable[..., object], data: bytes) -> tuple[Counter[Event], list[Rejected], str]:
    """Return the events, what was rejected, and the error if there was one."""
    rejected: list[Rejected] = []
    chunks = [data[start : start + 777] for start in range(0, len(data), 777)]
    events: Counter[Event] = Counter()
    try:
        for batch in reader(chunks, Rejections(rejected.append)):  # type: ignore[attr-defined]
            rows = batch.events.select(["case_id", "activity", "happened_us"]).to_pylist()
            events.update((row["case_id"], row["activity"], row["happened_us"]) for row in rows)
    except LogError as error:
        return events, rejected, f"line {error.line}: {error}"
    except ProblemError as error:
        return events, rejected, str(error)
    return events, rejected, ""


def check_csv(data: bytes, events: Counter[Event], rejected: list[Rejected]) -> None:
    """Every line is an event as it stands, or stands in what was rejected."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode(errors="surrogateescape")
    lines = text.replace("\r\n", "\n").split("\n")[1:]
    thrown = "".join(one.content for one in rejected)
    left = events.copy()
    for line in lines:
        cells = next(csv.reader(io.StringIO(line), delimiter=";"), []) if '"' not in line and "\r" not in line else None
        if not line.strip() or cells is None or line in thrown:
            continue
        assert len(cells) == 4, line
        event = (cells[0].strip(), cells[1].strip(), microseconds(cells[2].strip()) or 0)
        assert left[event] > 0, line
        left[event] -= 1


def check_xes(data: bytes, events: Counter[Event], rejected: list[Rejected]) -> None:
    """Every event that another parser sees is one of ours as it stands, or was rejected."""
    root = ElementTree.fromstring(data)
    seen: Counter[Event] = Counter()
    total = 0
    for trace in root.iter("trace"):
        names = [one.get("value") for one in trace if one.get("key") == "concept:name" and one.tag in KINDS]
        for event in trace.iter("event"):
            total += 1
            values = {one.get("key"): one.get("value") for one in event if one.tag in KINDS}
            moment = microseconds(values.get("time:timestamp") or "")
            if names and names[-1] and values.get("concept:name") and moment is not None and moment >= 0:
                seen[str(names[-1]), str(values["concept:name"]), moment] += 1
    assert events == seen
    assert events.total() + len(rejected) == sum(1 for _ in root.iter("event")) >= total


@pytest.mark.parametrize(
    ("reader", "log", "check"), [(read_csv, csv_log(), check_csv), (read_xes, xes_log(), check_xes)], ids=["csv", "xes"]
)
def test_damage_is_told(reader: Callable[..., object], log: bytes, check: Callable[..., None]) -> None:
    whole, none, error = read(reader, log)
    assert (whole.total(), none, error) == (CASES * len(STEPS), [], "")
    seeds = random.Random(2)
    outcomes: Counter[str] = Counter()
    for _ in range(TIMES):
        damage = seeds.choice(DAMAGES)
        data = damage(seeds, log)
        events, rejected, error = read(reader, data)
        assert not error.startswith("line 0")
        outcomes["refused" if error else "with rejected rows" if rejected else "all rows used"] += 1
        outcomes["rows rejected"] += len(rejected)
        if not error and not re.search(rb"\x00|\xff", data):
            check(data, events, rejected)
    print(f"{reader.__name__}: {TIMES} times damaged: {dict(outcomes)}")
    assert outcomes["refused"] > 0
    assert outcomes["rows rejected"] > 0
