"""The lake: what is new is added once, nothing half is left, and nothing personal gets there."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection, connections, transaction

from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal_all
from servewell.core.problem import ProblemError
from servewell.gateways.lake import export as exporting
from servewell.gateways.lake import export_record, open_service_log, read_manifest
from servewell.gateways.lake.manifest import Manifest, checksum, write_manifest
from servewell.gateways.lake.source import numbered_until, reader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEGUN = {"channel": "online", "device": "phone", "language": "en", "arm": ""}
KEY = ""  # of the test that runs: its subjects begin with it

pytestmark = pytest.mark.django_db(transaction=True)


def happen(subject: str, kind: str, at: datetime = NOW, *, service: str = "permit", body=None, **data) -> None:
    with transaction.atomic():
        append(subject=subject, kind=kind, by="account:7", now=at, service=service, version="v1", data=data, body=body)
    seal_all()


@pytest.fixture(autouse=True)
def key(monkeypatch):
    """Events of other tests stay in the record for ever: every test has subjects of its own and begins after them."""
    made = uuid4().hex[:8]
    monkeypatch.setattr(sys.modules[__name__], "KEY", made)
    return made


@pytest.fixture
def lake(tmp_path):
    """A folder that knows all events up to now."""
    return begin(tmp_path)


def begin(root: Path) -> Path:
    root.mkdir(exist_ok=True)
    seal_all()
    write_manifest(root, Manifest(until=numbered_until()))
    return root


def live(number: int, at: datetime = NOW, service: str = "permit") -> None:
    """One application from its first page to its decision."""
    draft, case = f"{KEY}d{number}", f"case:{KEY}c{number}"
    happen(f"draft:{draft}", "opened", at, service=service, **BEGUN)
    happen(
        f"draft:{KEY}d{number}",
        "page_refused",
        at + HOUR,
        service=service,
        page="home",
        question=["a"],
        fault=["missing"],
    )
    body = {"answers": {"full_name": "Ana Silva"}, "reference": f"R{number}"}
    happen(f"case:{KEY}c{number}", "submitted", at + 2 * HOUR, service=service, body=body, draft=draft, **BEGUN)
    happen(case, "viewed_by_staff", at + 5 * HOUR, service=service, purpose="casework")
    happen(case, "decided", at + 6 * HOUR, service=service, decision="approve", reasons=[])


def rows_of(root: Path) -> pa.Table:
    tables = [pq.read_table(root / part.file) for part in read_manifest(root).parts]
    return pa.concat_tables(tables).sort_by([("event", "ascending"), ("case_id", "ascending")])


def files_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_what_is_new_is_added_and_a_second_run_changes_nothing(lake):
    live(1)
    assert (export_record(lake).rows, export_record(lake).rows) == (6, 0)
    before = files_of(lake)
    live(2)
    again = export_record(lake)
    assert (again.rows, again.total) == (6, 12)
    after = files_of(lake)
    assert all(after[name] == content for name, content in before.items() if name.endswith(".parquet"))
    manifest = read_manifest(lake)
    assert manifest.rows == sum(part.rows for part in manifest.parts) == 12
    assert all(part.sha256 == checksum(lake / part.file) for part in manifest.parts)


def test_parts_are_by_log_service_and_month_sorted_by_case_and_time(lake):
    for number in (3, 1, 2):
        live(number)
    live(4, NOW + timedelta(days=40))
    live(5, service="benefit")
    export_record(lake)
    parts = {(part.log, part.service, part.month) for part in read_manifest(lake).parts}
    assert parts == {
        (log, service, month)
        for log in ("case", "journey")
        for service, month in (("permit", "2026-11"), ("permit", "2027-01"), ("benefit", "2026-11"))
    }
    for part in read_manifest(lake).parts:
        keys = [(row["case_id"], row["happened_us"], row["seq"]) for row in pq.read_table(lake / part.file).to_pylist()]
        assert keys == sorted(keys)


def test_a_row_says_what_came_before_and_nothing_about_a_person(lake):
    live(1)
    export_record(lake)
    opened = next(row for row in rows_of(lake).to_pylist() if row["activity"] == "opened")
    assert (opened["case_id"], opened["previous"], opened["turn"], opened["resource"]) == (
        f"{KEY}c1", "submitted", "queue", "agency"
    )  # fmt: skip
    assert opened["happened_us"] - opened["entered_us"] == 3 * 3_600_000_000
    told = b"".join(files_of(lake).values())
    assert b"Ana Silva" not in told
    assert b"account:7" not in told


def test_late_events_come_in_parts_of_their_own(lake):
    live(1)
    export_record(lake)
    happen(f"case:{KEY}c1", "note_added", NOW + 7 * HOUR, note="n")
    export_record(lake)
    parts = [part for part in read_manifest(lake).parts if part.log == "case"]
    assert [(part.month, part.rows) for part in parts] == [("2026-11", 3), ("2026-11", 1)]


def test_one_service_by_itself_is_not_exported_twice(lake):
    live(1)
    live(2, service="benefit")
    assert export_record(lake, service="benefit").rows == 6
    assert export_record(lake).rows == 6
    live(3, service="benefit")
    assert export_record(lake, service="benefit").rows == 6
    live(4)
    assert export_record(lake).rows == 6
    found = rows_of(lake)
    assert found.num_rows == len({(row["event"], row["case_id"]) for row in found.to_pylist()}) == 24


def test_a_span_at_a_time_gives_the_same_rows(tmp_path, monkeypatch):
    whole, pieces = begin(tmp_path / "whole"), begin(tmp_path / "pieces")
    for number in range(3):
        live(number)
    export_record(whole)
    monkeypatch.setattr(exporting, "SPAN", 2)
    export_record(pieces)
    assert len(read_manifest(pieces).parts) > len(read_manifest(whole).parts)
    assert rows_of(pieces).equals(rows_of(whole))


KILLED = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from servewell.gateways.lake import export
export.SPAN = 4
written, count = export._written, [0]
def dies(*part):
    count[0] += 1
    made = written(*part)
    if count[0] == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return made
export._written = dies
export.export_record(Path(sys.argv[1]))
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the child opens the file of the test's database")
@pytest.mark.parametrize("after", [1, 2, 4])
def test_killed_in_the_middle_it_leaves_nothing_half(tmp_path, after):
    whole, cut = begin(tmp_path / "whole"), begin(tmp_path / "cut")
    for number in range(3):
        live(number)
    export_record(whole)
    code = f"from django.conf import settings\nimport os\n{KILLED}".replace(
        "django.setup()", "django.setup()\nfrom django.db import connections\n"
        "connections['default'].settings_dict['NAME'] = os.environ['TEST_STORE']", 1
    )  # fmt: skip
    environment = {**os.environ, "TEST_STORE": str(connection.settings_dict["NAME"])}
    died = subprocess.run(
        [sys.executable, "-c", code, cut, str(after)], env=environment, check=False, capture_output=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
    export_record(cut)
    assert rows_of(cut).equals(rows_of(whole))
    named = {part.file for part in read_manifest(cut).parts}
    assert {str(path.relative_to(cut)) for path in (cut).rglob("*.parquet")} == named
    assert not list((cut).rglob("*.new"))


def test_adbc_reads_the_same_as_the_open_connection():
    pytest.importorskip("adbc_driver_sqlite" if connection.vendor == "sqlite" else "adbc_driver_postgresql")
    seal_all()
    start = numbered_until()
    live(1)
    live(2, service="benefit")
    usual = reader(is_alone=False)
    expected = usual(start, 2**40, None), usual(start, 2**40, "benefit")
    quick = reader(is_alone=True)
    assert quick is not usual
    assert (quick(start, 2**40, None), quick(start, 2**40, "benefit")) == expected
    assert expected[1].num_rows == 6


def test_two_exports_into_one_folder_at_once_are_refused(lake, monkeypatch):
    live(1)
    monkeypatch.setattr(exporting, "LONGEST_WAIT", 0.0)
    with exporting._alone_in(lake), pytest.raises(ProblemError) as refused:
        export_record(lake)
    assert refused.value.problems[0].code == "already-exporting"


@pytest.mark.parametrize(
    ("text", "code"), [('{"schema": 99}', "other-lake"), ("{}", "bad-manifest"), ("x", "bad-manifest")]
)
def test_a_folder_that_is_no_lake_of_ours_is_left_alone(tmp_path, text, code):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ProblemError) as refused:
        export_record(tmp_path)
    assert refused.value.problems[0].code == code
    assert (tmp_path / "manifest.json").read_text() == text


def test_what_has_no_number_yet_is_not_exported(lake):
    live(1)
    with transaction.atomic():
        append(subject=f"case:{KEY}c1", kind="returned", by="account:7", now=NOW, service="permit")
    assert export_record(lake).rows == 6
    seal_all()
    assert export_record(lake).rows == 1


def test_a_lake_of_an_older_kind_is_written_anew(lake):
    live(1)
    export_record(lake)
    manifest = json.loads((lake / "manifest.json").read_text())
    (lake / "manifest.json").write_text(json.dumps({**manifest, "schema": 1, "until": 0}))
    with pytest.raises(ProblemError, match="version 1"):
        open_service_log(lake, "permit")
    assert export_record(lake).total == len(reader(is_alone=False)(0, numbered_until(), None))
    assert json.loads((lake / "manifest.json").read_text())["schema"] == 2


def test_the_manifest_is_plain_json(lake):
    live(1)
    export_record(lake)
    told = json.loads((lake / "manifest.json").read_text())
    assert (told["schema"], told["rows"], len(told["parts"])) == (2, 6, 2)


def test_the_log_of_a_service_opens_from_the_lake(lake):
    for number in range(3):
        live(number)
    live(9, service="benefit")
    export_record(lake)
    log = open_service_log(lake, "permit")
    assert log.activities == ("submitted", "opened", "decided: approve")
    assert log.abilities.has_turns
    assert not log.abilities.has_resources
    waits = log.transitions.to_pyarrow().to_pylist()
    assert [
        (log.named(row["previous"]), log.named(row["activity"]), row["turn"], row["wait"] // 3_600_000_000)
        for row in waits
    ][:2] == [("submitted", "opened", "queue", 3), ("opened", "decided: approve", "agency", 1)]
    assert log.cases.count().to_pyarrow().as_py() == 3
    assert {one.name for one in log.attributes} >= {"channel", "device", "language"}
    journey = open_service_log(lake, "permit", "journey")
    assert journey.activities == ("begun", "refused: home", "submitted")
    assert {"page", "question", "fault", "device"} <= {*journey.events.columns, *journey.cases.columns}


def test_a_service_without_a_log_is_said_to_have_none(lake):
    with pytest.raises(ProblemError) as refused:
        open_service_log(lake, "permit")
    assert refused.value.problems[0].code == "no-log"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writes after the other")
def test_a_smaller_number_that_is_committed_later_is_not_lost(lake):
    """One writer holds a number while another, who got a greater one, has long committed."""
    has_number, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            append(subject=f"draft:{KEY}slow", kind="opened", by="guest", now=NOW, service="permit", data=BEGUN)
            has_number.set()
            may_end.wait(20)
        connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    assert has_number.wait(20)
    happen(f"draft:{KEY}quick", "opened", **BEGUN)
    assert export_record(lake).rows == 1
    may_end.set()
    writer.join(20)
    seal_all()
    assert export_record(lake).rows == 1
    assert export_record(lake).rows == 0
