"""How long cases last when some are still open: an open case counts for as long as it has lasted, and no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from servewell.core.eventlog.log import EventLog

Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Survival:
    """The share of cases that last longer than each time (microseconds, rising) at which a case was closed.

    `low` and `high` bound the share with 95 % confidence. `cases` counts all, `closed` those that came to an end.
    """

    times: Longs
    shares: Floats
    low: Floats
    high: Floats
    cases: int
    closed: int

    def quantile(self, share: float) -> int | None:
        """Return the time by which a share (0 to 1) of the cases is closed, or None when it was not reached."""
        reached = np.flatnonzero(self.shares <= 1 - share + 1e-12)
        return int(self.times[reached[0]]) if len(reached) else None

    @property
    def median(self) -> int | None:
        return self.quantile(0.5)

    @property
    def p90(self) -> int | None:
        return self.quantile(0.9)


@dataclass(frozen=True, slots=True)
class Ranks:
    """The statistic of the log-rank test, chi-squared with so many degrees of freedom, and its p-value."""

    statistic: float
    freedom: int
    p_value: float


def survival(log: EventLog) -> Survival:
    """Return how long the cases of a log last; open ones have lasted from their first event to the log's last."""
    cases = log.cases
    lasted = cases.is_open.ifelse(cases["first"] * -1 + log.counted_until, cases.duration)
    counted = cases.select(lasted=lasted, is_open=cases.is_open).group_by(["lasted", "is_open"]).agg(
        cases=lambda table: table.count()
    )  # fmt: skip
    found = counted.to_pyarrow()
    lasted_us, is_open, number = (found[name].to_numpy(zero_copy_only=False) for name in ("lasted", "is_open", "cases"))
    return kaplan_meier(lasted_us, ~is_open.astype(np.bool_), number)


def kaplan_meier(lasted: npt.ArrayLike, is_closed: npt.ArrayLike, cases: npt.ArrayLike | None = None) -> Survival:
    """Estimate how long cases last, from how long each has lasted and whether it is closed.

    `cases` counts how many cases each row stands for (else 1). A case that is open at a time at which another closes
    was still there for it. Sources: Kaplan and Meier, Journal of the American Statistical Association 53 (1958); the
    interval by Greenwood's variance on log(-log) (Kalbfleisch and Prentice 1980).
    """
    times, closed, gone = _tabled(lasted, is_closed, cases)
    total = int(gone.sum())
    at_risk = total - np.concatenate([[0], np.cumsum(gone)[:-1]])
    has_end = closed > 0
    times, closed, at_risk = times[has_end], closed[has_end], at_risk[has_end]
    shares = np.cumprod(1 - closed / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(closed / (at_risk * (at_risk - closed)))) / np.abs(np.log(shares))
        reach = 1.959963984540054 * spread
        low, high = (shares ** np.exp(sign * reach) for sign in (1, -1))
    is_over = shares <= 0
    low, high = np.where(is_over, 0.0, low), np.where(is_over, 0.0, high)
    return Survival(times, shares, low, high, total, int(closed.sum()))


def log_rank(groups: Sequence[tuple[npt.ArrayLike, npt.ArrayLike]]) -> Ranks:
    """Compare how long the cases of two or more groups last, each group as (lasted, is closed).

    Source: Mantel, Cancer Chemotherapy Reports 50 (1966); Peto and Peto, Journal of the Royal Statistical Society A 135
    (1972). Raises ValueError for fewer than two groups.
    """
    if len(groups) < 2:
        raise ValueError("two groups at least are compared")
    tables = [_tabled(lasted, is_closed, None) for lasted, is_closed in groups]
    times = np.unique(np.concatenate([table[0][table[1] > 0] for table in tables]))
    closed, at_risk = np.zeros((2, len(tables), len(times)))
    for group, (own, ended, gone) in enumerate(tables):
        left = gone.sum() - np.concatenate([[0], np.cumsum(gone)])
        at_risk[group] = left[np.searchsorted(own, times)]
        has_end = ended > 0
        closed[group, np.searchsorted(times, own[has_end])] = ended[has_end]
    all_closed, all_at_risk = closed.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / all_at_risk
    excess = (closed - share * all_closed).sum(axis=1)
    factor = all_closed * (all_at_risk - all_closed) / np.maximum(all_at_risk - 1, 1)
    covariance = np.diag((factor * share).sum(axis=1)) - (factor * share) @ share.T
    freedom = len(groups) - 1
    statistic = float(excess[:freedom] @ np.linalg.pinv(covariance[:freedom, :freedom]) @ excess[:freedom])
    return Ranks(statistic, freedom, float(special.chdtrc(freedom, max(statistic, 0.0))))


def _tabled(
    lasted: npt.ArrayLike, is_closed: npt.ArrayLike, cases: npt.ArrayLike | None
) -> tuple[Longs, Floats, Floats]:
    """Return the distinct times, and how many closed at each and how many left it, closed or open."""
    times, place = np.unique(np.asarray(lasted, dtype=np.int64), return_inverse=True)
    number = np.ones(len(place)) if cases is None else np.asarray(cases, dtype=np.float64)
    gone = np.bincount(place, weights=number, minlength=len(times))
    closed = np.bincount(place, weights=number * np.asarray(is_closed, dtype=np.bool_), minlength=len(times))
    return times, closed.astype(np.float64), gone.astype(np.float64)
