"""Drop-out and faults page by page and question by question, completion and take-up: from the log of journeys.

A draft counts once it is settled: begun so long before the log ends that it would have expired if nobody went on with
it. Whoever may still come back has not left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US

SETTLED_US: Final = 30 * DAY_US  # how long a draft lives after its last answer
# A longer pause is no time spent on the form (the session of web analytics; Catledge and Pitkow 1995 found 25.5 min).
SESSION_US: Final = 30 * 60 * 1_000_000
_ON_PAGE: Final = ("shown: ", "refused: ", "answered: ", "ended: ")
WORD: Final = 62  # bits of a word, so that engines with signed numbers agree


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
class Group:
    """What people are compared by: the code of each draft's value, -1 where unknown, and the values."""

    codes: npt.NDArray[np.int64]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Drafts:
    """The settled drafts of a log; every array has one value a draft.

    `last_step` is the code of the last step on a page, -1 without one. `reached` and `refused` hold a bit for each of
    `pages`, in words of `WORD` bits.
    """

    log: EventLog
    pages: tuple[str, ...]
    case: npt.NDArray[np.int64]
    last_step: npt.NDArray[np.int64]
    is_sent: npt.NDArray[np.bool_]
    reached: tuple[npt.NDArray[np.int64], ...]
    refused: tuple[npt.NDArray[np.int64], ...]
    by: Mapping[str, Group]

    @property
    def is_ended(self) -> npt.NDArray[np.bool_]:
        """Which ended on a page that says why the service is not for them."""
        return ~self.is_sent & np.isin(self.last_step, codes_of(self.log, "ended: "))

    @property
    def is_left(self) -> npt.NDArray[np.bool_]:
        """Which were left without an end."""
        return ~self.is_sent & ~self.is_ended

    def last_on(self, page: str) -> npt.NDArray[np.bool_]:
        """Return which drafts took their last step on a page."""
        return np.isin(self.last_step, [code for code, name in pages_of(self.log).items() if name == page])

    def has_reached(self, page: str) -> npt.NDArray[np.bool_]:
        """Return which drafts came to a page."""
        return _bit(self.reached, self.pages.index(page))

    def was_refused(self, page: str) -> npt.NDArray[np.bool_]:
        """Return in which drafts answers of a page were refused."""
        return _bit(self.refused, self.pages.index(page))

    @cached_property
    def refusals(self) -> Mapping[tuple[str, str], tuple[Mapping[str, int], npt.NDArray[np.bool_]]]:
        """By page and question: how often each fault was found, and in which drafts the answer was refused."""
        return _refusals(self)

    def margins(self) -> Iterator[tuple[str, Group]]:
        """Yield everybody as one group with the name '', then what is compared."""
        yield "", Group(np.zeros(len(self.case), dtype=np.int64), ("",))
        yield from self.by.items()


def drafts_of(log: EventLog, by: Sequence[str] = ()) -> Drafts:
    """Return the settled drafts with the groups they belong to. Raises ValueError for what the log does not say.

    One pass over the events: what leaves the engine is a row a draft.
    """
    events, pages = log.events, tuple(dict.fromkeys(pages_of(log).values()))
    place = {code: pages.index(name) for code, name in pages_of(log).items()}
    refused = {code: at for code, at in place.items() if code in codes_of(log, "refused: ")}
    words = range(-(-len(pages) // WORD))
    told = events.group_by("case").agg(
        last_step=events.activity.argmax(events.seq, where=events.activity.isin(tuple(place) or (-1,))),
        is_sent=events.activity.isin(codes_of(log, "submitted") or (-1,)).cast("int8").max(),
        **{f"reached{word}": _bits(events.activity, place, word).bit_or() for word in words},
        **{f"refused{word}": _bits(events.activity, refused, word).bit_or() for word in words},
    )
    found = log.cases.filter(log.cases["first"] <= log.counted_until - SETTLED_US).select("case").join(told, "case")
    for number, name in enumerate(by):
        column = group_column(log, name)
        if column is None:
            raise ValueError(f"the log does not say '{name}'")
        found = found.left_join(column.rename(**{f"group{number}": "value"}), "case").drop("case_right")
    rows = found.to_pyarrow()
    return Drafts(
        log=log,
        pages=pages,
        case=_longs(rows["case"]),
        last_step=_longs(rows["last_step"]),
        is_sent=_longs(rows["is_sent"]) == 1,
        reached=tuple(_longs(rows[f"reached{word}"]) for word in words),
        refused=tuple(_longs(rows[f"refused{word}"]) for word in words),
        by={name: _group(rows[f"group{number}"]) for number, name in enumerate(by)},
    )


def completion(drafts: Drafts) -> Completion:
    """Return what became of the settled drafts."""
    return Completion(len(drafts.case), int(drafts.is_sent.sum()), int(drafts.is_ended.sum()))


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
    is_left, active = drafts.is_left, _active(drafts)
    after_refusal = is_left & np.isin(drafts.last_step, codes_of(drafts.log, "refused: "))
    counts: dict[str, list[PageCount]] = {by: [] for by, _ in drafts.margins()}
    for page in drafts.pages:
        reached, here = drafts.has_reached(page), drafts.last_on(page)
        for by, group in drafts.margins():
            sums = [
                count_of(group, mask)
                for mask in (reached, is_left & here, drafts.was_refused(page), after_refusal & here)
            ]
            sums.append(_sum_of(group, is_left & here, active))
            columns = zip(*(one.tolist() for one in sums), group.values, strict=True)
            counts[by] += [PageCount(page, *row) for row in columns if row[0]]
    return {by: tuple(sorted(ones, key=lambda one: (-one.reached, one.page))) for by, ones in counts.items()}


def question_counts(drafts: Drafts) -> Mapping[str, tuple[QuestionCount, ...]]:
    """Return the counts of every question that was ever refused: for everybody ('') and by each of what is compared.

    Empty tuples when the log does not name questions.
    """
    counts: dict[str, list[QuestionCount]] = {by: [] for by, _ in drafts.margins()}
    for (page, question), (faults, was_refused) in drafts.refusals.items():
        reached, gone = drafts.has_reached(page), drafts.is_left & drafts.last_on(page)
        most = max(faults, key=lambda fault: (faults[fault], fault))
        for by, group in drafts.margins():
            sums = (count_of(group, mask).tolist() for mask in (reached, was_refused, was_refused & gone))
            counts[by] += [
                QuestionCount(page, question, came, hit, left, sum(faults.values()), most, value)
                for came, hit, left, value in zip(*sums, group.values, strict=True)
                if came
            ]
    return {by: tuple(ones) for by, ones in counts.items()}


def _refusals(drafts: Drafts) -> Mapping[tuple[str, str], tuple[Mapping[str, int], npt.NDArray[np.bool_]]]:
    log = drafts.log
    refused = codes_of(log, "refused: ")
    if "question" not in log.events.columns or not refused:
        return {}
    rows = log.events.filter(log.events.activity.isin(refused) & log.events.question.notnull())
    kinds = rows.group_by("activity", "question", "fault").agg(n=rows.count()).to_pyarrow().to_pylist()
    names = pages_of(log)
    faults = _faults([{**kind, "page": names[kind["activity"]]} for kind in kinds])
    if not faults:
        return {}
    asked = tuple(faults)
    named = ibis.literal(",") + rows.question + ","
    bits: dict[str, ir.Value] = {}
    for place, (page, question) in enumerate(asked):
        code = codes_of(log, f"refused: {page}")
        is_it = (rows.activity.isin(code) & named.contains(f",{question},")).cast("int64") << (place % WORD)
        word = f"word{place // WORD}"
        bits[word] = bits[word] + is_it if word in bits else is_it
    found = rows.group_by("case").agg(**{word: bit.bit_or() for word, bit in bits.items()}).to_pyarrow()
    words = tuple(_aligned(drafts.case, _longs(found["case"]), _longs(found[word])) for word in bits)
    return {one: (faults[one], _bit(words, place)) for place, one in enumerate(asked)}


def refusal_time(log: EventLog) -> Mapping[str, int]:
    """Return by page how long people took in all (microseconds) to go on after a refusal; longer pauses left out."""
    refused = codes_of(log, "refused: ") or (-1,)
    waits = log.transitions
    waits = waits.filter(waits.previous.isin(refused) & (waits.wait <= SESSION_US))
    names = pages_of(log)
    rows = waits.group_by("previous").agg(total=waits.wait.sum()).to_pyarrow().to_pylist()
    return {names[row["previous"]]: int(row["total"]) for row in rows}


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


def _active(drafts: Drafts) -> npt.NDArray[np.int64]:
    """Return how long people were active on each draft."""
    waits = drafts.log.transitions.filter(drafts.log.transitions.wait <= SESSION_US)
    rows = waits.group_by("case").agg(active=waits.wait.sum().cast("int64")).to_pyarrow()
    return _aligned(drafts.case, _longs(rows["case"]), _longs(rows["active"]))


def _bits(activity: ir.Value, place: Mapping[int, int], word: int) -> ir.Value:
    """Return the bit of an activity's page in one word, 0 for other words and activities."""
    mine = [(code, 1 << (at % WORD)) for code, at in place.items() if at // WORD == word]
    return (activity.cases(*mine, else_=0) if mine else activity * 0).cast("int64")


def _bit(words: Sequence[npt.NDArray[np.int64]], place: int) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = (words[place // WORD] >> (place % WORD)) & 1 == 1
    return mask


def _longs(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return a column of whole numbers, -1 for nulls."""
    values: npt.NDArray[np.int64] = pc.fill_null(column.cast(pa.int64()), -1).to_numpy()
    return values


def _group(column: pa.ChunkedArray) -> Group:
    coded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(coded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return Group(codes, tuple(coded.dictionary.to_pylist()))


def _aligned(
    wanted: npt.NDArray[np.int64], case: npt.NDArray[np.int64], values: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the value of each wanted case, 0 where there is none."""
    every = np.zeros(int(max(wanted.max(initial=-1), case.max(initial=-1))) + 1, dtype=np.int64)
    every[case] = values
    found: npt.NDArray[np.int64] = every[wanted]
    return found


def count_of(group: Group, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return how many drafts of each value of a group are in the mask."""
    return np.bincount(group.codes[mask & (group.codes >= 0)], minlength=len(group.values))


def _sum_of(group: Group, mask: npt.NDArray[np.bool_], weights: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    chosen = mask & (group.codes >= 0)
    sums = np.zeros(len(group.values), dtype=np.int64)
    np.add.at(sums, group.codes[chosen], weights[chosen])  # whole numbers: a sum of floats would round
    return sums
