"""Which part of a process a map shows at each level of detail: the steps most often taken and the ways between them.

A level holds the most frequent steps that can be reached from the start and lead to the end, the widest way to and
from each of them, and then the most frequent of the other moves, as many as can still be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

START: Final = "\u0001start"  # no name of a step holds a control character
END: Final = "\u0001end"
SIZES: Final = (5, 8, 12, 16, 20)
_MOVES_A_STEP: Final = 1.7


@dataclass(frozen=True, slots=True)
class Move:
    """One step directly followed by another: how often, and after how many seconds."""

    source: str
    target: str
    count: float
    median_s: float | None = None
    p90_s: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The steps that a map shows with how often each was taken, the moves, and their share of all moves."""

    steps: Mapping[str, float]
    moves: tuple[Move, ...]
    share: float


def moves_of(process_map: Mapping[str, Any]) -> tuple[Move, ...]:
    """Return the moves of a result's map, with those from the start and to the end, the most frequent first."""
    found = [
        Move(str(edge["from"]), str(edge["to"]), float(edge["count"]), edge.get("median_s"), edge.get("p90_s"))
        for edge in process_map.get("edges") or ()
    ]
    found += [Move(START, str(name), float(count)) for name, count in (process_map.get("start") or {}).items()]
    found += [Move(str(name), END, float(count)) for name, count in (process_map.get("end") or {}).items()]
    return tuple(sorted(found, key=lambda move: (-move.count, move.source, move.target)))


def frequencies(moves: Sequence[Move]) -> dict[str, float]:
    """Return how often each step was taken, the most frequent first."""
    taken: dict[str, float] = {}
    for move in moves:
        taken[move.target] = taken.get(move.target, 0.0) + move.count
        taken.setdefault(move.source, 0.0)
    return dict(sorted(taken.items(), key=lambda item: (-item[1], item[0])))


def levels(process_map: Mapping[str, Any]) -> tuple[Level, ...]:
    """Return up to five levels, from few steps to many; each shows more than the one before."""
    moves = moves_of(process_map)
    taken = frequencies(moves)
    names = [name for name in taken if name not in (START, END)]
    found: list[Level] = []
    for size in SIZES:
        level = _level(names[:size], moves, taken)
        if level is not None and (not found or _is_more(level, found[-1])):
            found.append(level)
        if size >= len(names):
            break
    return tuple(found)


def _is_more(level: Level, before: Level) -> bool:
    return len(level.moves) > len(before.moves) and set(before.steps) <= set(level.steps)


def _level(names: Sequence[str], moves: Sequence[Move], taken: Mapping[str, float]) -> Level | None:
    allowed = {*names, START, END}
    inside = [move for move in moves if move.source in allowed and move.target in allowed]
    reached = _widest_tree(inside, START)
    leading = _widest_tree([Move(m.target, m.source, m.count) for m in inside], END)
    kept = (set(reached) | {START}) & (set(leading) | {END}) - {START, END}
    if not kept:
        return None
    shown = {*kept, START, END}
    inside = [move for move in inside if move.source in shown and move.target in shown]
    wanted = {(source, name) for name, source in reached.items() if name in shown and source in shown}
    wanted |= {(name, target) for name, target in leading.items() if name in shown and target in shown}
    others = [(move.source, move.target) for move in inside if (move.source, move.target) not in wanted]
    wanted |= set(others[: max(round(len(kept) * _MOVES_A_STEP) + 1 - len(wanted), 0)])
    chosen = tuple(move for move in inside if (move.source, move.target) in wanted)
    every = sum(move.count for move in moves) or 1.0
    return Level({name: taken[name] for name in taken if name in kept}, chosen, sum(m.count for m in chosen) / every)


def _widest_tree(moves: Sequence[Move], root: str) -> dict[str, str]:
    """Return for each step that can be reached the one before it on the way whose rarest move is the most frequent."""
    outgoing: dict[str, list[Move]] = {}
    for move in moves:
        outgoing.setdefault(move.source, []).append(move)
    before: dict[str, str] = {}
    reached, edge = {root}, list(outgoing.get(root, ()))
    while edge:
        widest = max(edge, key=lambda move: move.count)
        edge.remove(widest)
        if widest.target not in reached:
            reached.add(widest.target)
            before[widest.target] = widest.source
            edge += outgoing.get(widest.target, ())
    return before
