"""A study that allocated whole classes or schools, but was analysed as if pupils had been allocated: its test corrected.

Pupils of one class are alike, so that twenty of them say less than twenty pupils from anywhere. The formula is that
of the What Works Clearinghouse (procedures handbook; Hedges 2007, 'Correcting a significance test for clustering').
What comes in are the figures of a published study: nobody is counted here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats.result import Uncounted


@dataclass(frozen=True, kw_only=True)
class CorrectedTest(Uncounted):
    """A test as it was published and as it should have been, with degrees of freedom and two-sided p of both.

    t_corrected = factor · t. A difference over the SD of all pupils, times `total_sd_multiplier`, is one over the total
    SD of pupils in clusters. `pupils` are all of the study's, `per_cluster` those of a class or school on average.
    """

    pupils: int
    per_cluster: float
    icc: float
    t: float
    df: float
    p: float
    t_corrected: float
    df_corrected: float
    p_corrected: float
    factor: float
    total_sd_multiplier: float


def correct_for_clusters(t: float, *, pupils: int, per_cluster: float, icc: float) -> CorrectedTest:
    """Correct a published t for whole classes or schools that were analysed as if pupils had been allocated.

    `t` is the published value for two groups; `pupils` how many pupils there were together; `per_cluster` how many in
    a class or school on average; `icc` the intracluster correlation, from 0 to below 1 (0.20 for attainment, where
    nothing is known of it, is customary). Raises WrongValue.
    factor = √((N − 2 − 2(n − 1)ρ) / ((N − 2)(1 + (n − 1)ρ))), with the degrees of freedom that go with it.

    >>> found = correct_for_clusters(2.5, pupils=400, per_cluster=20, icc=0.2)
    >>> round(found.t_corrected, 3), round(found.df_corrected, 1), round(found.p_corrected, 3)
    (1.13, 231.7, 0.26)
    """
    _check(t, pupils, per_cluster, icc)
    df, spare = pupils - 2, pupils - 2 * per_cluster
    left = df - 2 * (per_cluster - 1) * icc
    of_df = df * (1 - icc) ** 2 + per_cluster * spare * icc**2 + 2 * spare * icc * (1 - icc)
    factor, df_corrected = math.sqrt(left / (df * (1 + (per_cluster - 1) * icc))), left**2 / of_df
    return CorrectedTest(
        pupils=pupils,
        per_cluster=float(per_cluster),
        icc=icc,
        t=t,
        df=df,
        p=_two_sided(t, df),
        t_corrected=factor * t,
        df_corrected=df_corrected,
        p_corrected=_two_sided(factor * t, df_corrected),
        factor=factor,
        total_sd_multiplier=math.sqrt(left / df),
    )


def _two_sided(t: float, df: float) -> float:
    return float(2 * stats.t.sf(abs(t), df))


def _check(t: float, pupils: int, per_cluster: float, icc: float) -> None:
    """Raise WrongValue unless t is a number and there can be two clusters or more of such pupils, beyond their number."""
    if not math.isfinite(t):
        raise errors.WrongValue(name="t", found=t, expected="a number, for example 2.5")
    if not per_cluster >= 1:
        raise errors.WrongValue(name="per_cluster", found=per_cluster, expected="at least 1, for example 25")
    if not pupils > 2 * per_cluster:
        raise errors.WrongValue(
            name="pupils",
            found=pupils,
            expected="all pupils together, more than those of two classes or schools",
        )
    if not 0 <= icc < 1:
        raise errors.WrongValue(name="icc", found=icc, expected="from 0 to below 1, for example 0.2")
