"""The measures of a log that are one number each, with its sentence; or why the log cannot tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from servewell.core.eventlog.log import EventLog
from servewell.core.insight.finding import SMALLEST_GROUP, count_in_words, share_in_words
from servewell.core.measure.completion import completion_rate, digital_take_up
from servewell.core.measure.cost import Cost, cost_of, cost_of_work, number_columns
from servewell.core.measure.first_time_right import FirstTimeRight, first_time_right, once_each
from servewell.core.measure.journey import channels, completion, drafts_of, is_journey
from servewell.core.measure.satisfaction import satisfaction
from servewell.core.measure.service_times import ServiceTime
from servewell.core.problem import Problem, ProblemError, nearest

ONLINE: Final = "online"
# The words of a service's own record (core/record/transition.py).
_DECIDED: Final = ("decided", "decided: ")
_CORRECTIONS: Final = ("information requested", "decision undone", "reopened")
_SATISFIED, _FEEDBACK = ("feedback: satisfied", "feedback: very satisfied"), "feedback: "


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured only when somebody asks: which activities end a case, what a case may cost.

    `is_right_once`: a case without a repeated activity was right the first time. `cost` names a column of amounts,
    `rate` is what an hour of work costs, both in `unit`.
    """

    ends: tuple[str, ...] = ()
    is_right_once: bool = False
    cost: str | None = None
    rate: float | None = None
    unit: str = ""


NOTHING_MORE: Final = Wanted()


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of a log; `value` is None where the log cannot tell it, and `sentence` says why. Shares are 0 to 1."""

    name: str
    value: float | None
    unit: str
    of: int
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        value = None if self.value is None else float(f"{self.value:.9g}")
        return {"name": self.name, "value": value, "unit": self.unit, "of": self.of, "sentence": self.sentence}


def measured(log: EventLog, steps: Sequence[ServiceTime], wanted: Wanted = NOTHING_MORE) -> tuple[Measured, ...]:
    """Return every measure in a fixed order. Raises ProblemError for a column of cost that the log does not have."""
    return (
        _first_time_right(log, wanted),
        _satisfaction(log),
        *_of_journeys(log),
        *_costs(log, steps, wanted),
    )


def _first_time_right(log: EventLog, wanted: Wanted) -> Measured:
    name = "first time right"
    decided = [code for code, said in enumerate(log.activities) if said == _DECIDED[0] or said.startswith(_DECIDED[1])]
    if log.abilities.has_turns and decided:
        asked = [log.code(one) for one in _CORRECTIONS if one in log.activities]
        return _right(name, first_time_right(log, decided, asked), "were decided without a question back, a correction"
                      " or a reopening")  # fmt: skip
    if wanted.is_right_once:
        return _right(name, once_each(log), "that are over did no step twice")
    return _untold(name, "share", "Which cases were right the first time can be told when a case in which no step is"
                   " repeated counts as right: ask for it with --first-time-right.")  # fmt: skip


def _right(name: str, found: FirstTimeRight, how: str) -> Measured:
    if found.cases < SMALLEST_GROUP:
        return _untold(name, "share", "Too few cases are over to say how many were right the first time.")
    said = f"{share_in_words(found.share)} of {count_in_words(found.cases)} cases {how}."
    return Measured(name, found.share, "share", found.cases, said)


def _satisfaction(log: EventLog) -> Measured:
    name = "satisfaction"
    answers = [code for code, said in enumerate(log.activities) if said.startswith(_FEEDBACK)]
    if not answers:
        return _untold(name, "share", "What people thought of the service is not in this log.")
    said = log.events.filter(log.events.activity.isin(answers))
    counted = said.group_by("activity").agg(n=said.count()).to_pyarrow().to_pylist()
    answered = sum(row["n"] for row in counted)
    satisfied = sum(row["n"] for row in counted if log.named(row["activity"]) in _SATISFIED)
    if answered < SMALLEST_GROUP:
        return _untold(name, "share", "Too few people have said what they think of the service.")
    share = satisfaction(satisfied, answered)
    sentence = f"{share_in_words(share)} of {count_in_words(answered)} people who answered were satisfied."
    return Measured(name, share, "share", answered, sentence)


def _of_journeys(log: EventLog) -> Iterator[Measured]:
    if not is_journey(log):
        yield _untold("completion rate", "share", "Applications that were begun and never sent are not in this log.")
        yield _untold("digital take-up", "share", "Through which channel people came is not in this log as such.")
        return
    became, came = completion(drafts_of(log)), channels(log)
    if became.started >= SMALLEST_GROUP:
        share = completion_rate(became.completed, became.started)
        said = f"{share_in_words(share)} of {count_in_words(became.started)} applications that were begun were sent."
        yield Measured("completion rate", share, "share", became.started, said)
    else:
        yield _untold("completion rate", "share", "Too few applications were begun long enough ago.")
    total = sum(came.values())
    if total >= SMALLEST_GROUP:
        share = digital_take_up(came.get(ONLINE, 0), total)
        said = f"{share_in_words(share)} of {count_in_words(total)} applications came online."
        yield Measured("digital take-up", share, "share", total, said)
    else:
        yield _untold("digital take-up", "share", "Too few applications were sent, or no channel is noted.")


def _costs(log: EventLog, steps: Sequence[ServiceTime], wanted: Wanted) -> Iterator[Measured]:
    unit = wanted.unit
    if wanted.cost is not None:
        found = cost_of(log, wanted.cost)
        if found is None:
            raise _no_amounts(log, wanted.cost)
        yield _cost(f"cost ({wanted.cost})", found, unit, "case that says it")
    if wanted.rate is not None:
        pieces = sum(step.pairs for step in steps)
        worked = sum(step.working_total for step in steps)
        if pieces:
            yield _cost("cost of work", cost_of_work(worked, pieces, wanted.rate), unit, "piece of work")
        else:
            yield _untold("cost of work", unit, "When work began is not in this log: what it cost cannot be told.")
    if wanted.cost is None and wanted.rate is None:
        yield _untold("cost", unit, "What cases cost can be told from a column of amounts (--cost) or from the time of"
                      " work (--rate).")  # fmt: skip


def _cost(name: str, found: Cost, unit: str, each: str) -> Measured:
    if found.of < SMALLEST_GROUP:
        return _untold(name, unit, "Too few cases say what they cost.")
    amount = f"{found.total:,.2f} {unit}".rstrip()
    said = f"{amount} in all, {found.mean:,.2f} for each {each} ({count_in_words(found.of)})."
    return Measured(name, found.mean, unit, found.of, said)


def _untold(name: str, unit: str, why: str) -> Measured:
    return Measured(name, None, unit, 0, why)


def _no_amounts(log: EventLog, name: str) -> ProblemError:
    tables = (log.cases, log.events)
    free = [one for table in tables for one in number_columns(table)]
    if any(name in table.columns for table in tables):
        found = f"The column '{name}' holds no numbers."
    else:
        found = f"Neither cases nor events have '{name}'."
    near = nearest(name, free)
    fix = f"Did you mean '{near}'?" if near else f"Columns of numbers: {', '.join(free) or 'none'}."
    return ProblemError(Problem("unknown-cost", found=found, fix=fix))
