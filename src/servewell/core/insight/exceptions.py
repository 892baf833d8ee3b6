"""Finds rare ways that take very long, for a human to look at."""

from __future__ import annotations

from typing import Final

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.finding import Asked, Comparison, Finding, Picture, Row, count_in_words, days_in_words
from servewell.core.insight.hit import case_count, sized

RARE: Final = 2  # cases at most that take a way
RARE_SHARE: Final = 0.1  # of all cases at most go such ways, or going one's own way is what is usual
LONG: Final = 0.95  # of all cases take no longer
FEWEST: Final = 3
_PROOF: Final = """SELECT case_id, duration / 86400000000.0 AS days FROM cases
WHERE duration > {long} AND variant IN (SELECT variant FROM cases GROUP BY variant HAVING count(*) <= {rare})
ORDER BY duration DESC"""


def find_exceptions(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the cases that took a way which at most two took, and longer than 95 of 100 cases.

    Nothing where more than a tenth of all cases go ways of their own: then that is no exception.
    """
    cases = log.cases
    ways = cases.group_by("variant").agg(taken=cases.count())
    few = cases.join(ways.filter(ways.taken <= RARE), "variant")
    long = cases.agg(long=cases.duration.quantile(LONG), half=cases.duration.quantile(0.5)).to_pyarrow().to_pylist()[0]
    of, rare = case_count(log), int(few.count().to_pyarrow().as_py())
    if rare > RARE_SHARE * of or long["long"] is None:
        return []
    slow = few.filter(few.duration > long["long"])
    found = slow.agg(cases=slow.count(), days=slow.duration.cast("float64").sum() / DAY_US).to_pyarrow().to_pylist()[0]
    if found["cases"] < FEWEST:
        return []
    top = slow.order_by([slow.duration.desc(), slow.case_id]).limit(10).select("case_id", "duration")
    rows = top.to_pyarrow().to_pylist()
    sentence = (
        f"{count_in_words(found['cases'])} cases went ways that hardly any other took, and took very long: more than"
        f" {days_in_words(long['long'])}, while half of all cases take {days_in_words(long['half'])} or less. Look at"
        " some of them: each may tell something that no rule foresaw."
    )
    return [
        Finding(
            kind="exception",
            where={"way": "rare"},
            sentence=sentence,
            size=sized(log, found["cases"], of, found["days"], (0.0, 0.0, 0.0)),
            comparison=Comparison("the longest that 95 in 100 cases take", None, long["long"] / DAY_US, "days"),
            confidence="medium",
            proof=_PROOF.format(long=round(long["long"]), rare=RARE),
            examples=tuple(row["case_id"] for row in rows),
            picture=Picture(
                "bars", "The longest", "days", tuple(Row(row["case_id"], row["duration"] / DAY_US) for row in rows)
            ),
        )
    ]
