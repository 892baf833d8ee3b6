import ibis
import numpy as np
import pytest

from servewell.core.measure.case_steps import case_steps, in_sample
from servewell.gateways.logs import log_of_rows

HOUR = 3_600_000_000


def _rows(case: str, *steps: tuple[str, int]) -> list[tuple[str, str, int, None]]:
    return [(case, activity, hours * HOUR, None) for activity, hours in steps]


LOG = log_of_rows(
    [
        *_rows("a", ("Received", 0), ("Checked", 2), ("Asked", 5), ("Checked", 9), ("Granted", 10)),
        *_rows("b", ("Received", 0), ("Checked", 4), ("Granted", 5)),
        *_rows("c", ("Received", 0)),
    ]
)


def test_each_case_has_its_visits_and_waits_at_each_step() -> None:
    found = case_steps(LOG, np.arange(3), 1.0, [LOG.code("Granted")])
    checked = [found.steps.index((LOG.code(one), LOG.code("Checked"))) for one in ("Received", "Asked")]
    assert found.visits[:, checked].tolist() == [[1, 1], [1, 0], [0, 0]]
    assert found.waits[:, checked[1]].tolist() == [4 * HOUR, 0, 0]
    assert found.reached[LOG.code("Granted")].tolist() == [1, 1, 0]
    assert sorted(found.to(LOG.code("Checked"))) == sorted(checked)
    assert len(found.from_(LOG.code("Checked"))) == 2


def test_waits_beyond_the_usual_ones_sum_to_nothing_at_each_step() -> None:
    found = case_steps(LOG, np.arange(3), 1.0, [])
    assert found.beyond_usual().sum(axis=0) == pytest.approx(np.zeros(len(found.steps)), abs=1)
    first = found.steps.index((LOG.code("Received"), LOG.code("Checked")))
    assert found.beyond_usual()[:, first] == pytest.approx([-HOUR, HOUR, 0], rel=0.02)


def test_one_very_long_wait_counts_as_the_longest_usual_one() -> None:
    rows = [row for case in range(200) for row in _rows(f"{case:03d}", ("Received", 0), ("Granted", 1))]
    rows += _rows("slow", ("Received", 0), ("Granted", 9_000))
    found = case_steps(log_of_rows(rows), np.arange(201), 1.0, [])
    assert found.waits.max() == HOUR


def test_a_sample_takes_its_share_and_always_the_same_cases() -> None:
    cases = ibis.memtable({"case": np.arange(20_000)})
    taken = cases.filter(in_sample(cases.case, 0.25)).to_pyarrow()["case"].to_numpy()
    assert len(taken) == pytest.approx(5_000, abs=5 * np.sqrt(20_000 * 0.25 * 0.75))
    more = cases.filter(in_sample(cases.case, 0.5)).to_pyarrow()["case"].to_numpy()
    assert set(taken) < set(more)
