"""What ends a case, where somebody says so."""

import pytest

from servewell.core.eventlog.ends import with_ends
from servewell.core.eventlog.log import EventLog
from servewell.core.measure.survival import survival
from servewell.core.problem import ProblemError
from servewell.gateways.ends import ended
from servewell.gateways.logs import log_of_rows

DAY = 86_400_000_000


@pytest.fixture
def log() -> EventLog:
    return log_of_rows(
        [
            ("paid", "sent", 0, None),
            ("paid", "paid", 2 * DAY, None),
            ("paid", "filed", 3 * DAY, None),
            ("waiting", "sent", 0, None),
            ("waiting", "reminded", 9 * DAY, None),
            ("back", "sent", DAY, None),
            ("back", "paid", 4 * DAY, None),
            ("back", "appealed", 4 * DAY, None),
        ]
    )


def open_cases(log: EventLog) -> set[str]:
    rows = log.cases.to_pyarrow().to_pylist()
    return {row["case_id"] for row in rows if row["is_open"]}


def test_a_case_is_open_until_its_end_whatever_comes_after(log: EventLog) -> None:
    assert open_cases(ended(log, ["paid"])) == {"waiting"}
    assert open_cases(ended(log, ["paid", "reminded"])) == set()


def test_it_is_open_again_after_a_reopening_of_the_same_moment(log: EventLog) -> None:
    assert open_cases(ended(log, ["paid"], ["appealed", "unheard of"])) == {"waiting", "back"}


def test_what_is_kept_is_what_the_expression_says(log: EventLog) -> None:
    kept, said = ended(log, ["paid"]), with_ends(log, ["paid"])
    assert kept.cases.to_pyarrow().to_pylist() == said.cases.to_pyarrow().to_pylist()
    assert survival(kept).closed == 2


def test_an_unknown_end_is_answered(log: EventLog) -> None:
    with pytest.raises(ProblemError, match="Did you mean 'paid'"):
        ended(log, ["payd"])
