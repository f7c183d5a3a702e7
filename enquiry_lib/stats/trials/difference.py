"""The difference between two arms from a mixed model, with degrees of freedom that know how few clusters there are.

Never z. Satterthwaite's degrees of freedom, or Kenward and Roger's, are cut off at what the allocation can bear:
where whole clusters were allocated, at clusters less the columns that vary only between them. At a fit whose variance
between clusters is nought the usual software gives as many as there are pupils, and then calls chance a finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from enquiry_lib import errors
from enquiry_lib.stats.arms import BetweenArms
from enquiry_lib.stats.effect_sizes import PERFECT, Numbers
from enquiry_lib.stats.models.mixed import MixedFit
from enquiry_lib.stats.models.small_sample import Contrast, kenward_roger, satterthwaite
from enquiry_lib.stats.trials.sizes import Variances

Codes = npt.NDArray[np.intp]

TESTS: dict[str, Callable[[MixedFit, Numbers], Contrast]] = {
    "satterthwaite": satterthwaite,
    "kenward_roger": kenward_roger,
}
TREATED = 1  # the place of the treated arm among the columns of a design
CUT_OFF = "cut_off"  # the code of a result whose degrees of freedom were; its table says so, and no caution
ROUNDING = (
    1 + 1e-3
)  # degrees of freedom up to so many times the most there can be are not cut off, but rounded


@dataclass(frozen=True)
class Difference:
    """The difference between the arms in points, and the degrees of freedom before they were cut off."""

    difference: float
    se: float
    df: float
    low: float
    high: float
    p: float
    df_by_model: float

    @property
    def cut_off(self) -> bool:
        """Say whether the degrees of freedom were cut off, and not only rounded."""
        return self.df_by_model > ROUNDING * self.df

    def numbers(self) -> dict[str, Any]:
        """Give its numbers by name, as results have them."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class ByMixedModel(BetweenArms):
    """What a comparison by a mixed model tells, whoever was allocated.

    `difference`, `se`, `low` and `high` are in points of the outcome; `df` comes from where `df_from` says,
    `df_by_model` is what it was before it was cut off. `mean_…` and `sd_…` are of the pupils analysed, `mean_before_…`
    and `baseline_g` (their difference in SD of pupils, see `began`) of their scores before: NaN where these are no numbers.
    """

    baseline: str = ""
    small_sample: str = "satterthwaite"
    mean_treated: float | None = None
    mean_control: float | None = None
    sd_treated: float | None = None
    sd_control: float | None = None
    mean_before_treated: float | None = None
    mean_before_control: float | None = None
    baseline_g: float | None = None
    difference: float | None = None
    df_by_model: float | None = None
    variances: tuple[Variances, ...] = ()

    @property
    def df_from(self) -> str:
        """Say where the degrees of freedom come from: "satterthwaite", "kenward_roger", or "clusters" (cut off)."""
        return "clusters" if CUT_OFF in self.cautions else self.small_sample


def need_small_sample(small_sample: str) -> None:
    """Raise WrongValue unless a way to the degrees of freedom is known.

    >>> need_small_sample("kenward_roger")
    """
    if small_sample not in TESTS:
        raise errors.WrongValue(
            name="small_sample", found=repr(small_sample), expected=" or ".join(map(repr, TESTS))
        )


def difference_of(fit: MixedFit, *, small_sample: str, most: float, confidence: float) -> Difference:
    """Give the difference between the arms: the second fixed effect of a model, its interval and its p by Student's t.

    `most` are the most degrees of freedom that there can be.
    """
    tested = TESTS[small_sample](fit, np.eye(len(fit.beta))[TREATED])
    df = min(tested.df, most)
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * tested.se
    return Difference(
        difference=tested.estimate,
        se=tested.se,
        df=df,
        low=tested.estimate - half,
        high=tested.estimate + half,
        p=float(2 * stats.t.sf(abs(tested.estimate) / tested.se, df)),
        df_by_model=tested.df,
    )


def only_between(columns: Numbers, codes: Codes) -> int:
    """Count the columns, and what can be made of them, that vary only between clusters; the constant is one.

    >>> only_between(np.array([[1.0, 0, 3], [1, 0, 4], [1, 1, 5], [1, 1, 9]]), np.array([0, 0, 1, 1]))
    2
    """
    size = np.bincount(codes)
    means = np.column_stack([np.bincount(codes, weights=column) / size for column in columns.T])
    scale = np.sqrt((columns**2).sum(axis=0)) + PERFECT
    within = (columns - means[codes]) / scale
    varying: np.integer = np.linalg.matrix_rank(within, tol=1e-9)
    return int(columns.shape[1] - varying)
