"""`servewell export` adds the record to the lake, once."""

import pytest
from tests.cast import apply

from servewell.cli.main import main
from servewell.gateways.lake import open_service_log, read_manifest
from servewell.gateways.logs import open_log

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_record_is_exported_once(shared_cast, tmp_path, capsys):
    apply(shared_cast)
    lake = tmp_path / "lake"
    assert main(["export", "--to", str(lake), "--service", "parking-permit"]) == 0
    rows = read_manifest(lake).rows
    assert rows >= 5
    assert f"{rows:,} events added" in capsys.readouterr().out
    assert main(["export", "--to", str(lake)]) == 0
    assert main(["export", "--to", str(lake)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 events added in 0 parts")
    journey = open_service_log(lake, "parking-permit", "journey")
    assert {"begun", "answered: home", "submitted"} <= set(journey.activities)


def test_a_service_is_written_as_xes_and_reads_the_same(shared_cast, tmp_path):
    for _ in range(2):
        apply(shared_cast)
    lake, target = tmp_path / "lake", tmp_path / "log.xes.gz"
    command = ["export", "--to", str(lake), "--service", "parking-permit"]
    for kind in ("case", "journey"):
        assert main([*command, "--xes", str(target), "--log", kind]) == 0
        stored, read = open_service_log(lake, "parking-permit", kind), open_log(target)
        assert set(read.activities) == set(stored.activities)
        assert timed(read) == timed(stored)
    assert list(tmp_path.glob("*.new")) == []


def timed(log):
    rows = log.events.join(log.cases.select("case", "case_id"), "case").to_pyarrow().to_pylist()
    return sorted((row["case_id"], row["at"], log.named(row["activity"])) for row in rows)


def test_xes_needs_to_know_the_service(tmp_path, capsys):
    assert main(["export", "--to", str(tmp_path), "--xes", str(tmp_path / "log.xes")]) == 1
    assert "--service" in capsys.readouterr().err
