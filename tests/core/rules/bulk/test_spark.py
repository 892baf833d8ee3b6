"""The same expressions come to the same on Spark; without Spark and Java this is skipped."""

import shutil
from collections.abc import Iterator
from typing import Any

import ibis
import pytest
from tests.core.rules.bulk.agreement import COLUMNS, NOW, SCOPE, SERVED, Maker

from servewell.core.rules.bulk import NotCarried, expression

sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install 'servewell[spark]'")
if not shutil.which("java"):
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)

FIELDS = (
    "a decimal(18,6), b decimal(12,2), n bigint, blind boolean, deaf boolean, district string, other string, "
    "born date, since date, wishes array<string>, address struct<postcode: string, size: decimal(9,3)>"
)
AT_ONCE = 15  # rules of one query: Spark takes seconds for each


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    yield session
    session.stop()


def row_of(case: dict[str, Any]) -> tuple[Any, ...]:
    address, number = case["address"], case["n"]
    plain = {**case, "n": None if number is None else int(number), "address": address and tuple(address.values())}
    return tuple(plain[name] for name in COLUMNS)


def test_spark_and_rows_agree_on_every_case(spark: Any) -> None:
    maker, engine = Maker(7), ibis.pyspark.connect(spark)
    cases = [maker.case() for _ in range(120)]
    spark.createDataFrame([row_of(case) for case in cases], schema=FIELDS).createOrReplaceTempView("cases")
    table = engine.table("cases")
    columns = {**{name: table[name] for name in COLUMNS}, "served": list(SERVED)}
    carried = []
    for rule in maker.rules(60):
        try:
            carried.append((rule, expression(rule.tree, columns, SCOPE, NOW)))
        except NotCarried:
            continue
    assert len(carried) > 40
    for start in range(0, len(carried), AT_ONCE):
        some = carried[start : start + AT_ONCE]
        query = table.select(**{f"rule_{at}": value for at, (_, value) in enumerate(some)})
        found = spark.sql(ibis.to_sql(query, dialect="pyspark")).collect()
        for case, values in zip(cases, found, strict=True):
            for (rule, _), value in zip(some, values, strict=True):
                wanted = rule.decide({**case, "served": list(SERVED)}, now=NOW)
                assert (value is None) is (wanted is None), (rule.text, case)
                assert value == wanted, (rule.text, case)
