"""Pupils counted by their groups, and the tests of such a table, each named as its table of results names it; SciPy does the work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Counts = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Statistic:
    """A test's statistic with its degrees of freedom and p; NaN is what the test does not have."""

    method: str
    value: float | None = None
    df: float | None = None
    p: float | None = None


def in_groups(column: pd.Series) -> tuple[list[str], Counts]:
    """Give the groups of a column without gaps, in their order, and which of them each row is in.

    >>> in_groups(pd.Series(["M", "F", "M"]))
    (['F', 'M'], array([1, 0, 1]))
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = column.cat.remove_unused_categories()
        return list(map(str, used.cat.categories)), used.cat.codes.to_numpy(np.int64)
    codes, names = pd.factorize(column, sort=True)
    return list(map(str, names)), codes.astype(np.int64)


def untested(*methods: str) -> tuple[Statistic, ...]:
    """Give tests that were not made.

    >>> untested("pearson")[0].p is None
    True
    """
    return tuple(map(Statistic, methods))


def chi_squared(counts: Counts, *, corrected: bool = False) -> Statistic:
    """Test whether rows and columns of a table go together (Pearson's chi-squared); `corrected` for continuity, as Yates did.

    counts: (rows, columns). NaN where a whole row or column is empty. Source: R's chisq.test.

    >>> round(chi_squared(np.array([[77, 14], [91, 18]])).value, 6)
    0.047048
    """
    method = "yates" if corrected else "pearson"
    if min(counts.shape) < 2 or not (counts.sum(axis=0).all() and counts.sum(axis=1).all()):
        return Statistic(method, math.nan, math.nan, math.nan)
    found: Any = stats.chi2_contingency(counts, correction=corrected)
    return Statistic(method, float(found.statistic), float(found.dof), float(found.pvalue))


def fisher(counts: Counts) -> Statistic:
    """Give Fisher's exact p of a table of two by two.

    >>> round(fisher(np.array([[3, 1], [1, 3]])).p, 4)
    0.4857
    """
    found: Any = stats.fisher_exact(counts)
    return Statistic("fisher", math.nan, math.nan, float(found.pvalue))


def mcnemar(to_yes: int, to_no: int, *, corrected: bool = True) -> Statistic:
    """Test whether as many changed to yes as changed to no (McNemar 1947), corrected for continuity as R's mcnemar.test is.

    >>> round(mcnemar(150, 86).value, 4), round(mcnemar(150, 86, corrected=False).value, 4)
    (16.8178, 17.3559)
    """
    method, changed = ("mcnemar" if corrected else "mcnemar_plain"), to_yes + to_no
    if not changed:
        return Statistic(method, math.nan, math.nan, math.nan)
    value = max(abs(to_yes - to_no) - int(corrected), 0) ** 2 / changed
    return Statistic(method, value, 1.0, float(stats.chi2.sf(value, 1)))


def mcnemar_exact(to_yes: int, to_no: int) -> Statistic:
    """Give McNemar's exact p: of those who changed, half would change either way (binomial, two-sided).

    >>> round(mcnemar_exact(8, 2).p, 6)
    0.109375
    """
    changed = to_yes + to_no
    p = float(stats.binomtest(to_yes, changed).pvalue) if changed else 1.0
    return Statistic("mcnemar_exact", math.nan, math.nan, p)
