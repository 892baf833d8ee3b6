"""What is known of cases besides their way, in categories: whom to compare with whom, others being alike.

Left out are times, what differs for nearly every case, and what is a result of the process, told by its name: a result
would explain the difference away that is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from servewell.core.eventlog.log import Attribute, EventLog
from servewell.core.insight.finding import SMALLEST_GROUP
from servewell.core.insight.group_choice import MOST_VALUES
from servewell.core.insight.regression import Design, Fit
from servewell.core.insight.statistics import Compared
from servewell.core.measure.case_steps import MOST_CASES, in_sample

Floats: TypeAlias = npt.NDArray[np.float64]
Longs: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
MOST_ATTRIBUTES: Final = 20
MOST_LEVELS: Final = 12  # of an attribute in the regression; rarer values are one
FEW: Final = 10  # numbers with no more values are values, others fall into four bands
UNIQUE: Final = 0.5  # of the cases: an attribute with more values than this tells the case, not its kind
ARRIVAL: Final = "(arrival)"
ENOUGH: Final = 30  # cases of a group, and as many others, before they are compared
_FIXED: Final = ("case", "first", "duration", "events", "start", "end", "is_open")
_RESULT: Final = re.compile(
    "outcome|result|decision|decided|status|dismiss|verdict|ergebnis|entscheid|besluit|uitslag|resultado|esito|decyzj"
    "|paid|payment|bezahlt|betaald|pagado|granted|approved|rejected|closed|completed|end_?date|finish|duration|elapsed"
    "|n_events|num_events|number_of_events|event_?count|variant|last_|final|points|expense"
)
_NUMBER_OF_CASE: Final = re.compile(r"(^|[\W_])(id|ids|index|uuid|case|number|nr|no|key)([\W_]|$)")


@dataclass(frozen=True)
class Levels:
    """An attribute in categories: the category of each case (place in `labels`); `known` are those with a value.

    `ends` are the upper ends of the bands of a number, all but the last.
    """

    name: str
    labels: tuple[str, ...]
    codes: Longs
    known: tuple[int, ...]
    ends: tuple[float, ...] = ()

    @property
    def sql(self) -> str:
        """The category as SQL over the table cases, called c."""
        quoted = f'c."{self.name}"'
        if not self.ends:
            return f"CAST({quoted} AS VARCHAR)"
        bands = " ".join(
            f"WHEN {quoted} <= {end:g} THEN '{label}'" for end, label in zip(self.ends, self.labels, strict=False)
        )
        return f"CASE {bands} WHEN {quoted} IS NOT NULL THEN '{self.labels[len(self.ends)]}' END"


@dataclass(frozen=True)
class Model:
    """A regression over some of the cases, with the place of each category's column."""

    design: Design
    columns: dict[tuple[int, int], int]
    counts: tuple[Longs, ...]

    def compare(self, fit: Fit, attribute: int, level: int) -> Compared | None:
        """Return what cases of a category have more than all others with a different one, other attributes equal."""
        counts = self.counts[attribute].astype(np.float64)
        rest = counts.sum() - counts[level]
        if counts[level] < ENOUGH or rest < ENOUGH:
            return None
        weights = np.zeros(self.design.columns.shape[1])
        for other, count in enumerate(counts):
            place = self.columns.get((attribute, other))
            if place is not None:
                weights[place] = 1.0 if other == level else -count / rest
        return fit.contrast(weights)


@dataclass(frozen=True)
class CaseMix:
    """A sample of the cases, by rising code: `share` of all `total` cases; times and durations in microseconds."""

    cases: Longs
    duration: Longs
    start: Longs
    end: Longs
    is_open: Mask
    attributes: tuple[Levels, ...]
    share: float
    total: int

    @property
    def scale(self) -> float:
        """How many cases of the log stand behind one of the sample."""
        return self.total / max(len(self.cases), 1)

    def model(self, rows: Mask) -> Model:
        """Return the regression of these cases on all attributes; the most frequent category is the one left out."""
        number = int(rows.sum())
        made: list[Floats] = [np.ones(number)]
        columns: dict[tuple[int, int], int] = {}
        counted = []
        for place, levels in enumerate(self.attributes):
            codes = levels.codes[rows]
            counts = np.bincount(codes, minlength=len(levels.labels))
            counted.append(counts)
            for level in np.flatnonzero(counts):
                if level != counts.argmax():
                    columns[place, int(level)] = len(made)
                    made.append((codes == level).astype(np.float64))
        return Model(Design(np.column_stack(made)), columns, tuple(counted))


def case_mix(log: EventLog, wanted: Sequence[str] = ()) -> CaseMix:
    """Return what is known of at most about 30,000 cases of a log; `wanted` attributes go before others."""
    total = int(log.cases.count().to_pyarrow().as_py())
    share = min(1.0, MOST_CASES / max(total, 1))
    rows = log.cases if share == 1 else log.cases.filter(in_sample(log.cases.case, share))
    usable = [one for one in log.attributes if is_usable(one, total) or (one.name in wanted and one.kind != "time")]
    usable.sort(key=lambda one: (one.name not in wanted, one.values))
    chosen = usable[:MOST_ATTRIBUTES]
    found = rows.select(*_FIXED, *(one.name for one in chosen)).order_by("case").to_pyarrow()
    whole = {name: np.asarray(found[name].to_numpy(zero_copy_only=False)) for name in _FIXED}
    made = [levels_of(one, found[one.name]) for one in chosen]
    made.append(_bands(ARRIVAL, found["first"]))
    return CaseMix(
        cases=whole["case"].astype(np.int64),
        duration=whole["duration"].astype(np.int64),
        start=whole["start"].astype(np.int64),
        end=whole["end"].astype(np.int64),
        is_open=whole["is_open"].astype(np.bool_),
        attributes=tuple(levels for levels in made if len(levels.labels) > 1),
        share=share,
        total=total,
    )


def is_usable(attribute: Attribute, cases: int) -> bool:
    """Say whether an attribute tells what kind of case it is, not which one, nor how it went."""
    name = attribute.name.casefold()
    if attribute.kind == "time" or attribute.values < 2 or _RESULT.search(name):
        return False
    if attribute.values <= MOST_VALUES:
        return True
    is_like_a_case = bool(_NUMBER_OF_CASE.search(name)) or attribute.values > UNIQUE * cases
    return attribute.kind == "number" and not is_like_a_case


def levels_of(attribute: Attribute, column: pa.ChunkedArray) -> Levels:
    """Return an attribute in categories. Cases without a value, and values beyond the eleven most frequent, are one
    category each, which is not `known`."""
    if attribute.kind == "number" and attribute.values > FEW:
        return _bands(attribute.name, column)
    if attribute.kind == "yes or no":
        column = pc.if_else(column, "yes", "no")
    counted = pc.value_counts(column.cast(pa.string()).drop_null()).to_pylist()
    counted.sort(key=lambda one: (-one["counts"], one["values"]))
    frequent = [one["values"] for one in counted if one["counts"] >= SMALLEST_GROUP or attribute.kind == "yes or no"]
    values = frequent[: MOST_LEVELS if len(frequent) == len(counted) else MOST_LEVELS - 1]
    place = pc.index_in(column.cast(pa.string()), value_set=pa.array(values, pa.string()))
    is_null = np.asarray(column.is_null().to_numpy(), dtype=np.bool_)
    codes = np.asarray(pc.fill_null(place, len(values)).to_numpy(), dtype=np.int64)
    codes[is_null] = len(values) + 1
    return Levels(attribute.name, (*values, "others", "not known"), codes, tuple(range(len(values))))


def _bands(name: str, column: pa.ChunkedArray) -> Levels:
    """Return a number in four bands with about as many cases each, by its quartiles."""
    numbers = np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False))
    is_known = ~np.isnan(numbers)
    if not is_known.any():
        return Levels(name, ("not known",), np.zeros(len(numbers), dtype=np.int64), ())
    ends = np.unique(np.quantile(numbers[is_known], [0.25, 0.5, 0.75], method="lower"))
    ends = ends[ends < numbers[is_known].max()]
    codes = np.searchsorted(ends, np.nan_to_num(numbers), side="left")
    codes[~is_known] = len(ends) + 1
    if not len(ends):
        return Levels(name, ("any", "not known"), codes.astype(np.int64), (0,))
    between = [f"over {low:g} up to {high:g}" for low, high in pairwise(ends)]
    labels = (f"up to {ends[0]:g}", *between, f"over {ends[-1]:g}", "not known")
    return Levels(name, labels, codes.astype(np.int64), tuple(range(len(ends) + 1)), tuple(map(float, ends)))


def told(counts: Longs, known: Sequence[int]) -> tuple[int, ...]:
    """Return the categories that may be told: of ten cases at least, and none can be found by subtraction.

    What is left out in all has at least ten cases too, or else the smallest others are left out with it.
    """
    shown = sorted((level for level in known if counts[level] >= SMALLEST_GROUP), key=lambda level: counts[level])
    while shown and 0 < counts.sum() - counts[shown].sum() < SMALLEST_GROUP:
        shown = shown[1:]
    return tuple(sorted(shown))
