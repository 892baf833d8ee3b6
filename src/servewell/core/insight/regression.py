"""Regression with standard errors that hold whatever the spread of the outcome: what goes with what, others equal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

from servewell.core.insight.statistics import CONFIDENCE, Compared

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
_DEPENDENT: Final = 1e-9  # of a column's square that must be left over when the columns before it are taken out
_STEPS: Final = 30
_FAR: Final = 15.0  # a log odds beyond which groups are told apart completely
_RIDGE: Final = 0.5


@dataclass(frozen=True)
class Fit:
    """Coefficients and their covariance, of the columns `kept`; the others are combinations of these."""

    coefficients: Floats
    covariance: Floats
    kept: Mask
    freedom: int
    is_ridged: bool = False

    def contrast(self, weights: npt.ArrayLike) -> Compared | None:
        """Return a weighted sum of the coefficients of all columns, or None if the data cannot tell it."""
        asked = np.asarray(weights, dtype=np.float64)
        if self.freedom < 1 or np.any(asked[~self.kept]):
            return None
        used = asked[self.kept]
        value = float(used @ self.coefficients)
        spread = math.sqrt(max(float(used @ self.covariance @ used), 0.0))
        if spread <= 1e-12 * max(abs(value), 1.0):
            return None
        reach = float(special.stdtrit(self.freedom, 0.5 + CONFIDENCE / 2)) * spread
        p_value = 2 * float(special.stdtr(self.freedom, -abs(value) / spread))
        return Compared(value, value - reach, value + reach, p_value)


@dataclass(frozen=True)
class Design:
    """The columns that explain: float64 of shape (cases, columns), of which those that add nothing are left out."""

    columns: Floats

    @cached_property
    def kept(self) -> Mask:
        """Which columns are no linear combination of those before them (by Cholesky's factors)."""
        scale = np.sqrt(np.einsum("ij,ij->j", self.columns, self.columns))
        gram = (self.columns.T @ self.columns) / np.outer(np.where(scale > 0, scale, 1), np.where(scale > 0, scale, 1))
        kept = np.zeros(len(scale), dtype=np.bool_)
        factor = np.zeros_like(gram)
        for column in range(len(scale)):
            left = gram[column, column] - factor[column] @ factor[column]
            if scale[column] > 0 and left > _DEPENDENT:
                kept[column] = True
                below = gram[column + 1 :, column] - factor[column + 1 :] @ factor[column]
                factor[column, column] = math.sqrt(left)
                factor[column + 1 :, column] = below / factor[column, column]
        return kept

    @cached_property
    def used(self) -> Floats:
        return np.ascontiguousarray(self.columns[:, self.kept])

    @cached_property
    def bread(self) -> Floats:
        """The inverse of the Gram matrix."""
        return np.asarray(np.linalg.inv(self.used.T @ self.used), dtype=np.float64)

    def ols(self, outcome: Floats) -> Fit:
        """Fit by least squares, with standard errors HC1.

        Source: White, Econometrica 48 (1980); the factor n / (n - k) of MacKinnon and White, Journal of Econometrics 29
        (1985). Of an outcome 0 or 1 the coefficients are differences of shares (Angrist and Pischke 2009, 3.4.2).
        """
        coefficients = self.bread @ (self.used.T @ outcome)
        return self._robust(coefficients, outcome - self.used @ coefficients, self.bread, is_ridged=False)

    def logistic(self, outcome: Floats) -> Fit:
        """Fit the log odds of an outcome 0 or 1 by iteratively reweighted least squares, with robust errors.

        Where columns tell the outcome apart completely, no finite fit exists; then a ridge penalty of half the squared
        coefficients of all but the first column (taken as the constant) holds them. Sources: McCullagh and Nelder
        (1989), section 2.5; le Cessie and van Houwelingen, Applied Statistics 41 (1992), for the penalty.
        """
        found = self._reweighted(outcome, 0.0)
        is_ridged = found is None
        if found is None:
            found = self._reweighted(outcome, _RIDGE)
        if found is None:
            raise ValueError("the log odds do not converge")
        coefficients, bread = found
        return self._robust(coefficients, outcome - special.expit(self.used @ coefficients), bread, is_ridged)

    def _reweighted(self, outcome: Floats, ridge: float) -> tuple[Floats, Floats] | None:
        penalty = ridge * np.eye(self.used.shape[1])
        penalty[0, 0] = 0.0
        coefficients = np.zeros(self.used.shape[1])
        for _ in range(_STEPS):
            expected = special.expit(self.used @ coefficients)
            weights = np.maximum(expected * (1 - expected), 1e-10)
            curved = (self.used * weights[:, None]).T @ self.used + penalty
            try:
                step = np.linalg.solve(curved, self.used.T @ (outcome - expected) - penalty @ coefficients)
            except np.linalg.LinAlgError:
                return None
            coefficients = coefficients + step
            if np.max(np.abs(coefficients)) > _FAR and not ridge:
                return None
            if np.max(np.abs(step)) < 1e-8:
                return coefficients, np.linalg.inv(curved)
        return None

    def _robust(self, coefficients: Floats, residuals: Floats, bread: Floats, is_ridged: bool) -> Fit:
        number, columns = self.used.shape
        scores = self.used * residuals[:, None]
        factor = number / max(number - columns, 1)
        covariance = factor * bread @ (scores.T @ scores) @ bread
        return Fit(coefficients, covariance, self.kept, number - columns, is_ridged)
