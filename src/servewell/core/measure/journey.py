"""Drop-out and faults page by page and question by question, completion and take-up: from the log of journeys.

A draft counts once it is settled: begun so long before the log ends that it would have expired if nobody went on with
it. Whoever may still come back has not left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog

_DAY_US: Final = 86_400_000_000
SETTLED_US: Final = 30 * _DAY_US  # how long a draft lives after its last answer
# A longer pause is no time spent on the form (the session of web analytics; Catledge and Pitkow 1995 found 25.5 min).
SESSION_US: Final = 30 * 60 * 1_000_000
_ON_PAGE: Final = ("shown: ", "refused: ", "answered: ", "ended: ")
COMPLETED, ENDED, LEFT = "completed", "ended", "left"


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many people reached a page, and how many of them left there and never came back.

    `refused` are those of them whose answers were not accepted at least once, `left_refused` those who left right after
    that. `active_us` is the time that those who left had spent on the form. `group` is '' for everybody.
    """

    page: str
    reached: int
    left: int
    refused: int
    left_refused: int
    active_us: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How many of the people who reached a page were refused an answer of a question, and how many of those left there.

    `fault` is the most frequent code of a fault, `refusals` how often answers were refused in all.
    """

    page: str
    question: str
    reached: int
    refused: int
    left: int
    refusals: int
    fault: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What became of the applications that were started: completed, ended because they cannot apply, or left."""

    started: int
    completed: int
    ended: int

    @property
    def left(self) -> int:
        """How many left without being told that they cannot apply."""
        return self.started - self.completed - self.ended


def is_journey(log: EventLog) -> bool:
    """Tell whether a log is one of journeys through pages."""
    return any(name.startswith(_ON_PAGE) for name in log.activities)


def pages_of(log: EventLog) -> Mapping[int, str]:
    """Return the page of every activity (code) that happens on one."""
    return {code: name.partition(": ")[2] for code, name in enumerate(log.activities) if name.startswith(_ON_PAGE)}


def codes_of(log: EventLog, *beginnings: str) -> tuple[int, ...]:
    """Return the codes of the activities that begin with one of these words."""
    return tuple(code for code, name in enumerate(log.activities) if name.startswith(beginnings))


def group_column(log: EventLog, name: str) -> ir.Table | None:
    """Return case and `value` of something that the log says of cases, or first says of their events; else None."""
    if name in log.cases.columns:
        return log.cases.select("case", value=log.cases[name].cast("string"))
    if name in log.events.columns:
        said = log.events.filter(log.events[name].notnull())
        return said.group_by("case").agg(value=said[name].argmin(said.seq).cast("string"))
    return None


def drafts(log: EventLog) -> ir.Table:
    """Return the settled drafts: case, outcome (completed, ended, left), last_step (code, of those on pages)."""
    events = log.events
    on_page = events.filter(events.activity.isin(tuple(pages_of(log)) or (-1,)))
    last = on_page.group_by("case").agg(last_step=on_page.activity.argmax(on_page.seq))
    sent = events.filter(events.activity.isin(codes_of(log, "submitted") or (-1,))).select("case").distinct()
    settled = log.cases.filter(log.cases["first"] <= log.counted_until - SETTLED_US).select("case")
    joined = (
        settled.left_join(last, "case").drop("case_right").left_join(sent.mutate(sent=1), "case").drop("case_right")
    )
    outcome = ibis.cases(
        (joined.sent.notnull(), COMPLETED),
        (joined.last_step.isin(codes_of(log, "ended: ") or (-1,)), ENDED),
        else_=LEFT,
    )
    return joined.mutate(outcome=outcome).drop("sent")


def completion(log: EventLog) -> Completion:
    """Return what became of the settled drafts."""
    found = drafts(log)
    rows = found.group_by("outcome").agg(n=found.count()).to_pyarrow().to_pylist()
    counts = {row["outcome"]: row["n"] for row in rows}
    return Completion(sum(counts.values()), counts.get(COMPLETED, 0), counts.get(ENDED, 0))


def channels(log: EventLog) -> Mapping[str, int]:
    """Return how many transactions were completed through each channel, whenever they were begun."""
    grouped = group_column(log, "channel")
    if grouped is None:
        return {}
    sent = log.events.filter(log.events.activity.isin(codes_of(log, "submitted") or (-1,))).select("case").distinct()
    rows = sent.join(grouped, "case").group_by("value").agg(n=ibis._.count()).to_pyarrow().to_pylist()
    return {row["value"]: row["n"] for row in rows}


def page_counts(log: EventLog, by: str = "") -> tuple[PageCount, ...]:
    """Return the counts of every page most reached first, for everybody or for each value of `by`.

    Raises ValueError when the log does not say `by`.
    """
    settled = _grouped(log, drafts(log), by)
    steps = _steps(log).join(settled.select("case", "value"), "case")
    refused = codes_of(log, "refused: ") or (-1,)
    reached = steps.group_by("page", "value").agg(
        reached=steps["case"].nunique(),
        refused=steps["case"].nunique(where=steps.activity.isin(refused)),
    )
    active = log.transitions.filter(log.transitions.wait <= SESSION_US)
    active = active.group_by("case").agg(active=active.wait.sum())
    gone = settled.filter(settled.outcome == LEFT).left_join(active, "case").drop("case_right")
    left = gone.group_by("last_step", "value").agg(left=gone.count(), active=gone.active.fill_null(0).sum())
    names, last = pages_of(log), left.to_pyarrow().to_pylist()
    counts = []
    for row in sorted(reached.to_pyarrow().to_pylist(), key=lambda row: (-row["reached"], row["page"], row["value"])):
        here = [one for one in last if names.get(one["last_step"]) == row["page"] and one["value"] == row["value"]]
        counts.append(
            PageCount(
                page=row["page"],
                reached=row["reached"],
                left=sum(one["left"] for one in here),
                refused=row["refused"],
                left_refused=sum(one["left"] for one in here if one["last_step"] in refused),
                active_us=sum(one["active"] for one in here),
                group=row["value"],
            )
        )
    return tuple(counts)


def question_counts(log: EventLog, by: str = "") -> tuple[QuestionCount, ...]:
    """Return the counts of every question that was ever refused, for everybody or for each value of `by`.

    Empty when the log does not name questions. Raises ValueError when it does not say `by`.
    """
    if "question" not in log.events.columns:
        return ()
    refused = _steps(log).filter(lambda step: step.activity.isin(codes_of(log, "refused: ") or (-1,)))
    refused = refused.filter(refused.question.notnull())
    kinds = refused.group_by("page", "question", "fault").agg(n=refused.count()).to_pyarrow().to_pylist()
    asked = _faults(kinds)
    if not asked:
        return ()
    settled = _grouped(log, drafts(log), by)
    rows = _flags(log, refused, settled, tuple(asked)).to_pyarrow().to_pylist()
    reached = {(one.page, one.group): one.reached for one in page_counts(log, by)}
    counts = []
    for (page, question), faults in asked.items():
        place = tuple(asked).index((page, question))
        most = max(faults, key=lambda fault: (faults[fault], fault))
        counts += [
            QuestionCount(
                page, question, reached.get((page, row["value"]), 0), int(row[f"refused{place}"] or 0),
                int(row[f"left{place}"] or 0), sum(faults.values()), most, row["value"],
            )
            for row in rows
        ]  # fmt: skip
    return tuple(counts)


def refusal_time(log: EventLog) -> Mapping[str, int]:
    """Return by page how long people took in all (microseconds) to go on after a refusal; longer pauses left out."""
    refused = codes_of(log, "refused: ") or (-1,)
    waits = log.transitions
    waits = waits.filter(waits.previous.isin(refused) & (waits.wait <= SESSION_US))
    names = pages_of(log)
    rows = waits.group_by("previous").agg(total=waits.wait.sum()).to_pyarrow().to_pylist()
    return {names[row["previous"]]: int(row["total"]) for row in rows}


def _steps(log: EventLog) -> ir.Table:
    """Return the steps on pages with the name of the page."""
    names = pages_of(log)
    events = log.events.filter(log.events.activity.isin(tuple(names) or (-1,)))
    return events.mutate(page=events.activity.cases(*names.items(), else_="") if names else ibis.literal(""))


def _grouped(log: EventLog, settled: ir.Table, by: str) -> ir.Table:
    if not by:
        return settled.mutate(value=ibis.literal(""))
    column = group_column(log, by)
    if column is None:
        raise ValueError(f"the log does not say '{by}'")
    return settled.join(column.filter(column.value.notnull()), "case")


def _faults(kinds: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, int]]:
    """Return how often each fault was found, by page and question; one refusal can name several questions."""
    asked: dict[tuple[str, str], dict[str, int]] = {}
    for kind in sorted(kinds, key=lambda kind: (kind["page"], kind["question"], kind["fault"] or "")):
        questions = kind["question"].split(",")
        faults = (kind["fault"] or "").split(",")
        for place, question in enumerate(questions):
            fault = faults[place] if len(faults) == len(questions) else ""
            counted = asked.setdefault((kind["page"], question), {})
            counted[fault] = counted.get(fault, 0) + kind["n"]
    return asked


def _flags(log: EventLog, refused: ir.Table, settled: ir.Table, asked: Sequence[tuple[str, str]]) -> ir.Table:
    """Return for each group how many drafts were refused at each question, and how many of those left on its page."""
    named = ibis.literal(",") + refused.question + ","
    flags = refused.group_by("case").agg(
        **{
            f"q{place}": ((refused.page == page) & named.contains(f",{question},")).cast("int32").max()
            for place, (page, question) in enumerate(asked)
        }
    )
    joined = settled.join(flags, "case")
    codes = pages_of(log)
    sums = {}
    for place, (page, _) in enumerate(asked):
        here = tuple(code for code, name in codes.items() if name == page)
        gone = ((joined.outcome == LEFT) & joined.last_step.isin(here)).cast("int32")
        sums[f"refused{place}"] = joined[f"q{place}"].sum()
        sums[f"left{place}"] = (joined[f"q{place}"] * gone).sum()
    return joined.group_by("value").agg(**sums)
