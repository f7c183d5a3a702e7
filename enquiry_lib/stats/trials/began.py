"""Where two groups began, each pupil beside those of the other group in the same class or school."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats.arms import Arms, Asked
from enquiry_lib.stats.effect_sizes import Numbers, exact_j, pooled_sd
from enquiry_lib.stats.trials.difference import Codes


def apart_within(arms: Arms, asked: Asked, sites: Codes) -> float | None:
    """Give how far the treated stood above the control of their own site at the start, in SD of pupils.

    `sites` has the code of each pupil's class or school. None where there is no score of numbers from before, a group has
    one pupil, or nobody differs within the groups. It is J b / SD: b is the coefficient of the groups in least squares with a
    column for each site, so that a site with n₁ treated and n₀ control pupils weighs n₁ n₀ / (n₁ + n₀) (Raudenbush and
    Bloom 2015, 'Learning about and from a distribution of program impacts using multisite trials'), and one with pupils of
    one group nothing; SD is that of pupils within the two groups, sites put together, by which the What Works Clearinghouse
    divides an adjusted difference and on which its limits of 0.05 and 0.25 rest; J is Hedges' factor for n − 2.

    >>> import pandas as pd
    >>> from enquiry_lib.stats.arms import read_arms
    >>> asked = Asked(outcome="after", arm="arm", baseline="before", pupil=None)
    >>> table = pd.DataFrame({"arm": ["intervention", "comparison"] * 4, "after": range(8),
    ...                       "before": [12, 10, 14, 12, 22, 20, 24, 22]})
    >>> round(apart_within(read_arms(table, asked), asked, np.repeat([0, 1], 4)), 3)
    0.295
    """
    scores = arms_of.scores_before(arms, asked)
    if scores is None or arms.fewest < 2:
        return None
    sd = pooled_sd(*arms.both(scores))
    return exact_j(len(scores) - 2) * _difference_within(arms, scores, sites) / sd if sd > 0 else None


def _difference_within(arms: Arms, scores: Numbers, sites: Codes) -> float:
    """Give the mean of the sites' differences, each weighed by n₁ n₀ / (n₁ + n₀)."""
    both = arms.in_treated, ~arms.in_treated
    many = int(sites.max()) + 1
    n_there, n_others = (np.bincount(sites[who], minlength=many) for who in both)
    there, others = (np.bincount(sites[who], scores[who], many) for who in both)
    two_armed = (n_there > 0) & (n_others > 0)
    differences = there[two_armed] / n_there[two_armed] - others[two_armed] / n_others[two_armed]
    weights = (n_there * n_others / (n_there + n_others))[two_armed]
    return float(weights @ differences / weights.sum())


def where_began(arms: Arms, asked: Asked, apart: float | None) -> dict[str, Any]:
    """Give the two means of the scores before and how far apart they are (`apart`), NaN where nobody can say.

    Nothing without a score before.
    """
    if asked.baseline is None:
        return {}
    scores = arms_of.scores_before(arms, asked)
    there, others = (math.nan, math.nan) if scores is None else (group.mean for group in arms.both(scores))
    return {
        "mean_before_treated": there,
        "mean_before_control": others,
        "baseline_g": math.nan if apart is None else apart,
    }
