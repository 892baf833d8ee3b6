"""What is said of events but belongs to the case."""

import numpy as np
import pyarrow as pa

from servewell.core.eventlog.lifting import attribute_of, lifted
from servewell.core.eventlog.ordered import Ordered, order


def events(cases: list[int]) -> Ordered:
    return order(np.array(cases, np.int32), np.zeros(len(cases), np.int16), np.arange(len(cases), dtype=np.int64))


def test_a_value_that_never_changes_is_the_cases() -> None:
    found = lifted(pa.array(["a", "b", "a", None]), events([0, 1, 0, 1]))
    assert found is not None
    assert found.to_pylist() == ["a", "b"]


def test_a_value_that_changes_or_comes_late_is_the_events() -> None:
    order_of_two = events([0, 0, 1, 1])
    assert lifted(pa.array(["a", "b", "a", "b"]), order_of_two) is None
    assert lifted(pa.array([None, 5, None, 7]), order_of_two) is None
    assert lifted(pa.nulls(4), order_of_two) is None


def test_a_case_in_ten_may_change_and_counts_with_its_first_value() -> None:
    cases = [case for case in range(20) for _ in range(2)]
    values = [case % 2 == 0 for case in cases]
    values[1] = False
    found = lifted(pa.array(values), events(cases))
    assert found is not None
    assert found[0].as_py() is True


def test_kinds_of_attributes() -> None:
    assert attribute_of("a", pa.array([1, 2, 2])).kind == "number"
    assert attribute_of("a", pa.array([True, False])).kind == "yes or no"
    assert attribute_of("a", pa.array(["x", "x"])).values == 1
    assert attribute_of("a", pa.array([0], pa.timestamp("us"))).kind == "time"
