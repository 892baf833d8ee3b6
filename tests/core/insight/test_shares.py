"""Two shares compared, against values worked out elsewhere."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from servewell.core.insight.shares import Counted, adjusted, compared, confidence_of, standing_out


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((10, 10, 0, 20), 0.6791, 1.0000)],
)
def test_the_interval_is_newcombes(counts, low, high):
    """Newcombe 1998, table II, method 10, examples a, b and g."""
    found = compared(*counts)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_few_are_compared_exactly_and_many_by_chi_squared():
    assert compared(3, 4, 1, 4).p_value == pytest.approx(0.4857142857)
    table = [[60, 240], [90, 210]]
    assert compared(60, 300, 90, 300).p_value == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert compared(3, 4, 1, 4).difference == pytest.approx(0.5)


def test_p_values_are_adjusted_for_all_comparisons():
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert adjusted([]) == []


def test_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        compared(0, 0, 1, 2)


def test_confidence_follows_the_p_value():
    assert [confidence_of(p) for p in (0.0001, 0.005, 0.04)] == ["high", "medium", "low"]


def pages_and_groups(chance, share) -> list[Counted]:
    """Four pages, and two devices and two languages at each."""
    counts = []
    for page in "abcd":
        counts.append(Counted(page, "", "", "", int(chance.binomial(800, share(page, ""))), 800))
        counts += [
            Counted(page, "", by, group, int(chance.binomial(of, share(page, group))), of)
            for by, groups in (("device", {"phone": 500, "desktop": 300}), ("language", {"en": 700, "es": 100}))
            for group, of in groups.items()
        ]
    return counts


def test_at_most_one_log_in_twenty_without_differences_gets_a_claim():
    chance = np.random.default_rng(7)
    claims = [len(standing_out(pages_and_groups(chance, lambda page, group: 0.1))) for _ in range(120)]
    assert sum(count > 0 for count in claims) <= 120 * 0.05 + 3


def test_a_page_and_a_group_that_are_hit_more_stand_out_with_their_interval():
    chance = np.random.default_rng(7)
    claims = standing_out(pages_and_groups(chance, lambda page, group: 0.3 if (page, group) == ("b", "phone") else 0.1))
    assert [(one.page, one.by, one.group) for one in claims] == [("b", "device", "phone")]
    assert claims[0].shares.low < 0.2 < claims[0].shares.high
    claims = standing_out(pages_and_groups(chance, lambda page, group: 0.2 if page == "c" else 0.1))
    assert [(one.page, one.by) for one in claims] == [("c", "")]


def test_a_group_of_few_people_is_never_told():
    rows = [("phone", 9, 40), ("desktop", 10, 900), ("tablet", 20, 25)]
    assert standing_out([Counted("a", "", "device", group, hit, of) for group, hit, of in rows]) == []
    rows = [("phone", 12, 40), ("desktop", 10, 900), ("tablet", 20, 60)]
    assert {one.group for one in standing_out([Counted("a", "", "device", *row) for row in rows])} == {
        "phone",
        "tablet",
    }
