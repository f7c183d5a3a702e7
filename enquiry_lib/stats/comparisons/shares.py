"""Shares of pupils compared between two groups: the difference, the ratios, and the tests.

Shares and their differences are percentages and percentage points. Intervals of shares are Wilson's, of their difference
Newcombe's, which stay within what is possible where Wald's do not; ratios have Wald's on the scale of their logarithm. The
number needed to treat is left out: where the difference may be nought its interval runs to infinity and back from the other
side. statsmodels and SciPy do the sums.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from enquiry_lib.stats import arms as arms_of
from enquiry_lib.stats import result as common
from enquiry_lib.stats.arms import Arms, Asked, BetweenArms, arm_ids, read_arms
from enquiry_lib.stats.comparisons import yes_no
from enquiry_lib.stats.comparisons.contingency import (
    Counts,
    Statistic,
    chi_squared,
    fisher,
    untested,
)
from enquiry_lib.stats.comparisons.yes_no import as_yes_no, need_said, says_neither
from enquiry_lib.stats.effect_sizes import EffectSize
from enquiry_lib.stats.result import Cell, NotEnough, cell_of

PER_CENT = 100.0
COX = 1.65  # what a log odds ratio is divided by to be near a difference in SD (Cox 1970)

CAUTIONS = (
    arms_of.CAUTIONS
    | yes_no.CAUTIONS
    | {
        "empty_cell": "In one group everybody or nobody says yes, so half a pupil was added to each count for the ratios: "
        "they are rough.",
        "separated": "Everybody in one group says yes and nobody in the other, so the odds ratio has no value.",
    }
)
"""Every code of caution that a result of this module can carry, with its sentence."""


@dataclass(frozen=True)
class Interval:
    """A figure with its interval; NaN is what does not exist."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


UNKNOWN = Interval()
NOT_THERE = Interval(math.nan, math.nan, math.nan)


def share_of(count: int, everybody: int, confidence: float) -> Interval:
    """Give a share in percent with its interval (Wilson 1927).

    >>> found = share_of(0, 20, 0.95)
    >>> found.value, found.low, round(found.high, 2)
    (0.0, 0.0, 16.11)
    """
    low, high = proportion_confint(count, everybody, alpha=1 - confidence, method="wilson")
    return Interval(
        PER_CENT * count / everybody,
        PER_CENT * float(low) if count else 0.0,
        PER_CENT * float(high) if count < everybody else PER_CENT,
    )


# --- between two groups -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SharesCompared(BetweenArms):
    """The shares of two groups who say yes, in percent, and how they differ.

    `difference`, `low` and `high` (Newcombe) and `se` (Wald) are in percentage points, `wald` is the difference with
    Wald's interval. `risk_ratio` and `odds_ratio` are treated over control; `effect` is the Cox index, an odds ratio in
    units of an SD. `p` is Fisher's exact p.
    """

    counts_as: str
    yes_treated: int | None = None
    yes_control: int | None = None
    share_treated: Interval = UNKNOWN
    share_control: Interval = UNKNOWN
    difference: float | None = None
    wald: Interval = UNKNOWN
    risk_ratio: Interval = UNKNOWN
    odds_ratio: Interval = UNKNOWN
    tests: tuple[Statistic, ...] = untested("pearson", "yates", "fisher")

    standing: ClassVar[tuple[str, ...]] = (
        *(code for code in BetweenArms.standing if code != "no_baseline"),
        "neither",
    )


def compare_shares(
    data: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    counts_as: Hashable | None = None,
    treated: Hashable = "intervention",
    control: Hashable = "comparison",
    pupil: str | None = "pupil_id",
    measure: str = "",
    confidence: float = 0.95,
) -> SharesCompared | NotEnough:
    """Compare the shares of two groups of pupils who say yes (or reached a standard, or were often absent).

    `data` has one row a pupil; `outcome` is a column of yes and no (words, 1 and 0, or True and False), or of any values
    of which `counts_as` counts as yes. `arm` says who is in which group. NotEnough when a group has no pupil with an
    answer or everybody gave the same; of few pupils that would tell about them, and the numbers are withheld instead.
    Raises ColumnMissing, WrongValue.
    Sources: Newcombe (1998) method 10 for the difference; metafor's RR and OR, 0.5 added to each count where one is
    nought; the Cox index as the What Works Clearinghouse has it, omega · log odds ratio / 1.65, omega = 1 − 3/(4N − 9).

    >>> table = pd.DataFrame({"arm": ["intervention"] * 40 + ["comparison"] * 40,
    ...                       "passed": ["yes"] * 26 + ["no"] * 14 + ["yes"] * 18 + ["no"] * 22})
    >>> found = compare_shares(table, outcome="passed", arm="arm", pupil=None)
    >>> found.difference, round(found.low, 1), round(found.odds_ratio.value, 2)
    (20.0, -1.7, 2.27)
    """
    asked = Asked(
        outcome=outcome,
        arm=arm,
        treated=treated,
        control=control,
        pupil=pupil,
        measure=measure,
        confidence=confidence,
    )
    common.need_columns(data, [outcome])
    need_said(counts_as, data[outcome])
    answers = as_yes_no(data[outcome], counts_as=counts_as)
    arms = read_arms(data.assign(**{outcome: answers}), asked)
    neither = common.codes_that_hold({"neither": says_neither(data[outcome], answers)})
    arms = replace(arms, cautions=(*arms.cautions, *neither))
    if not arms.fewest:
        return asked.not_enough(
            "one of the groups has no pupil who says yes or no",
            "Check how the groups are written in their column, and what counts as yes.",
        )
    untold = _untold(arms, asked, counts_as)
    if np.ptp(arms.outcome) > 0:
        return _compared(untold, _table(arms))
    if arms.fewest < common.FEW:
        return untold
    return asked.not_enough("all pupils gave the same answer", "Check that the right column is used.")


def _untold(arms: Arms, asked: Asked, counts_as: Hashable | None) -> SharesCompared:
    """Give the counts of a comparison and none of its numbers."""
    return SharesCompared(
        counted=(*asked.cells(arms), *_answer_cells(arms, asked)),
        cautions=arms.cautions,
        outcome=asked.outcome,
        counts_as="yes" if counts_as is None else str(counts_as),
        treated=str(asked.treated),
        control=str(asked.control),
        measure=asked.measure,
        confidence=asked.confidence,
        effect=EffectSize("cox_index"),
    )


def _answer_cells(arms: Arms, asked: Asked) -> list[Cell]:
    """Count those who say yes and those who say no, in each group."""
    names = arm_ids(asked.base, asked.treated, asked.control)[1:]
    found = []
    for name, of_arm in zip(names, (arms.in_treated, ~arms.in_treated), strict=True):
        for said, there in (("yes", arms.outcome == 1), ("no", arms.outcome == 0)):
            found.append(cell_of(f"{name}|{said}", arms.pupils[of_arm & there], name))
    return found


def _table(arms: Arms) -> Counts:
    """Count yes and no (columns) among the treated and the control (rows)."""
    rows = [arms.outcome[arms.in_treated], arms.outcome[~arms.in_treated]]
    return np.array([[(row == 1).sum(), (row == 0).sum()] for row in rows], np.int64)


def _compared(untold: SharesCompared, table: Counts) -> SharesCompared:
    (yes, no), (yes_control, no_control) = table.tolist()
    n, n_control, confidence = yes + no, yes_control + no_control, untold.confidence
    shares = share_of(yes, n, confidence), share_of(yes_control, n_control, confidence)
    difference = PER_CENT * (yes / n - yes_control / n_control)
    low, high = confint_proportions_2indep(
        yes, n, yes_control, n_control, method="newcomb", compare="diff", alpha=1 - confidence
    )
    se = PER_CENT * math.sqrt(yes * no / n**3 + yes_control * no_control / n_control**3)
    half = z_of(confidence) * se
    tests = (chi_squared(table), chi_squared(table, corrected=True), fisher(table))
    risk, odds, effect = _ratios(table, confidence)
    return replace(
        untold,
        cautions=(*untold.cautions, *_cautions(table)),
        n_treated=n,
        n_control=n_control,
        yes_treated=yes,
        yes_control=yes_control,
        share_treated=shares[0],
        share_control=shares[1],
        difference=difference,
        se=se,
        low=PER_CENT * float(low),
        high=PER_CENT * float(high),
        p=tests[2].p,
        wald=Interval(difference, difference - half, difference + half),
        risk_ratio=risk,
        odds_ratio=odds,
        effect=effect,
        tests=tests,
    )


def _is_separated(table: Counts) -> bool:
    return not table.diagonal().any() or not table[:, ::-1].diagonal().any()


def _cautions(table: Counts) -> tuple[str, ...]:
    separated = _is_separated(table)
    found = {
        "few_pupils": bool(((table > 0) & (table < common.FEW)).any()),
        "empty_cell": bool((table == 0).any()) and not separated,
        "separated": separated,
    }
    return common.codes_that_hold(found)


def _ratios(table: Counts, confidence: float) -> tuple[Interval, Interval, EffectSize]:
    """Give risk ratio, odds ratio and Cox index, with half a pupil more in each cell where one is empty."""
    if _is_separated(table):
        return NOT_THERE, NOT_THERE, EffectSize("cox_index", *[math.nan] * 4)
    cells = table + (0.5 if (table == 0).any() else 0.0)
    (yes, no), (yes_control, no_control) = cells.tolist()
    n, n_control = yes + no, yes_control + no_control
    log_risk = math.log(yes / n) - math.log(yes_control / n_control)
    log_odds = math.log(yes / no) - math.log(yes_control / no_control)
    se_risk = math.sqrt(1 / yes - 1 / n + 1 / yes_control - 1 / n_control)
    se_odds = math.sqrt((1 / cells).sum())
    to_sd = (1 - 3 / (4 * int(table.sum()) - 9)) / COX
    g, se = to_sd * log_odds, to_sd * se_odds
    half = z_of(confidence) * se
    return (
        _ratio(log_risk, se_risk, confidence),
        _ratio(log_odds, se_odds, confidence),
        EffectSize("cox_index", g, se, g - half, g + half),
    )


def _ratio(log: float, se: float, confidence: float) -> Interval:
    half = z_of(confidence) * se
    return Interval(math.exp(log), math.exp(log - half), math.exp(log + half))


def z_of(confidence: float) -> float:
    """Give how many standard errors an interval reaches to either side.

    >>> round(z_of(0.95), 4)
    1.96
    """
    return float(stats.norm.ppf((1 + confidence) / 2))
