"""Shares of those who answered, and never of nobody."""

import pytest

from servewell.core.measure import satisfaction, solved


@pytest.mark.parametrize(("good", "answered", "share"), [(0, 4, 0.0), (3, 4, 0.75), (4, 4, 1.0)])
def test_a_share_is_of_those_who_answered(good, answered, share):
    assert satisfaction(satisfied=good, answered=answered) == share
    assert solved(solved=good, answered=answered) == share


@pytest.mark.parametrize("share", [satisfaction, solved])
def test_there_is_no_share_of_nobody(share):
    with pytest.raises(ValueError, match="no answers"):
        share(0, 0)
