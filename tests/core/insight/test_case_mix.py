import numpy as np
import pyarrow as pa
import pytest
from tests.core.insight.planted import planted

from servewell.core.eventlog.log import Attribute
from servewell.core.insight.case_mix import case_mix, is_usable, levels_of, told


@pytest.mark.parametrize(
    ("attribute", "is_it"),
    [
        (Attribute("type", "text", 4), True),
        (Attribute("protected", "yes or no", 2), True),
        (Attribute("age", "number", 74), True),
        (Attribute("case_index", "number", 1_000), False),
        (Attribute("width", "number", 900), False),
        (Attribute("street", "text", 300), False),
        (Attribute("born", "time", 40), False),
        (Attribute("one", "text", 1), False),
        (Attribute("totalPaymentAmount", "number", 40), False),
        (Attribute("outcome", "text", 3), False),
        (Attribute("number_of_events", "number", 12), False),
    ],
)
def test_results_times_and_names_of_cases_are_left_out(attribute: Attribute, is_it: bool) -> None:
    assert is_usable(attribute, 1_000) is is_it


def test_a_number_falls_into_four_bands_and_says_so_in_sql() -> None:
    levels = levels_of(Attribute("age", "number", 80), pa.chunked_array([[*range(20, 100), None]]))
    assert levels.labels == ("up to 39", "over 39 up to 59", "over 59 up to 79", "over 79", "not known")
    assert np.bincount(levels.codes).tolist() == [20, 20, 20, 20, 1]
    assert levels.known == (0, 1, 2, 3)
    assert levels.sql.startswith("CASE WHEN c.\"age\" <= 39 THEN 'up to 39'")


def test_rare_and_missing_values_are_categories_that_are_never_told() -> None:
    column = pa.chunked_array([["web"] * 30 + ["post"] * 20 + ["fax"] * 3 + [None] * 5])
    levels = levels_of(Attribute("channel", "text", 3), column)
    assert levels.labels == ("web", "post", "others", "not known")
    assert np.bincount(levels.codes).tolist() == [30, 20, 3, 5]
    assert levels.known == (0, 1)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([50, 30, 20], (0, 1, 2)),
        ([50, 30, 7], (0,)),  # without 30 hidden too, 7 would be the whole less 80
        ([50, 30, 7, 6], (0, 1)),  # thirteen cases are left out
        ([50, 7], ()),
        ([], ()),
    ],
)
def test_no_group_below_ten_can_be_found_by_subtraction(counts: list[int], shown: tuple[int, ...]) -> None:
    assert told(np.array(counts, dtype=np.int64), range(len(counts))) == shown


def test_a_difference_is_measured_against_all_others_whatever_category_is_left_out() -> None:
    mix = case_mix(planted(cases=600).log())
    place = next(place for place, one in enumerate(mix.attributes) if one.name == "channel")
    levels = mix.attributes[place]
    outcome = np.arange(len(mix.cases)) % 7 + 10.0 * (levels.codes == levels.labels.index("post"))
    model = mix.model(np.ones(len(mix.cases), dtype=np.bool_))
    fit = model.design.ols(outcome)
    post = model.compare(fit, place, levels.labels.index("post"))
    web = model.compare(fit, place, levels.labels.index("web"))
    assert post is not None
    assert web is not None
    assert post.low < 10 < post.high
    others = (levels.codes == levels.labels.index("post")).sum() / (levels.codes != levels.labels.index("web")).sum()
    assert web.value == pytest.approx(-10 * others, abs=0.6)


def test_attributes_asked_for_go_first_and_the_arrival_is_always_there() -> None:
    mix = case_mix(planted(cases=300).log(), ("language",))
    assert mix.attributes[0].name == "language"
    assert mix.attributes[-1].name == "(arrival)"
    assert mix.scale == 1
