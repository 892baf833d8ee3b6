"""Times with zones and offsets, read, made, written and calculated with."""

import pytest
from tests.core.rules.test_decide import decide


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('@"10:20:00@Europe/Paris"', "10:20:00@Europe/Paris"), ('@"10:20:00Z"', "10:20:00Z"),
        ('@"10:20:00+00:00"', "10:20:00Z"), ('@"10:20:00-02:30"', "10:20:00-02:30"), ('@"10:20:00"', "10:20:00"),
        ('@"10:20:00.120"', "10:20:00.12"), ('@"2026-11-23T10:20:00@Asia/Dhaka"', "2026-11-23T10:20:00@Asia/Dhaka"),
        ('@"2026-11-23"', "2026-11-23"), ('time(@"2026-11-23T10:20:00@Asia/Dhaka")', "10:20:00@Asia/Dhaka"),
        ('time(@"2026-11-23")', "00:00:00Z"), ('time(11, 59, 45, @"PT2H")', "11:59:45+02:00"),
        ("time(11, 59, 45)", "11:59:45"), ("time(11, 59, 45.5, null)", "11:59:45.5"),
        ('time(hour: 11, minute: 59, second: 0, offset: @"-PT2H1M")', "11:59:00-02:01"),
        ("time(20 + 4, 0, 0)", None), ("time(11, 59 + 0.5, 0)", None), ('time(1 + 0, 2, 3, @"PT19H")', None),
        ('time(string("13:20:00+19:00"))', None), ('time(string("13:20:00@Nowhere/Land"))', None),
        ('date and time(@"2026-11-23", null)', None),
        ('date and time(@"2026-11-23", @"10:20:00")', "2026-11-23T10:20:00"),
        ('duration("PT0.S")', "PT0S"), ('duration("PT1.123456789S")', "PT1.123456S"),
    ],
)  # fmt: skip
def test_times_keep_their_zone_as_it_was_written(text: str, written: str | None) -> None:
    assert decide(f"string({text})") == written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('number("1,000.5", ",", ".") = 1000.5', True), ('number("1,5", ",", ",") = null', True),
        ('number("1:5", ",", ":") = null', True),
    ],
)  # fmt: skip
def test_separators_of_numbers_are_the_three_of_the_standard(text: str, value: bool) -> None:
    assert decide(text) is value
