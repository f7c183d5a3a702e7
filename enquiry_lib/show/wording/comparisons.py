"""The sentences about shares, ranks, plain means and several groups compared."""

from __future__ import annotations

import math

from enquiry_lib.show.names import SPOKEN, column_name, column_words
from enquiry_lib.show.numbers import (
    interval,
    is_known,
    listed,
    number,
    percent,
    rounded,
    signed,
)
from enquiry_lib.show.wording.effects import than
from enquiry_lib.show.wording.saying import (
    STRENGTH,
    by,
    caution_title,
    cautions,
    held,
    in_words,
    sentences,
)
from enquiry_lib.stats.comparisons import association, means, ranks, several, shares, shares_changed
from enquiry_lib.stats.comparisons.association import Association
from enquiry_lib.stats.comparisons.means import MeansCompared
from enquiry_lib.stats.comparisons.ranks import RanksCompared
from enquiry_lib.stats.comparisons.several import GroupMean, SeveralGroups
from enquiry_lib.stats.comparisons.shares import Interval, SharesCompared
from enquiry_lib.stats.comparisons.shares_changed import SharesChanged

MOST_GROUPS_SAID = 6


def asked_about(column: str, counts_as: str, measure: str = "") -> str:
    """Name what pupils say yes to, or which value counts.

    >>> asked_about("reached_standard", "yes"), asked_about("level", "EXS", "Reading")
    ('Reached standard', 'Reading, level: EXS')
    """
    name = column_name(column)
    name = f"{measure}, {name[:1].lower()}{name[1:]}" if measure else name
    return name if counts_as == "yes" else f"{name}: {counts_as}"


def member(column: str, name: str) -> str:
    """Name a group of a column as a person would, where it has such a name.

    >>> member("sex", "F"), member("house", "Oak")
    ('Girls', 'Oak')
    """
    return SPOKEN.get((column, name), name)


def points(value: float, more: str = "more", fewer: str = "fewer") -> str:
    """Say how many percentage points more or fewer something is; what rounds to nought is neither.

    >>> points(3.46), points(-1.04), points(0.04)
    ('3.5 percentage points more', '1.0 percentage point fewer', 'on average the same')
    """
    near = abs(rounded(value))
    if not near:
        return "on average the same"
    return f"{near} percentage {'point' if near == 1 else 'points'} {more if value > 0 else fewer}"


def _share(share: Interval) -> str:
    return percent(share.value)


# --- shares -----------------------------------------------------------------------------------------------


@sentences.register
def _(result: SharesCompared) -> list[str]:
    what = asked_about(result.outcome, result.counts_as, result.measure)
    if result.difference is None:
        return [held(f"How the {result.treated} and the {result.control} group compare ({what})")]
    there, others = result.share_treated, result.share_control
    said = [
        f"{what}: {_share(there)} of the pupils in the {result.treated} group ({by(result.confidence)} "
        f"{interval(there.low, there.high)}) and {_share(others)} of those in the {result.control} group "
        f"({interval(others.low, others.high)}).",
        f"That is {points(result.difference)} ({by(result.confidence)} {interval(result.low, result.high)}; "
        f"{number(result.n_treated, 0)} and {number(result.n_control, 0)} pupils).",
    ]
    size = result.effect
    if is_known(size.g):
        said.append(
            f"As an effect size (the Cox index) that is {signed(size.g, 2)} ({by(result.confidence)} "
            f"{interval(size.low, size.high, 2)})."
        )
    return said


@cautions.register
def _(result: SharesCompared) -> list[str]:
    return in_words(result.cautions, shares.CAUTIONS)


@sentences.register
def _(result: SharesChanged) -> list[str]:
    counts_as = result.counts_as[:1].upper() + result.counts_as[1:]
    what = f"{result.measure}, {result.counts_as}" if result.measure else counts_as
    if result.change is None:
        return [held(f"How the share of pupils changed ({what})")]
    before, after = result.share_before, result.share_after
    return [
        f"{what}: {_share(before)} of the same {number(result.n, 0)} pupils before ({column_words(result.before)}) and "
        f"{_share(after)} after ({column_words(result.after)}).",
        f"That is {points(result.change)} ({by(result.confidence)} {interval(result.low, result.high)}).",
        STRENGTH["before_after"],
    ]


@cautions.register
def _(result: SharesChanged) -> list[str]:
    return in_words(result.cautions, shares_changed.CAUTIONS)


@caution_title.register
def _(result: SharesChanged) -> str:
    return "This can bear less than it seems to:"


# --- ranks and means --------------------------------------------------------------------------------------


@sentences.register
def _(result: RanksCompared) -> list[str]:
    if result.higher is None:
        return [held(f"How the {result.treated} and the {result.control} group compare")]
    return [
        f"Draw one pupil from each group, again and again: in {number(result.higher, 0)} of 100 pairs the pupil of the "
        f"{result.treated} group scores higher than the one of the {result.control} group ({by(result.confidence)} "
        f"{interval(result.higher_low, result.higher_high, 0)}; pairs with the same score count half).",
        f"Were there no difference, it would be 50 of 100. There are {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils; only the order of their scores was used.",
    ]


@cautions.register
def _(result: RanksCompared) -> list[str]:
    return in_words(result.cautions, ranks.CAUTIONS)


@sentences.register
def _(result: MeansCompared) -> list[str]:
    if result.difference is None:
        return [held(f"How the {result.treated} and the {result.control} group compare")]
    size = result.effect
    return [
        f"Pupils in the {result.treated} group scored {than(result.difference)} pupils in the {result.control} group "
        f"({by(result.confidence)} {interval(result.low, result.high)}; {number(result.n_treated, 0)} and "
        f"{number(result.n_control, 0)} pupils), allowing for nothing else.",
        f"As an effect size (Hedges g) that is {signed(size.g, 2)} ({by(result.confidence)} "
        f"{interval(size.low, size.high, 2)}).",
    ]


@cautions.register
def _(result: MeansCompared) -> list[str]:
    return in_words(result.cautions, means.CAUTIONS)


# --- several groups, and two columns ----------------------------------------------------------------------


@sentences.register
def _(result: SeveralGroups) -> list[str]:
    by_group = f"{column_words(result.outcome)} by {column_words(result.group)}"
    shown = [group for group in result.groups if group.mean is not None]
    if not shown:
        return [held(f"The mean of {by_group}")]
    said = [_means(result, shown, by_group)]
    if is_known(result.eta_squared):
        said.append(
            f"Which group a pupil is in goes with {percent(result.eta_squared)} of the differences between pupils; "
            "the rest lies between pupils of the same group. Why groups differ, this cannot say."
        )
    if len(shown) < len(result.groups):
        said.append("Groups of too few pupils are left out, and so is what rests on all groups together.")
    return said


def _means(result: SeveralGroups, shown: list[GroupMean], by_group: str) -> str:
    ordered = sorted(shown, key=lambda group: -(group.mean or 0.0))
    if len(ordered) > MOST_GROUPS_SAID:
        ends = (ordered[0], ordered[-1])
        named = f"from {_mean(result.group, ends[0])} to {_mean(result.group, ends[1])}"
    else:
        named = listed([_mean(result.group, group) for group in ordered])
    return f"Mean {by_group}: {named} ({by(result.confidence)}s in brackets)."


def _mean(column: str, group: GroupMean) -> str:
    span = "" if group.low is None or math.isnan(group.low) else f" ({interval(group.low, group.high)})"
    return f"{member(column, group.name)} {number(group.mean)}{span}"


@cautions.register
def _(result: SeveralGroups) -> list[str]:
    return in_words(result.cautions, several.CAUTIONS)


@sentences.register
def _(result: Association) -> list[str]:
    both = f"{column_words(result.row)} and {column_words(result.column)}"
    if result.cramers_v is None:
        return [held(f"How {both} go together, over all groups,")]
    return [
        *_each(result),
        f"How {both} go together: Cramer's V is {number(result.cramers_v, 2)}, where 0 is not at all and 1 is wholly.",
        "That two things go together does not say why.",
    ]


def _each(result: Association) -> list[str]:
    """Say the share of the last column in each row, where there are two columns and few rows."""
    if len(result.columns) != 2 or len(result.rows) > MOST_GROUPS_SAID:
        return []
    said = [f"{member(result.row, row.name)} {percent(row.share(1))}" for row in result.rows]
    return [f"{column_name(result.column)}, {member(result.column, result.columns[1])}: {listed(said)}."]


@cautions.register
def _(result: Association) -> list[str]:
    return in_words(result.cautions, association.CAUTIONS)
