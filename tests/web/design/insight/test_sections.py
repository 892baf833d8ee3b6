"""What stands behind the findings: waits, ways, groups, quality."""

from __future__ import annotations

from tests.web.design.insight.reports import road_fines

from servewell.web.design.insight import sections
from servewell.web.design.insight.words import words_of

WORDS = words_of("en")


def test_waits_are_sorted_by_time_in_all() -> None:
    table = sections.waits_table(road_fines(), WORDS)
    assert [row[0] for row in table.rows[:2]] == ["Send for Credit Collection", "Send Fine"]
    assert table.rows[1][1:4] == ("6,570", "102 days", "130 days")


def test_a_long_table_is_cut_and_says_so() -> None:
    table = sections.table(("a",), [(str(number),) for number in range(70)], ())
    assert (len(table.rows), table.left_out) == (60, 10)


def test_a_way_shows_its_steps_with_one_colour_each_and_joins_repeats() -> None:
    views = sections.variant_views(road_fines(), WORDS)
    assert [chip.name for chip in views[0].chips] == ["Create Fine", "Payment"]
    assert (views[0].cases, views[0].share) == ("3,428 cases", "34%")
    hues = {chip.name: chip.hue for view in views for chip in view.chips}
    assert all(hues[chip.name] == chip.hue for view in views for chip in view.chips)
    assert any(chip.times == "×2" for view in views for chip in view.chips)


def test_ways_of_fewer_than_ten_cases_are_not_shown() -> None:
    few = {"log": {"cases": 20, "variants": 4}, "variants": [{"path": ["a"], "cases": 9}]}
    assert sections.variant_views(few, WORDS) == ()
    assert sections.variants_note(few, WORDS).startswith("There are 4 different ways, none of them")


def test_a_very_long_way_is_cut_and_says_so() -> None:
    path = [f"s{number}" for number in range(30)]
    view = sections.variant_views({"variants": [{"path": path, "cases": 10}]}, WORDS)[0]
    assert (len(view.chips), view.more) == (24, "and 6 more steps")


def test_weeks_are_drawn_when_there_are_some() -> None:
    assert len(sections.week_pictures(road_fines(), WORDS)) == 3
    assert sections.week_pictures({"weeks": [{"week": "2020-01-06", "open": 1}]}, WORDS) == ()


def test_groups_name_their_finding() -> None:
    rows = sections.groups_table(road_fines(), WORDS).rows
    assert rows[0] == ("1", "article", "157", "2,411", "489 days")
    assert sections.proposed_groups({"groups_proposed": ["area", {"name": "language"}, {}]}) == ("area", "language")


def test_quality_says_what_could_not_be_used() -> None:
    assert sections.rejected_table(road_fines(), WORDS).rows == (("no time", "2"), ("a time before 1970", "1"))
    assert sections.quality_sentences(road_fines(), WORDS) == (
        "3 rows could not be used.",
        "4 events were in the log twice.",
        "2.1% of events have the same time as the one before; their order is that of the log.",
    )
    assert sections.quality_sentences({}, WORDS) == ("Every row could be used.",)
