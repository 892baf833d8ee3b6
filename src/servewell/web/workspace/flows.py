"""Where the parts of the picture of flows stand: outcomes before at one side, after at the other, bands between them.

Heights are in pixels and widths in hundredths, so that the picture fits any screen while its words keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from servewell.core.definition.replay import OUTCOMES, Flow, Outcome, OutcomeCount, is_gain, is_loss

Kind = Literal["same", "gain", "loss", "other"]
BARS: Final = 220.0  # how high all cases together are
THINNEST: Final = 2.0  # a band of one case among thousands must be seen
SLOT: Final = 46.0  # room for the two lines of an outcome's words
GAP: Final = 12.0
TOP: Final = 34.0  # room for the words above each side
LINE: Final = 22.0  # between the numbers on bands


@dataclass(frozen=True, slots=True)
class Node:
    """An outcome at one side: a bar from `y` with `height`."""

    outcome: Outcome
    cases: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """Cases that go from one outcome to another. `path` is drawn in a box 100 wide; `label_y` is for its number."""

    flow: Flow
    kind: Kind
    path: str
    label_y: float
    is_wide: bool = False  # its number fits inside it


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws."""

    before: tuple[Node, ...]
    after: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: float

    @property
    def kinds(self) -> frozenset[Kind]:
        """What kinds of flows there are."""
        return frozenset(band.kind for band in self.bands)


def kind_of(flow: Flow) -> Kind:
    """Return whether the cases of a flow stay, gain, lose or come to something else."""
    if flow.before == flow.after:
        return "same"
    if is_gain(flow.before, flow.after):
        return "gain"
    return "loss" if is_loss(flow.before, flow.after) else "other"


def picture_of(flows: Sequence[Flow], outcomes: Sequence[OutcomeCount]) -> Picture:
    """Lay out the flows of a replay; there must be at least one."""
    scale = BARS / sum(flow.cases for flow in flows)
    thick = {(flow.before, flow.after): max(THINNEST, flow.cases * scale) for flow in flows}
    before = _side(
        [(one.outcome, one.before, sum(thick.get((one.outcome, to), 0.0) for to in OUTCOMES)) for one in outcomes]
    )
    after = _side(
        [(one.outcome, one.after, sum(thick.get((of, one.outcome), 0.0) for of in OUTCOMES)) for one in outcomes]
    )
    left = {node.outcome: node.y for node in before}
    right = {node.outcome: node.y for node in after}
    bands: list[Band] = []
    for flow in sorted(flows, key=lambda flow: (OUTCOMES.index(flow.before), OUTCOMES.index(flow.after))):
        width = thick[flow.before, flow.after]
        start, end = left[flow.before], right[flow.after]
        left[flow.before] += width
        right[flow.after] += width
        middle = round((start + end + width) / 2, 1)
        bands.append(Band(flow, kind_of(flow), _path(start, end, width), middle, width >= LINE))
    bottom = max(node.y + max(node.height, SLOT) for node in (*before, *after))
    spread = _spread(bands)
    bottom = max(bottom, *(band.label_y + LINE / 2 for band in spread))
    changed_last = sorted(spread, key=lambda band: (band.kind != "same", -band.flow.cases))
    return Picture(before, after, tuple(changed_last), round(bottom + GAP, 1))


def _side(outcomes: Sequence[tuple[Outcome, int, float]]) -> tuple[Node, ...]:
    """Stack the outcomes that have cases, each in a slot that is high enough for its words."""
    nodes = []
    y = TOP
    for outcome, cases, height in outcomes:
        if cases:
            slot = max(height, SLOT)
            nodes.append(Node(outcome, cases, round(y + (slot - height) / 2, 1), round(height, 1)))
            y += slot + GAP
    return tuple(nodes)


def _path(start: float, end: float, width: float) -> str:
    """Return a band that leaves and arrives level."""
    a, b, c, d = (f"{value:.1f}" for value in (start, end, end + width, start + width))
    return f"M0 {a}C50 {a} 50 {b} 100 {b}V{c}C50 {c} 50 {d} 0 {d}Z"


def _spread(bands: Sequence[Band]) -> list[Band]:
    """Move the numbers on bands that change apart, so that none covers another."""
    placed: list[Band] = []
    last = -LINE
    for band in sorted(bands, key=lambda band: band.label_y):
        if band.kind != "same":
            last = max(band.label_y, last + LINE)
            is_inside = band.is_wide and last == band.label_y
            band = replace(band, label_y=round(last, 1), is_wide=is_inside)
        placed.append(band)
    return placed
