"""Groups that are treated worse are found where they are, and nobody else is said to be."""

import pytest
from tests.core.insight.fairness_logs import fairness_log, shuffled
from tests.core.insight.planted import planted

from servewell.core.insight.finding import Asked, Finding
from servewell.core.insight.unequal import find_unequal
from servewell.gateways.logs import log_of_rows

HOUR = 3_600_000_000


def _of_shape(findings: list[Finding], shape: str) -> Finding:
    return next(one for one in findings if one.shape == shape)


def test_protected_applicants_are_found_to_be_turned_away_at_once_and_checked_more() -> None:
    findings = find_unequal(fairness_log("hiring"), Asked())
    assert {one.where["attribute"] for one in findings} == {"protected"}
    assert {one.where["value"] for one in findings} == {"yes"}
    outcome, time, work = (_of_shape(findings, shape) for shape in ("outcome", "time", "work"))
    assert (outcome.where["activity"], outcome.where["previous"]) == ("Make Job Offer", "Hand In Job Application")
    assert "below four fifths" in outcome.sentence
    assert "go on to ‘Application Rejected’" in outcome.sentence
    assert outcome.comparison.high is not None
    assert outcome.comparison.high < -0.2
    assert time.where["activity"] == "Application Rejected"
    assert time.size.gain_days > 0
    assert work.where["activity"] == "Extensive Background Check"


def test_protected_patients_are_found_to_be_examined_and_healed_less_and_to_wait_no_longer() -> None:
    findings = find_unequal(fairness_log("hospital"), Asked())
    assert {one.where["attribute"] for one in findings} == {"protected"}
    outcome, work = _of_shape(findings, "outcome"), _of_shape(findings, "work")
    assert (outcome.where["activity"], outcome.where["previous"]) == ("Treatment successful", "Treatment")
    assert outcome.where["value"] == "yes"
    assert work.where["activity"] in {"Expert Examination", "Thorough Examination"}
    assert "less often" in work.sentence
    assert {one.shape for one in findings} == {"outcome", "work"}


@pytest.mark.parametrize("name", ["hiring", "hospital"])
def test_a_mark_shuffled_among_the_cases_goes_with_nothing(name: str) -> None:
    asked = Asked(by=("protected",))
    assert find_unequal(shuffled(fairness_log(name), "protected", 5), asked) == []


@pytest.mark.parametrize("fault", ["slow group at a step", "refused group"])
def test_a_planted_disadvantage_is_found_at_its_step(fault: str) -> None:
    made = planted(fault, seed=1, cases=1_500)
    assert made.truth is not None
    findings = find_unequal(made.log(), Asked(by=("language", "channel")))
    assert findings
    assert findings[0].shape == made.truth.shape
    assert made.truth.where.items() <= dict(findings[0].where).items()


def test_a_group_that_is_slower_everywhere_is_told_with_all_its_steps() -> None:
    made = planted("slow group", 0.5, seed=1, cases=1_500)
    assert made.truth is not None
    found = find_unequal(made.log(), Asked(by=("language",)))[0]
    assert found.shape == "time"
    assert found.where["value"] == "es"
    assert "All steps together take" in found.sentence
    assert found.size.gain_low < made.truth.lost_days


def test_a_group_that_only_applies_for_other_things_is_not_treated_worse() -> None:
    assert find_unequal(planted(seed=3, cases=1_500, is_mixed=True).log(), Asked(by=("language",))) == []


def _log(groups: dict[str, tuple[int, int]], hours: int = 10):  # type: ignore[no-untyped-def]
    """Groups with how many cases they have, and how many hours more they wait for the decision."""
    rows, attributes, number = [], {}, 0
    for name, (cases, more) in groups.items():
        for place in range(cases):
            case = f"{number:05d}"
            start = number * HOUR
            rows += [(case, "Received", start, None),
                     (case, "Decided", start + (hours + place % 7 + more) * HOUR, None)]  # fmt: skip
            attributes[case] = {"district": name}
            number += 1
    return log_of_rows(rows, attributes=attributes)


def test_a_group_below_ten_is_not_told_nor_to_be_found_by_subtraction() -> None:
    findings = find_unequal(_log({"north": (400, 0), "south": (200, 5), "hill": (60, 0), "isle": (7, 0)}), Asked())
    assert [one.where["value"] for one in findings] == ["south"]
    assert {group.value for group in findings[0].groups} == {"north", "south"}
    assert {row.label for row in findings[0].picture.rows} == {"north", "south"}


def test_a_log_without_groups_has_none_that_are_unequal() -> None:
    log = log_of_rows([(str(case), "Done", case, None) for case in range(50)])
    assert find_unequal(log, Asked()) == []
    assert find_unequal(log, Asked(by=("district",))) == []


def test_what_is_told_can_be_counted_again() -> None:
    log = _log({"north": (300, 0), "south": (100, 6)})
    found = find_unequal(log, Asked())[0]
    rows = log.cases.get_backend().con.execute(found.proof).fetchall()
    counted = {group: days for group, _, days in rows}
    assert counted["south"] - counted["north"] == pytest.approx(6 / 24, abs=0.01)
    assert found.comparison.low is not None
    assert found.comparison.high is not None
    assert found.comparison.low < counted["south"] - counted["north"] < found.comparison.high
    assert len(found.examples) == 10
    assert set(found.examples) <= {f"{number:05d}" for number in range(300, 400)}
    assert found.sentence.startswith("Cases where ‘district’ is ‘south’ wait 6 hours longer before ‘Decided’")
