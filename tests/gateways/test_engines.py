"""Spark says what the arrays say; without Spark and Java this is skipped."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.core.insight.planted import planted

from servewell.core.insight.finding import Asked
from servewell.core.insight.insight import as_json
from servewell.gateways.engines import engine_called, moved
from servewell.gateways.logs import open_log
from servewell.gateways.looks import look

pytest.importorskip("pyspark.sql", reason="Spark is not installed: make test-spark")
if not shutil.which("java"):
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)
LOGS = Path(__file__).resolve().parents[3] / "shared/data/logs"


@pytest.mark.parametrize("name", ["permit-receipt.xes.gz"])
def test_spark_says_of_a_real_log_what_the_arrays_say(name: str, tmp_path: Path) -> None:
    if not (LOGS / name).is_file():
        pytest.skip("the event logs are not beside this checkout (../shared/data/logs)")
    log = open_log(LOGS / name)
    on_spark = moved(log, engine_called("spark"), tmp_path)
    assert json.dumps(as_json(on_spark, (), {})) == json.dumps(as_json(log, (), {}))


@pytest.mark.parametrize("name", ["road-fines-100.xes", "fairness-hiring-high.xes.gz"])
def test_the_whole_result_is_the_same_on_both_engines(name: str) -> None:
    if not (LOGS / name).is_file():
        pytest.skip("the event logs are not beside this checkout (../shared/data/logs)")
    embedded, on_spark = (rounded(look(LOGS / name, Asked(()), engine=engine)) for engine in ("duckdb", "spark"))
    assert len(embedded["findings"]) >= 5
    assert on_spark == embedded


def rounded(value: Any) -> Any:
    """Return a result without the seconds it took, its numbers to six digits: sums are added up in another order."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items() if name != "seconds"}
    return [rounded(one) for one in value] if isinstance(value, list | tuple) else value


def test_spark_says_of_a_made_up_log_what_the_arrays_say(tmp_path: Path) -> None:
    log = planted(cases=300, seed=2).log()
    on_spark = moved(log, engine_called("spark"), tmp_path)
    assert json.dumps(as_json(on_spark, (), {})) == json.dumps(as_json(log, (), {}))
