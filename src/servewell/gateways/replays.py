"""Replays a file of past cases: in bulk where every rule can be carried to DuckDB, else row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import ibis

from servewell.core.definition.model import Definition, Question
from servewell.core.definition.replay import OUTCOMES, PastCase, Progress, Replay
from servewell.core.definition.replay.bulk import MISSING, Cases, Verdicts, verdicts
from servewell.core.definition.replay.rows import example_of, fee_currency, judge_rows
from servewell.core.definition.replay.tally import Tally
from servewell.core.problem import Problem, ProblemError
from servewell.gateways.case_columns import quoted
from servewell.gateways.case_files import ROW, TABLE, CaseFile

_NO_GROUPS: Final = frozenset({"address", "place", "file", "group"})
# Fused, a part that many others read would be written out, and worked out, in each of them.
ibis.options.sql.fuse_selects = False
_DOUBT: Final = "before_doubt OR after_doubt"
_TOTALS: Final = ("fee", "pages")


def questions_of(old: Definition, new: Definition) -> Mapping[str, Question]:
    """Return the questions that a case may have answered; what both versions ask is read as the old one asked it."""
    asked = [question for version in (new, old) for page in version.pages for question in page.questions]
    return {question.name: question for question in asked}


def replay_file(
    old: Definition,
    new: Definition,
    file: CaseFile,
    *,
    now: datetime,
    by: Sequence[str] = (),
    examples: int = 5,
    progress: Progress = lambda count: None,
) -> Replay:
    """Judge every case of a file by both versions. Cases without `submitted_at` are judged as of `now`.

    The result is the same in bulk and row by row; `fallback_rules` of it says why it was done row by row.
    """
    for name in by:
        if name in file.questions and file.questions[name].type in _NO_GROUPS:
            raise ProblemError(Problem("too-many-groups", found=f"Cases cannot be grouped by '{name}'."))
    tally = Tally(by, examples)
    judged = verdicts(old, new, _columns(file, by), now=now)
    left = file.rows() if judged.table is None else _count(tally, file, judged, old, new, now)
    rows = judge_rows(tally, old, new, left, now=now, progress=progress)
    return tally.result(currency=fee_currency(old, new), fallback_rules=judged.not_carried, fallback_cases=rows)


def _columns(file: CaseFile, by: Sequence[str]) -> Cases:
    return Cases(
        table=file.backend.table(TABLE),
        asked=file.questions,
        whole=file.whole,
        kept=tuple(dict.fromkeys((ROW, *by))),
        channel="channel" if "channel" in file.fields else None,
        has_dates=file.has_dates,
    )


def _count(
    tally: Tally, file: CaseFile, judged: Verdicts, old: Definition, new: Definition, now: datetime
) -> Iterator[PastCase]:
    """Count verdicts into the tally; return the cases that are left to the row engine."""
    sql = file.backend.compile(judged.table)
    # What is in doubt is counted row by row; with a table the rest need not be judged twice.
    file.backend.con.execute(f"CREATE OR REPLACE {'TABLE' if judged.may_doubt else 'VIEW'} verdicts AS {sql}")
    groups = [_group(file, name) for name in tally.by]
    flow = "before_outcome, after_outcome"
    sets = ", ".join([f"({flow})", *(f"({flow}, {group})" for group in groups)])
    sums = [f"sum({side}_{one})" for one in _TOTALS for side in ("before", "after")]
    sums += [
        f"count(*) FILTER ({quoted(name)})" for name in ("after_missing", *(MISSING + one for one in judged.missing))
    ]
    first = f"min({quoted(ROW)}, {max(tally.most_examples, 1)})"
    wanted = ", ".join([flow, *groups, "count(*)", *sums, first])
    found = file.backend.con.execute(
        f"SELECT {wanted} FROM verdicts WHERE NOT ({_DOUBT}) GROUP BY GROUPING SETS ({sets})"  # noqa: S608 - quoted names
    )
    numbers: list[int] = []
    while row := found.fetchone():
        before, after = OUTCOMES[row[0]], OUTCOMES[row[1]]
        values, (count, *totals) = row[2 : 2 + len(groups)], row[2 + len(groups) : -1]
        grouped = [(name, value) for name, value in zip(tally.by, values, strict=True) if value is not None]
        for name, value in grouped:
            tally.group(name, value, before, after, count)
        if not grouped:
            tally.flow(before, after, count)
            tally.pay(*totals[:2])
            tally.ask(*totals[2:4])
            tally.undecidable += totals[4]
            tally.unanswered.update({name: n for name, n in zip(judged.missing, totals[5:], strict=True) if n})
            numbers += row[-1][: tally.most_examples] if before != after else []
    for case in file.rows(f"{quoted(ROW)} IN ({', '.join(map(str, numbers))})") if numbers else ():
        tally.keep(example_of(old, new, case, now), case.number)
    if not judged.may_doubt:
        return iter(())
    return file.rows(f"{quoted(ROW)} IN (SELECT {quoted(ROW)} FROM verdicts WHERE {_DOUBT})")  # noqa: S608


def _group(file: CaseFile, name: str) -> str:
    """Return the SQL of what `group_value` makes of one case; never null."""
    column = quoted(name)
    kind = file.questions[name].type if name in file.questions else ""
    text = {
        "yes or no": f"CASE {column} WHEN true THEN 'yes' WHEN false THEN 'no' END",
        "declaration": f"CASE {column} WHEN true THEN 'yes' WHEN false THEN 'no' END",
        "month": f"strftime({column}, '%Y-%m')",
        "choices": f"array_to_string({column}, '; ')",
    }.get(kind, f"CAST({column} AS VARCHAR)")
    return f"coalesce({text}, '')"
