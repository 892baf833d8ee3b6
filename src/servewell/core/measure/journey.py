"""Drop-out and faults page by page and question by question, completion and take-up: from the log of journeys.

A draft counts once it is settled: begun so long before the log ends that it would have expired if nobody went on with
it. Whoever may still come back has not left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True)
class Drafts:
    """The settled drafts of a log, worked out once: case, outcome (completed, ended, left), last_step (code of the last
    step on a page), active (time spent), and `group0`, `group1`... for what people are compared by, '' where unknown.
    """

    log: EventLog
    table: ir.Table
    by: tuple[str, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns that hold the values of `by`."""
        return tuple(f"group{place}" for place in range(len(self.by)))


def drafts_of(log: EventLog, by: Sequence[str] = ()) -> Drafts:
    """Return the settled drafts with the groups they belong to. Raises ValueError for what the log does not say."""
    events = log.events
    on_page = events.activity.isin(tuple(pages_of(log)) or (-1,))
    sent = events.activity.isin(codes_of(log, "submitted") or (-1,))
    told = events.group_by("case").agg(
        last_step=events.activity.argmax(events.seq, where=on_page), sent=sent.cast("int32").max()
    )
    waits = log.transitions.filter(log.transitions.wait <= SESSION_US)
    found = log.cases.filter(log.cases["first"] <= log.counted_until - SETTLED_US).select("case")
    found = found.join(told, "case")
    found = found.left_join(waits.group_by("case").agg(active=waits.wait.sum()), "case").drop("case_right")
    for place, name in enumerate(by):
        column = group_column(log, name)
        if column is None:
            raise ValueError(f"the log does not say '{name}'")
        found = found.left_join(column.rename(**{f"group{place}": "value"}), "case").drop("case_right")
    outcome = ibis.cases(
        (found.sent == 1, COMPLETED),
        (found.last_step.isin(codes_of(log, "ended: ") or (-1,)), ENDED),
        else_=LEFT,
    )
    filled = {f"group{place}": found[f"group{place}"].fill_null("") for place in range(len(by))}
    # Many questions are asked of it; asked of the expression, each would cost as much as all.
    rows = found.mutate(outcome=outcome, active=found.active.fill_null(0), **filled).drop("sent").to_pyarrow()
    return Drafts(log, ibis.memtable(rows), tuple(by))


def completion(drafts: Drafts) -> Completion:
    """Return what became of the settled drafts."""
    rows = drafts.table.group_by("outcome").agg(n=drafts.table.count()).to_pyarrow().to_pylist()
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


def page_counts(drafts: Drafts) -> Mapping[str, tuple[PageCount, ...]]:
    """Return the counts of every page, most reached first: for everybody ('') and by each of what is compared."""
    log, groups = drafts.log, drafts.groups
    steps = _steps(log).join(drafts.table.select("case", *groups), "case")
    refused = codes_of(log, "refused: ") or (-1,)
    reached = steps.group_by("page", *groups).agg(
        reached=steps["case"].nunique(), refused=steps["case"].nunique(where=steps.activity.isin(refused))
    )
    gone = drafts.table.filter(drafts.table.outcome == LEFT)
    left = gone.group_by("last_step", *groups).agg(left=gone.count(), active=gone.active.sum())
    names = pages_of(log)
    last = [
        {**row, "page": names[row["last_step"]], "left_refused": row["left"] if row["last_step"] in refused else 0}
        for row in left.to_pyarrow().to_pylist()
        if row["last_step"] is not None  # begun, and gone before the first page
    ]
    return {
        by: tuple(
            PageCount(page, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], group)
            for (page, group), numbers in sorted(
                _added([*reached.to_pyarrow().to_pylist(), *last], ("page", column), _OF_PAGES).items(),
                key=lambda one: (-one[1][0], one[0]),
            )
        )
        for by, column in _margins(drafts)
    }


_OF_PAGES: Final = ("reached", "left", "refused", "left_refused", "active")


def question_counts(drafts: Drafts) -> Mapping[str, tuple[QuestionCount, ...]]:
    """Return the counts of every question that was ever refused: for everybody ('') and by each of what is compared.

    Empty tuples when the log does not name questions.
    """
    log = drafts.log
    asked: dict[tuple[str, str], dict[str, int]] = {}
    if "question" in log.events.columns:
        refused = _steps(log).filter(lambda step: step.activity.isin(codes_of(log, "refused: ") or (-1,)))
        refused = refused.filter(refused.question.notnull())
        kinds = refused.group_by("page", "question", "fault").agg(n=refused.count())
        asked = _faults(kinds.to_pyarrow().to_pylist())
    if not asked:
        return {by: () for by, _ in _margins(drafts)}
    rows = _flags(drafts, refused, tuple(asked)).to_pyarrow().to_pylist()
    names = tuple(f"{word}{place}" for place in range(len(asked)) for word in ("refused", "left"))
    reached = {by: {(one.page, one.group): one.reached for one in ones} for by, ones in page_counts(drafts).items()}
    counts: dict[str, tuple[QuestionCount, ...]] = {}
    for by, column in _margins(drafts):
        added = _added([{**row, "page": ""} for row in rows], ("page", column), names)
        counts[by] = tuple(
            QuestionCount(
                page, question, reached[by].get((page, group), 0), numbers[2 * place], numbers[2 * place + 1],
                sum(faults.values()), max(faults, key=lambda fault: (faults[fault], fault)), group,
            )
            for place, ((page, question), faults) in enumerate(asked.items())
            for (_, group), numbers in sorted(added.items())
        )  # fmt: skip
    return counts


def _margins(drafts: Drafts) -> Iterator[tuple[str, str]]:
    yield "", ""
    yield from zip(drafts.by, drafts.groups, strict=True)


def _added(
    rows: Sequence[Mapping[str, Any]], keys: tuple[str, str], names: Sequence[str]
) -> dict[tuple[str, str], list[int]]:
    """Add up the cells of a table by page and group; people of whom the group is not known count only for everybody."""
    added: dict[tuple[str, str], list[int]] = {}
    page, group = keys
    for row in rows:
        if group and not row[group]:
            continue
        sums = added.setdefault((row[page], row[group] if group else ""), [0] * len(names))
        for place, name in enumerate(names):
            sums[place] += int(row.get(name) or 0)
    return added


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


def _flags(drafts: Drafts, refused: ir.Table, asked: Sequence[tuple[str, str]]) -> ir.Table:
    """Return for each cell how many drafts were refused at each question, and how many of those left on its page."""
    named = ibis.literal(",") + refused.question + ","
    flags = refused.group_by("case").agg(
        **{
            f"q{place}": ((refused.page == page) & named.contains(f",{question},")).cast("int32").max()
            for place, (page, question) in enumerate(asked)
        }
    )
    joined = drafts.table.join(flags, "case")
    codes = pages_of(drafts.log)
    sums = {}
    for place, (page, _) in enumerate(asked):
        here = tuple(code for code, name in codes.items() if name == page)
        gone = ((joined.outcome == LEFT) & joined.last_step.isin(here)).cast("int32")
        sums[f"refused{place}"] = joined[f"q{place}"].sum()
        sums[f"left{place}"] = (joined[f"q{place}"] * gone).sum()
    return joined.group_by(list(drafts.groups)).agg(**sums) if drafts.groups else joined.agg(**sums)
