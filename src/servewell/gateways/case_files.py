"""Past cases from a Parquet or CSV file: one row a case, one column a question, typed by the definition.

Cells that do not fit their question count as missing and are reported. Nothing is read into Python but what is asked
for: DuckDB holds the rows, and goes to disk when they are more than it may keep in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
import ibis
from ibis.backends.duckdb import Backend

from servewell.core.definition.model import Question
from servewell.core.definition.replay import PastCase
from servewell.core.problem import Place, Problem, ProblemError, nearest
from servewell.gateways.case_columns import (
    EXPECTED,
    WRITTEN,
    answer,
    digits_of,
    is_written_number,
    literal,
    quoted,
    trimmed,
    typed,
)

MEMORY: Final = "1GB"
MOST_REPORTED: Final = 20
TABLE: Final = "cases"
ROW: Final = "case row"  # no question is called so: names hold no space
_RAW: Final = "raw "
_CHUNK: Final = 2_000
_SUBMITTED_AT: Final = "submitted_at"
_ABOUT_CASES: Final = ("reference", _SUBMITTED_AT, "channel")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An open file. Table `TABLE` of the backend has a column for each of `questions` and of `fields`, and `ROW`."""

    backend: Backend
    count: int
    questions: Mapping[str, Question]
    fields: tuple[str, ...]
    ignored: tuple[str, ...]
    whole: frozenset[str]  # the questions that every case has answered
    bad_cells: int
    problems: tuple[Problem, ...]  # the first of the bad cells

    def rows(self, condition: str = "") -> Iterator[PastCase]:
        """Yield the cases in the order of the file, or only those for which a condition in SQL holds."""
        names = [*self.questions, *self.fields]
        columns = ", ".join(quoted(name) for name in (ROW, *names))
        where = f" WHERE {condition} ORDER BY {quoted(ROW)}" if condition else ""
        cursor = self.backend.con.cursor()
        cursor.execute(f"SELECT {columns} FROM {TABLE}{where}")  # noqa: S608 - quoted names
        while chunk := cursor.fetchmany(_CHUNK):
            for row in chunk:
                yield self._case(row[0], dict(zip(names, row[1:], strict=True)))

    def _case(self, number: int, cells: Mapping[str, object]) -> PastCase:
        found = ((name, answer(question, cells[name])) for name, question in self.questions.items())
        submitted = cells.get(_SUBMITTED_AT)
        return PastCase(
            reference=_word(cells, "reference") or str(number),
            answers={name: one for name, one in found if one is not None},
            submitted_at=submitted.replace(tzinfo=UTC) if isinstance(submitted, datetime) else None,
            channel=_word(cells, "channel") or "online",
            fields={name: _word(cells, name) for name in self.fields},
            number=number,
        )

    @property
    def has_dates(self) -> bool:
        """Tell whether the cases say when they were submitted."""
        return _SUBMITTED_AT in self.fields


def open_case_file(path: Path, questions: Mapping[str, Question], *, by: Sequence[str] = ()) -> CaseFile:
    """Open a file of cases; raise ProblemError when it cannot be read or lacks a column of `by`."""
    if not path.is_file():
        raise _unreadable(path, "There is no such file.", "a Parquet or CSV file")
    backend = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=tempfile.gettempdir())
    backend.con.execute("SET enable_progress_bar = false")  # it would be printed between the lines of a report
    try:
        return _Opening(backend, path, questions, by).opened()
    except duckdb.Error as error:
        raise _unreadable(path, f"The file cannot be read: {str(error).splitlines()[0]}") from error


class _Opening:
    def __init__(self, backend: Backend, path: Path, questions: Mapping[str, Question], by: Sequence[str]) -> None:
        self._con = backend.con
        self._backend = backend
        self._path = path
        self._is_csv = path.suffix.lower() in (".csv", ".tsv", ".txt")
        reader = "read_csv({}, all_varchar = true, header = true)" if self._is_csv else "read_parquet({})"
        self._source = reader.format(literal(str(path)))
        found = self._con.execute(f"DESCRIBE SELECT * FROM {self._source}").fetchall()  # noqa: S608 - a quoted path
        self._kinds = {str(row[0]): str(row[1]) for row in found}
        self._questions = {name: question for name, question in questions.items() if name in self._kinds}
        self._expected = tuple(questions)[:5]
        fields = dict.fromkeys((*_ABOUT_CASES, *by))
        self._fields = tuple(name for name in fields if name in self._kinds and name not in self._questions)
        self._by = by

    def opened(self) -> CaseFile:
        self._refuse_unusable()
        self._measure_numbers()
        columns = {name: typed(name, self._kinds[name], question) for name, question in self._questions.items()}
        columns |= {name: quoted(name) for name, question in self._questions.items() if self._is_clean(name, question)}
        checked = tuple(name for name, sql in columns.items() if sql not in (quoted(name), trimmed(name)))
        for name in self._fields:
            columns[name] = _moment(name) if name == _SUBMITTED_AT else trimmed(name)
        columns[ROW] = "row_number() OVER ()" if self._is_csv else "file_row_number + 1"
        columns |= {_RAW + name: trimmed(name) for name in checked}
        # A view reads from a Parquet file only the columns that a query needs; a CSV file is better read once.
        made = "TABLE" if self._is_csv else "VIEW"
        source = self._source if self._is_csv else self._source[:-1] + ", file_row_number = true)"
        wanted = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
        self._con.execute(f"CREATE {made} {TABLE} AS SELECT {wanted} FROM {source}")  # noqa: S608
        is_plain = not self._is_csv and all(columns[name] == quoted(name) for name in self._questions)
        count, full, counts = self._written_counts() if is_plain else self._counted(checked)
        known = {*self._questions, *self._fields}
        return CaseFile(
            backend=self._backend,
            count=count,
            questions=self._questions,
            fields=self._fields,
            ignored=tuple(name for name in self._kinds if name not in known),
            whole=full,
            bad_cells=sum(counts),
            problems=tuple(self._problems([name for name, n in zip(checked, counts, strict=True) if n])),
        )

    def _counted(self, checked: Sequence[str]) -> tuple[int, frozenset[str], list[int]]:
        """Return how many cases there are, which questions all have answered, and the bad cells of `checked`."""
        answered = [f"count({quoted(name)})" for name in self._questions]
        bad = [f"count(*) FILTER (WHERE {_is_bad(name)})" for name in checked]
        wanted = ", ".join(["count(*)", *answered, *bad])
        count, *counts = self._con.execute(f"SELECT {wanted} FROM {TABLE}").fetchall()[0]  # noqa: S608
        full = (name for name, answers in zip(self._questions, counts, strict=False) if answers == count)
        return count, frozenset(full), counts[len(answered) :]

    def _written_counts(self) -> tuple[int, frozenset[str], list[int]]:
        """Return the same from what a Parquet file says of itself: no cell has to be read."""
        path = literal(str(self._path))
        found = self._con.execute(
            f"SELECT path_in_schema FROM parquet_metadata({path}) GROUP BY 1 "  # noqa: S608 - a quoted path
            "HAVING bool_and(stats_null_count IS NOT DISTINCT FROM 0)"
        ).fetchall()
        count = self._con.execute(f"SELECT num_rows FROM parquet_file_metadata({path})").fetchall()[0][0]  # noqa: S608
        return count, frozenset(name for (name,) in found if name in self._questions), []

    def _refuse_unusable(self) -> None:
        if not self._questions:
            expected = "columns with names such as " + ", ".join(self._expected)
            raise _unreadable(self._path, "No column has the name of a question.", expected)
        for name in self._by:
            if name not in self._kinds:
                near = nearest(name, self._kinds)
                fix = f"Did you mean '{near}'?" if near else "Its columns: " + ", ".join(list(self._kinds)[:20]) + "."
                found = f"There is no column '{name}'."
                raise ProblemError(Problem("unknown-column", Place(str(self._path)), found, fix=fix))

    def _is_clean(self, name: str, question: Question) -> bool:
        """Tell whether a column of Parquet holds nothing but keys of its choice, and need not be read cell by cell."""
        if self._is_csv or question.type != "choice" or self._kinds[name] != "VARCHAR":
            return False
        most = len(question.choices) + 2
        sql = f"SELECT DISTINCT {quoted(name)} FROM {self._source} LIMIT {most}"  # noqa: S608 - quoted names
        return {row[0] for row in self._con.execute(sql).fetchall()} <= {None, *question.choices}

    def _measure_numbers(self) -> None:
        """Give each column of written numbers the smallest decimal type: with few digits rules stay exact in bulk."""
        names = [name for name, one in self._questions.items() if is_written_number(self._kinds[name], one)]
        if not names:
            return
        wanted = ", ".join(part for name in names for part in digits_of(name))
        found = self._con.execute(f"SELECT {wanted} FROM {self._source}").fetchall()[0]  # noqa: S608 - quoted names
        for name, whole, places in zip(names, found[::2], found[1::2], strict=True):
            scale = places or 0
            self._kinds[name] = f"{WRITTEN}DECIMAL({(whole or 1) + scale}, {scale})"

    def _problems(self, names: Sequence[str]) -> Iterator[Problem]:
        left = MOST_REPORTED
        for name in names:
            question = self._questions[name]
            sql = f"SELECT {quoted(ROW)}, {quoted(_RAW + name)} FROM {TABLE} WHERE {_is_bad(name)} LIMIT {left}"  # noqa: S608
            for number, cell in self._con.execute(sql).fetchall():
                line = number + 1 if self._is_csv else number
                place = Place(str(self._path), line, question=name)
                found = f"'{str(cell)[:60]}' in column '{name}' does not fit the question and counts as missing."
                yield Problem("bad-cell", place, found, EXPECTED.get(question.type, ""))
                left -= 1
            if not left:
                return


def _word(cells: Mapping[str, object], name: str) -> str:
    found = cells.get(name)
    return "" if found is None else str(found)


def _moment(name: str) -> str:
    return f"TRY_CAST({trimmed(name)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"


def _is_bad(name: str) -> str:
    return f"{quoted(_RAW + name)} IS NOT NULL AND {quoted(name)} IS NULL"


def _unreadable(path: Path, found: str, expected: str = "") -> ProblemError:
    return ProblemError(Problem("unreadable-cases", Place(str(path)), found, expected))
