"""The picture of flows: bands meet their bars, words never cover each other, the rare is seen."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from servewell.core.definition.replay import OUTCOMES, Flow, OutcomeCount
from servewell.web.workspace.flows import LINE, SLOT, THINNEST, kind_of, picture_of

PAIRS = [(before, after) for before in OUTCOMES for after in OUTCOMES]
flows = st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 2_000_000), min_size=1).map(
    lambda found: tuple(Flow(before, after, cases) for (before, after), cases in found.items())
)


def outcomes_of(found):
    return tuple(
        OutcomeCount(
            outcome,
            sum(flow.cases for flow in found if flow.before == outcome),
            sum(flow.cases for flow in found if flow.after == outcome),
        )
        for outcome in OUTCOMES
    )


def ends_of(band):
    """Return (top, bottom) at both sides, read back from the path."""
    words = band.path.replace("V", " ").replace("C", " ").replace("M", " ").replace("Z", "").split()
    return (float(words[1]), float(words[-1])), (float(words[7]), float(words[8]))


@given(flows)
def test_every_band_is_inside_its_bars_and_inside_the_picture(found):
    picture = picture_of(found, outcomes_of(found))
    assert {(band.flow.before, band.flow.after): band.flow.cases for band in picture.bands} == {
        (flow.before, flow.after): flow.cases for flow in found
    }
    sides = ({node.outcome: node for node in picture.before}, {node.outcome: node for node in picture.after})
    for band in picture.bands:
        for node, (top, bottom) in zip(
            (sides[0][band.flow.before], sides[1][band.flow.after]), ends_of(band), strict=True
        ):
            assert bottom - top >= THINNEST - 0.11
            assert node.y - 0.2 <= top <= bottom <= node.y + node.height + 0.2
            assert 0 <= top <= bottom <= picture.height


@given(flows)
def test_words_and_numbers_never_cover_each_other(found):
    picture = picture_of(found, outcomes_of(found))
    for nodes in (picture.before, picture.after):
        assert all(later.middle - first.middle >= SLOT for first, later in pairwise(nodes))
    numbers = sorted(band.label_y for band in picture.bands if band.kind != "same")
    assert all(later - first >= LINE - 0.11 for first, later in pairwise(numbers))


@given(flows)
def test_numbers_stay_inside_the_picture(found):
    picture = picture_of(found, outcomes_of(found))
    assert all(0 < band.label_y <= picture.height for band in picture.bands)


def test_what_a_flow_is():
    kinds = {(flow.before, flow.after): kind_of(flow) for flow in (Flow(*pair, 1) for pair in PAIRS)}
    assert {pair for pair, kind in kinds.items() if kind == "gain"} == {
        ("not eligible", "eligible"),
        ("stopped", "eligible"),
    }
    assert {pair for pair, kind in kinds.items() if kind == "loss"} == {
        ("eligible", "not eligible"),
        ("eligible", "stopped"),
    }
    assert {pair for pair, kind in kinds.items() if kind == "same"} == {(outcome, outcome) for outcome in OUTCOMES}
