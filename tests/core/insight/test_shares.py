"""Which shares stand out: those that were planted, and hardly ever one where none was."""

from math import comb

import numpy as np
import pytest

from servewell.core.insight.shares import Counted, standing_out


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
    assert [(one.counted.page, one.counted.by, one.counted.group) for one in claims] == [("b", "device", "phone")]
    assert claims[0].difference.low < 0.2 < claims[0].difference.high
    claims = standing_out(pages_and_groups(chance, lambda page, group: 0.2 if page == "c" else 0.1))
    assert [(one.counted.page, one.counted.by) for one in claims] == [("c", "")]


def test_a_group_of_few_people_is_never_told():
    rows = [("phone", 9, 40), ("desktop", 10, 900), ("tablet", 20, 25)]
    assert standing_out([Counted("a", "", "device", group, hit, of) for group, hit, of in rows]) == []
    rows = [("phone", 12, 40), ("desktop", 10, 900), ("tablet", 20, 60)]
    assert {one.counted.group for one in standing_out([Counted("a", "", "device", *row) for row in rows])} == {
        "phone",
        "tablet",
    }


def test_few_are_compared_exactly_and_confidence_follows_the_p_value():
    few = [Counted("a", "", "", "", 12, 24), Counted("b", "", "", "", 0, 15)]
    (claim,) = standing_out(few)
    ways = [comb(24, hit) * comb(15, 12 - hit) for hit in range(13)]  # Fisher's test, by its definition
    assert claim.difference.p_value == pytest.approx(sum(one for one in ways if one <= ways[12]) / comb(39, 12))
    assert (claim.share, claim.reference, claim.confidence) == (0.5, 0.0, "high")
    many = [Counted("a", "", "", "", 60, 300), Counted("b", "", "", "", 90, 300)]
    (claim,) = standing_out(many)
    assert claim.counted.page == "b"
    assert claim.difference.p_value == pytest.approx(0.0046777, abs=1e-6)  # chi² is 8
    assert claim.confidence == "medium"
