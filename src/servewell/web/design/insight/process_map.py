"""The process map: which step follows which, how often and after how long, drawn at several levels of detail.

A thicker line is taken more often; a darker one waits longer, and says how long. Lines that go back are broken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from servewell.web.design.insight.drawing import Drawing, text_width, wrapped
from servewell.web.design.insight.layers import Layout, Name, Pair, laid_out
from servewell.web.design.insight.levels import END, START, Level, Move, levels, moves_of
from servewell.web.design.insight.words import DAY_S, Words

MOST_ROWS: Final = 100
_STEP_WIDTH, _END_WIDTH, _BEND, _GAP, _LOOP = 152.0, 76.0, 30.0, 20.0, 64.0
_BETWEEN: Final = 62.0
_LINE: Final = 15.0
_NAME, _COUNT, _WAIT = 12.5, 11.5, 11.5
_THICKEST: Final = 7.0
_MARGIN: Final = 4.0
_WAITS_S: Final = (DAY_S, 7 * DAY_S, 30 * DAY_S)  # a line is darker from each of these on

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing."""

    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two have more than an edge in common."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


@dataclass(frozen=True, slots=True)
class LevelView:
    """One level of detail: its name, its picture, and what it leaves out."""

    name: str
    note: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class MapView:
    """The map ready for a page: its levels, and all moves as a table."""

    levels: tuple[LevelView, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int


def map_view(process_map: Mapping[str, Any], words: Words, anchor: str) -> MapView | None:
    """Return the map of a result's JSON; None when nothing follows anything. `anchor` begins its ids."""
    found = levels(process_map)
    if not found:
        return None
    rows = [_row(move, words) for move in moves_of(process_map)]
    return MapView(
        levels=tuple(_level_view(level, words, f"{anchor}-{place}") for place, level in enumerate(found, 1)),
        head=(
            words.gettext("From"),
            words.gettext("To"),
            words.gettext("How often"),
            words.gettext("Half within"),
            words.gettext("Nine in ten within"),
        ),
        rows=tuple(rows[:MOST_ROWS]),
        left_out=max(len(rows) - MOST_ROWS, 0),
    )


def map_svg(level: Level, words: Words, anchor: str) -> Markup:
    """Return the drawing of one level."""
    return _Map(level, words).svg(anchor)


class _Map:
    """One drawing in the making: the layout first, then boxes, lines, and words where there is room."""

    def __init__(self, level: Level, words: Words) -> None:
        self.level, self.words = level, words
        self.moves = {(move.source, move.target): move for move in level.moves}
        self.names = [START, *level.steps, END]
        self.lines = {name: self._lines(name) for name in self.names}
        widths = {name: self._width(name) + (_LOOP * 2 if (name, name) in self.moves else 0) for name in self.names}
        weights = {pair: move.count for pair, move in self.moves.items()}
        self.layout: Layout = laid_out(weights, widths, bend=_BEND, gap=_GAP, first=START, last=END)
        self.bands = self._bands()
        self.boxes = {name: self._box(name) for name in self.names}
        right = max(self.layout.centres[name] + (widths[name] / 2 if isinstance(name, str) else _BEND / 2)
                    for name in self.layout.centres)  # fmt: skip
        self.drawing = Drawing(width=right + 2 * _MARGIN)
        self.taken: list[Box] = list(self.boxes.values())
        self.most = max((move.count for move in level.moves), default=1.0) or 1.0

    def svg(self, anchor: str) -> Markup:
        """Return the finished picture."""
        ports = self._ports()
        pieces = {pair: self._way(pair, ports) for pair in self.layout.routes}
        for pair in sorted(pieces, key=lambda pair: self.moves[pair].count):
            self._edge(pair, pieces[pair])
        for name in self.names:
            self._step(name)
            if (name, name) in self.moves:
                self._loop(name)
        for pair in sorted(pieces, key=lambda pair: -self.moves[pair].count):
            self._label(pair, pieces[pair])
        height = self.bands[-1][1] + _MARGIN
        title = self.words.gettext("Process map, %(level)s") % {"level": level_name(self.level, self.words)}
        return self.drawing.svg(height, anchor, title, self._described(), "sw-map__svg")

    def _lines(self, name: str) -> tuple[str, ...]:
        said = {START: self.words.gettext("Start"), END: self.words.gettext("End")}.get(name)
        return (said,) if said else wrapped(name, _STEP_WIDTH - 16, _NAME, 3)

    def _width(self, name: str) -> float:
        return _END_WIDTH if name in (START, END) else _STEP_WIDTH

    def _height(self, name: str) -> float:
        return len(self.lines[name]) * _LINE + (12 if name in (START, END) else 30)

    def _bands(self) -> list[tuple[float, float]]:
        """Return the top and bottom of each layer."""
        found, top = [], _MARGIN
        for layer in self.layout.layers:
            height = max((self._height(name) for name in layer if isinstance(name, str)), default=_LINE)
            found.append((top, top + height))
            top += height + _BETWEEN
        return found

    def _middle(self, name: Name) -> float:
        return self.layout.centres[name] + _MARGIN

    def _box(self, name: str) -> Box:
        deep = next(at for at, layer in enumerate(self.layout.layers) if name in layer)
        top, bottom = self.bands[deep]
        width, height = self._width(name), self._height(name)
        return Box(self._middle(name) - width / 2, (top + bottom - height) / 2, width, height)

    def _ports(self) -> dict[tuple[Pair, bool], float]:
        """Return where each edge leaves its upper step (False) and meets its lower one (True): spread, in order.

        An edge that goes straight down does so from the middle.
        """
        sides: dict[tuple[Name, bool], list[tuple[float, Pair]]] = {}
        for pair, route in self.layout.routes.items():
            sides.setdefault((route[0], False), []).append((self._middle(route[1]), pair))
            sides.setdefault((route[-1], True), []).append((self._middle(route[-2]), pair))
        found = {}
        for (name, is_lower), some in sides.items():
            middle, some = self._middle(name), sorted(some)
            straight = [at for at, (x, pair) in enumerate(some) if abs(x - middle) < 1 and not self._is_against(pair)]
            centre = straight[0] if straight else (len(some) - 1) / 2
            step = min(self._width(str(name)) * 0.38 / max(centre, len(some) - 1 - centre, 0.5), 34.0)
            for place, (_, pair) in enumerate(some):
                found[pair, is_lower] = middle + step * (place - centre)
        return found

    def _is_against(self, pair: Pair) -> bool:
        return pair in self.layout.against

    def _way(self, pair: Pair, ports: Mapping[tuple[Pair, bool], float]) -> list[tuple[Point, Point]]:
        """Return the gaps that an edge crosses from top to bottom, each with where it enters and leaves it."""
        route = self.layout.routes[pair]
        upper, lower = self.boxes[str(route[0])], self.boxes[str(route[-1])]
        at: Point = (ports[pair, False], upper.top + upper.height)
        found = []
        for bend in route[1:-1]:
            top, bottom = self.bands[int(bend[2])]
            found.append((at, (self._middle(bend), top)))
            at = (self._middle(bend), bottom)
        return [*found, (at, (ports[pair, True], lower.top))]

    def _edge(self, pair: Pair, pieces: Sequence[tuple[Point, Point]]) -> None:
        move = self.moves[pair]
        thick = 1.2 + (_THICKEST - 1.2) * (move.count / self.most) ** 0.7
        is_against = self._is_against(pair)
        head = 6 + thick
        (start, first), (before, end) = pieces[0], pieces[-1]
        ways = list(pieces)
        if is_against:
            ways[0] = ((start[0], start[1] + head - 1), first)
        else:
            ways[-1] = (before, (end[0], end[1] - head + 1)) if len(ways) > 1 else (start, (end[0], end[1] - head + 1))
        points = [ways[0][0]]
        for (x0, y0), (x1, y1) in ways:
            middle = (y0 + y1) / 2
            if points[-1] != (x0, y0):
                points += [points[-1], (x0, y0), (x0, y0)]
            points += [(x0, middle), (x1, middle), (x1, y1)]
        kind = f"sw-map__edge sw-map__wait--{wait_class(move)}" + (" sw-map__edge--against" if is_against else "")
        self.drawing.group(kind, self._told(move))
        self.drawing.curve(points, "sw-map__line", thick)
        x, y = start if is_against else end
        away = head if is_against else -head
        half = 3.5 + thick * 0.6
        self.drawing.lines([(x, y), (x - half, y + away), (x + half, y + away)], "sw-map__head", is_closed=True)
        self.drawing.end_group()

    def _step(self, name: str) -> None:
        box, lines = self.boxes[name], self.lines[name]
        is_end = name in (START, END)
        self.drawing.group("sw-map__step sw-map__step--end" if is_end else "sw-map__step", "" if is_end else name)
        self.drawing.rectangle(box.left, box.top, box.width, box.height, "sw-map__box", box.height / 2 if is_end else 7)
        middle = box.left + box.width / 2
        for place, line in enumerate(lines):
            self.drawing.text(middle, box.top + 17 + place * _LINE, line, "sw-map__name", "middle")
        if not is_end:
            taken = self.words.about(self.level.steps[name])
            self.drawing.text(middle, box.top + 18 + len(lines) * _LINE, taken, "sw-map__count", "middle")
        self.drawing.end_group()

    def _loop(self, name: str) -> None:
        move, box = self.moves[name, name], self.boxes[name]
        right, y = box.left + box.width, box.top + box.height / 2
        self.drawing.group(f"sw-map__edge sw-map__wait--{wait_class(move)}", self._told(move))
        thick = 1.2 + (_THICKEST - 1.2) * (move.count / self.most) ** 0.7
        points = [(right, y - 9), (right + 26, y - 22), (right + 26, y + 22), (right + 7, y + 10)]
        self.drawing.curve(points, "sw-map__line", thick)
        self.drawing.lines([(right, y + 7), (right + 9, y + 6), (right + 6, y + 15)], "sw-map__head", is_closed=True)
        self.drawing.end_group()
        self.drawing.text(right + 24, y + 4, "×" + self.words.about(move.count), "sw-map__words")
        self.taken.append(Box(right, y - 20, _LOOP, 40))

    def _label(self, pair: Pair, pieces: Sequence[tuple[Point, Point]]) -> None:
        """Say how long people wait here, at the first place of the line that is free."""
        move = self.moves[pair]
        if move.median_s is None or move.source == START or move.target == END:
            return
        text = self.words.briefly(move.median_s)
        width = text_width(text, _WAIT) + 6
        for share in (0.5, 0.36, 0.64, 0.24, 0.76):
            for (x0, y0), (x1, y1) in pieces:
                blend = share * share * (3 - 2 * share)
                x, y = x0 + (x1 - x0) * blend, y0 + (y1 - y0) * share
                box = Box(x - width / 2, y - 8, width, 16)
                if box.left >= 0 and box.left + width <= self.drawing.width and not any(map(box.overlaps, self.taken)):
                    self.drawing.rectangle(box.left, box.top, box.width, box.height, "sw-map__plate", 3)
                    self.drawing.text(x, y + 4, text, f"sw-map__words sw-map__words--{wait_class(move)}", "middle")
                    self.taken.append(box)
                    return

    def _told(self, move: Move) -> str:
        names = {START: self.words.gettext("Start"), END: self.words.gettext("End")}
        said = f"{names.get(move.source, move.source)} → {names.get(move.target, move.target)}: "
        said += self.words.counted(move.count, "times")
        return said if move.median_s is None else f"{said}, {self.words.lasted(move.median_s)}"

    def _described(self) -> str:
        often = [move for move in self.level.moves if move.source != START and move.target != END][:3]
        told = "; ".join(map(self._told, often))
        return self.words.gettext("The most frequent moves: %(moves)s. All are in the table.") % {"moves": told}


def wait_class(move: Move) -> int:
    """Return 0 for waits of less than a day, 1 for less than a week, 2 for less than 30 days, 3 for longer ones."""
    return sum(move.median_s is not None and move.median_s >= least for least in _WAITS_S)


def level_name(level: Level, words: Words) -> str:
    """Return '8 steps'."""
    count = len(level.steps)
    return words.ngettext("%(count)s step", "%(count)s steps", count) % {"count": words.number(count)}


def _level_view(level: Level, words: Words, anchor: str) -> LevelView:
    note = words.gettext("Shows %(share)s of all moves; rarer ones are left out.") % {
        "share": words.percent(level.share)
    }
    whole = words.gettext("Shows all moves.")
    return LevelView(level_name(level, words), whole if level.share > 0.9995 else note, map_svg(level, words, anchor))


def _row(move: Move, words: Words) -> tuple[str, ...]:
    names = {START: words.gettext("Start"), END: words.gettext("End")}
    lasted = [words.lasted(span) if span is not None else "" for span in (move.median_s, move.p90_s)]
    return (
        names.get(move.source, move.source),
        names.get(move.target, move.target),
        words.number(move.count),
        *lasted,
    )
