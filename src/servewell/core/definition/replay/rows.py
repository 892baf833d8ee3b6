"""Replay row by row: the reference that the bulk form has to agree with, and its fallback."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from servewell.core.definition.journey import Journey, journey_of
from servewell.core.definition.model import Definition
from servewell.core.definition.replay.judging import Judged, PastCase, judge
from servewell.core.definition.replay.result import CriterionChange, Example, Replay
from servewell.core.definition.replay.tally import Tally

Progress = Callable[[int], None]  # is told how many cases are judged so far
_TOLD_EVERY = 1_000


def replay(
    old: Definition,
    new: Definition,
    cases: Iterable[PastCase | None],
    *,
    now: datetime,
    by: Sequence[str] = (),
    examples: int = 5,
    progress: Progress = lambda count: None,
) -> Replay:
    """Judge every case by both versions. A case is judged as of the day it was submitted, without one as of `now`.

    None stands for a case whose answers were erased: it is counted apart. `by` are names of questions or of the
    cases' `fields`. Memory does not grow with the cases.
    """
    tally = Tally(by, examples)
    judge_rows(tally, old, new, cases, now=now, progress=progress)
    return tally.result(currency=fee_currency(old, new))


def judge_rows(
    tally: Tally,
    old: Definition,
    new: Definition,
    cases: Iterable[PastCase | None],
    *,
    now: datetime,
    progress: Progress = lambda count: None,
) -> int:
    """Count every case into the tally; return how many there were."""
    journeys = journey_of(old), journey_of(new)
    count = 0
    for count, case in enumerate(cases, 1):
        if case is None:
            tally.erased += 1
        else:
            _count(tally, case, case.number or count, *_judged(journeys, case, now))
        if count % _TOLD_EVERY == 0:
            progress(count)
    return count


def example_of(old: Definition, new: Definition, case: PastCase, now: datetime) -> Example:
    """Return what both versions make of a case, and which criteria come out differently."""
    return _example(case, *_judged((journey_of(old), journey_of(new)), case, now))


def fee_currency(old: Definition, new: Definition) -> str | None:
    """Return the currency of fees; None when neither version has a fee."""
    if new.fee is not None:
        return new.currency
    return None if old.fee is None else old.currency


def _judged(journeys: tuple[Journey, Journey], case: PastCase, now: datetime) -> tuple[Judged, Judged]:
    at = case.submitted_at or now
    before, after = (judge(journey, case.answers, now=at, channel=case.channel) for journey in journeys)
    return before, after


def _count(tally: Tally, case: PastCase, place: int, before: Judged, after: Judged) -> None:
    flow = before.outcome, after.outcome
    tally.flow(*flow)
    tally.pay(before.fee, after.fee)
    tally.ask(before.pages, after.pages)
    for name in tally.by:
        tally.group(name, group_value(case, name), *flow)
    if after.missing:
        tally.undecidable += 1
        tally.unanswered.update(after.missing)
    if tally.wants_example(*flow, place):
        tally.keep(_example(case, before, after), place)


def group_value(case: PastCase, name: str) -> str:
    """Return the text of one answer or field of a case to group by; '' when it has none."""
    found = case.fields.get(name) if name in case.fields else case.answers.get(name)
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, list):
        return "; ".join(map(str, found))
    return "" if found is None else str(found)


def _example(case: PastCase, before: Judged, after: Judged) -> Example:
    names = dict.fromkeys((*before.criteria, *after.criteria))
    why = (CriterionChange(name, before.criteria.get(name), after.criteria.get(name)) for name in names)
    return Example(
        case.reference, before.outcome, after.outcome, tuple(one for one in why if one.before is not one.after)
    )
