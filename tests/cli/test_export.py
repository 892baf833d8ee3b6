"""`servewell export` adds the record to the lake, once."""

import pytest
from tests.cast import apply

from servewell.cli.main import main
from servewell.gateways.lake import open_service_log, read_manifest

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
