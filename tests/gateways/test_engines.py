"""Spark says what the arrays say; without Spark and Java this is skipped."""

import json
import shutil
from pathlib import Path

import pytest
from tests.core.insight.planted import planted

from servewell.core.insight.insight import as_json
from servewell.gateways.engines import engine_called, moved
from servewell.gateways.logs import open_log

pytest.importorskip("pyspark.sql", reason="Spark is not installed: make test-spark")
if not shutil.which("java"):
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)
LOGS = Path(__file__).resolve().parents[3] / "shared/data/logs"


@pytest.mark.parametrize("name", ["permit-receipt.xes.gz", "road-fines-100.xes"])
def test_spark_says_of_a_real_log_what_the_arrays_say(name: str, tmp_path: Path) -> None:
    if not (LOGS / name).is_file():
        pytest.skip("the event logs are not beside this checkout (../shared/data/logs)")
    log = open_log(LOGS / name)
    on_spark = moved(log, engine_called("spark"), tmp_path)
    assert json.dumps(as_json(on_spark, (), {})) == json.dumps(as_json(log, (), {}))


def test_spark_says_of_a_made_up_log_what_the_arrays_say(tmp_path: Path) -> None:
    log = planted(cases=300, seed=2).log()
    on_spark = moved(log, engine_called("spark"), tmp_path)
    assert json.dumps(as_json(on_spark, (), {})) == json.dumps(as_json(log, (), {}))
