import pytest
from tests.core.insight.planted import planted

from servewell.core.eventlog.log import Attribute
from servewell.core.insight.group_choice import can_group, group_choice, group_choices


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("religious", "religious belief"),
        ("Konfession", "religious belief"),
        ("case:ethnicity", "ethnic origin"),
        ("race", "ethnic origin"),
        ("isDisabled", "health"),
        ("underlying_condition", "health"),
        ("sexual orientation", "sexual orientation"),
        ("politicalOpinion", "political opinion"),
        ("trade-union", "union membership"),
        ("genetic marker", "genetic or biometric data"),
    ],
)
def test_special_kinds_of_personal_data_are_warned_of_and_not_proposed(name: str, tells: str) -> None:
    choice = group_choice(name)
    assert choice is not None
    assert (choice.tells, choice.care, choice.is_proposed) == (tells, "special kind", False)
    assert "article 9" in choice.warning


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("gender", "sex"),
        ("Geschlecht", "sex"),
        ("género", "sex"),
        ("age", "age"),
        ("ageBand", "age"),
        ("citizen", "nationality"),
        ("german speaking", "language"),
        ("language", "language"),
        ("protected", "belonging to a protected group"),
    ],
)
def test_protected_grounds_are_proposed_with_a_warning(name: str, tells: str) -> None:
    choice = group_choice(name)
    assert choice is not None
    assert (choice.tells, choice.care, choice.is_proposed) == (tells, "protected ground", True)
    assert "legal ground" in choice.warning


@pytest.mark.parametrize(
    ("name", "tells"),
    [("channel", "channel"), ("case:channel", "channel"), ("Stadtteil", "place"), ("device", "device"),
     ("yearsOfEducation", "education"), ("private_insurance", "income or insurance")],
)  # fmt: skip
def test_other_groups_are_proposed_without_one(name: str, tells: str) -> None:
    choice = group_choice(name)
    assert choice is not None
    assert (choice.tells, choice.warning, choice.is_proposed) == (tells, "", True)


@pytest.mark.parametrize("name", ["agency", "page", "amount", "stage", "message", "percentage", "type", "embrace"])
def test_what_says_nothing_of_people_is_no_group(name: str) -> None:
    assert group_choice(name) is None


def test_a_log_proposes_the_groups_it_has() -> None:
    assert [one.name for one in group_choices(planted(cases=60).log())] == ["channel", "district", "language"]


def test_one_value_for_all_or_another_for_each_makes_no_groups() -> None:
    assert not can_group(Attribute("channel", "text", 1))
    assert not can_group(Attribute("address", "text", 900))
    assert not can_group(Attribute("born", "time", 30))
    assert can_group(Attribute("age", "number", 74))
