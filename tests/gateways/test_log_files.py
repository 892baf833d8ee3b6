"""A log that is written and read again is the same log."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.eventlog.log import CASE_COLUMNS, EventLog
from servewell.core.problem import ProblemError
from servewell.gateways.log_files import write_log
from servewell.gateways.logs import log_of_rows, open_log

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    lambda word: word.strip() == word
)
ROWS = st.lists(st.tuples(WORDS, WORDS, st.integers(0, 4 * 10**15), st.none() | WORDS), min_size=1, max_size=20)


def said(log: EventLog) -> list[tuple[Any, ...]]:
    cases = {row["case"]: row for row in log.cases.to_pyarrow().to_pylist()}
    free = [name for name in log.cases.columns if name not in CASE_COLUMNS]
    rows = []
    for row in log.events.order_by(["case", "at", "seq"]).to_pyarrow().to_pylist():
        case = cases[row["case"]]
        resource = None if row["resource"] is None else log.resources[row["resource"]]
        rows.append((case["case_id"], log.named(row["activity"]), row["at"], resource, *(case[name] for name in free)))
    return sorted(rows, key=lambda one: one[0])


@pytest.mark.parametrize("ending", [".xes", ".xes.gz", ".parquet"])
def test_attributes_of_cases_keep_their_kinds(ending: str, tmp_path: Path) -> None:
    rows = [("a", "x & <y>", 5, "ann"), ("a", "z", 5, None), ("b", "x & <y>", 7, "bob")]
    log = log_of_rows(
        rows, {"a": {"size": 3, "is_new": True, "rate": 0.1}, "b": {"size": 4, "is_new": False, "rate": 2.0}}
    )
    target = tmp_path / f"log{ending}"
    assert write_log(log, target, "a log") == 3
    read = open_log(target)
    assert said(read) == said(log)
    assert {one.name: one.kind for one in read.attributes} == {one.name: one.kind for one in log.attributes}
    assert [one.name for one in tmp_path.iterdir()] == [target.name]


@examples(60)
@given(ROWS)
def test_whatever_names_there_are_come_back(tmp_path_factory: pytest.TempPathFactory, rows: Any) -> None:
    log = log_of_rows(rows)
    target = tmp_path_factory.mktemp("logs") / "log.xes"
    write_log(log, target)
    assert said(open_log(target)) == said(log)


def test_a_name_that_says_no_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"\.parquet"):
        write_log(log_of_rows([("a", "x", 1, None)]), tmp_path / "log.docx")
    assert not list(tmp_path.iterdir())
