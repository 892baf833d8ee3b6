import numpy as np
import pytest

from servewell.core.insight.case_mix import Levels
from servewell.core.insight.compared import Difference, Measured
from servewell.core.insight.statistics import Compared
from servewell.core.insight.unequal_words import Arises, Told, proof, sentence, title
from servewell.gateways.logs import log_of_rows

LOG = log_of_rows(
    [("a", "Received", 0, None), ("a", "Checked", 1, None), ("a", "Granted", 2, None),
     ("b", "Received", 0, None), ("b", "Checked", 1, None), ("b", "Refused", 2, None)],
    attributes={"a": {"protected": True}, "b": {"protected": False}},
)  # fmt: skip
OWN = np.arange(100) < 50
DAY = 86_400_000_000


def _told(measured: Measured, adjusted: float, own: float, others: float, **more: object) -> Told:
    levels = Levels("protected", ("no", "yes"), np.where(OWN, 1, 0), (0, 1))
    difference = Difference(measured, 0, 1, Compared(adjusted, adjusted, adjusted, 0.0), 0.0)
    raw = np.where(OWN, np.arange(100) < own * 50, np.arange(100) < 50 + others * 50).astype(float)
    told = {"arises": None, "is_end": False} | more
    return Told(difference, levels, OWN, raw, own, others, **told)  # type: ignore[arg-type]


def _measured(shape: str, activity: str, previous: str | None = None, **more: bool) -> Measured:
    said = {"is_judged": True, "is_share": shape != "time"} | more
    before = None if previous is None else LOG.code(previous)
    return Measured(shape, LOG.code(activity), before, OWN | True, np.zeros(100), **said)  # type: ignore[arg-type]


def test_a_longer_wait_names_group_step_and_size() -> None:
    told = _told(_measured("time", "Checked"), 2.1 * DAY, 9 * DAY, 7 * DAY)
    assert sentence(LOG, told).startswith("Cases where ‘protected’ is yes wait 2.1 days longer before ‘Checked’ than")
    assert title(LOG, told) == "Average wait before ‘Checked’"


def test_a_worse_outcome_says_how_often_and_where_it_arises() -> None:
    arises = Arises(LOG.code("Received"), LOG.code("Refused"), 0.18, 0.09)
    told = _told(_measured("outcome", "Granted", is_turned=True), 0.4, 0.4, 0.8, arises=arises)
    said = sentence(LOG, told)
    assert "come to ‘Granted’ less often" in said
    assert "(40 in 100 against 80 in 100; a ratio of 0.50, below four fifths)" in said
    assert said.endswith(
        "after ‘Received’: there 18 in 100 of them go on to ‘Refused’, against 9 in 100 of the others."
    )


def test_a_ratio_above_four_fifths_is_not_remarked() -> None:
    assert "fifths" not in sentence(LOG, _told(_measured("outcome", "Granted", is_turned=True), 0.1, 0.8, 0.9))


def test_a_step_more_names_the_step_before() -> None:
    told = _told(_measured("work", "Checked", "Received"), 0.2, 0.4, 0.2)
    assert sentence(LOG, told).startswith(
        "After ‘Received’, cases where ‘protected’ is yes go on to ‘Checked’ more often"
    )
    again = _told(_measured("work", "Checked"), 0.2, 0.4, 0.2)
    assert "go through ‘Checked’ again more often" in sentence(LOG, again)


@pytest.mark.parametrize(
    "told",
    [
        _told(_measured("time", "Checked"), DAY, DAY, DAY),
        _told(_measured("outcome", "Granted"), 0.1, 0.2, 0.1),
        _told(_measured("outcome", "Granted"), 0.1, 0.2, 0.1, is_end=True),
        _told(_measured("work", "Checked"), 0.1, 0.2, 0.1),
    ],
)
def test_every_proof_counts_by_group(told: Told) -> None:
    engines = [table.get_backend() for table in (LOG.events, LOG.transitions, LOG.cases)]
    found = engines[0].con.execute(proof(told)).fetchall()
    assert {row[0]: row[1] for row in found} == {"true": 1, "false": 1}
