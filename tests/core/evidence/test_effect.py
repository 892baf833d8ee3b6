"""An effect holds counts and a variance, nothing about a person, and nothing that cannot be."""

from dataclasses import fields, replace
from datetime import date

import pytest

from servewell.core.evidence import Effect
from servewell.core.evidence.effect import faults_of

SOUND = Effect("riverton", "completed", "share", 30, 0.06, 0.02, people_old=400, people_new=410)


def test_no_field_can_hold_a_person_or_a_case() -> None:
    assert {field.type for field in fields(Effect)} == {
        "str", "Scale", "int", "float | None", "Design", "int | None", "date | None", "bool",
    }  # fmt: skip
    assert {field.name for field in fields(Effect) if field.type == "str"} == {"agency", "measure", "version"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"standard_error": None}, "standard error"),
        ({"estimate": None}, "estimate"),
        ({"estimate": 1.2}, "estimate"),
        ({"estimate": float("nan")}, "estimate"),
        ({"standard_error": 0.0}, "standard error"),
        ({"standard_error": -0.1}, "standard error"),
        ({"standard_error": float("inf")}, "standard error"),
        ({"horizon_days": 0}, "horizon"),
        ({"people_old": 9}, "people old"),
        ({"people_new": 0}, "people new"),
        ({"begun_on": date(2026, 3, 2), "finished_on": date(2026, 3, 1)}, "finished"),
    ],
)
def test_what_cannot_be_is_named(change: dict, field: str) -> None:
    assert [name for name, _, _ in faults_of(replace(SOUND, **change))] == [field]


def test_a_trial_without_result_may_still_be_small() -> None:
    begun = replace(SOUND, estimate=None, standard_error=None, people_new=0)
    assert list(faults_of(begun)) == []
    assert not begun.has_result


@pytest.mark.parametrize(
    ("registered", "begun", "is_registered"),
    [
        (None, None, False),
        (date(2026, 3, 1), None, True),
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 3, 2), date(2026, 3, 1), False),
    ],
)
def test_registered_is_announced_before_it_began(
    registered: date | None, begun: date | None, is_registered: bool
) -> None:
    assert replace(SOUND, registered_on=registered, begun_on=begun).is_registered is is_registered
