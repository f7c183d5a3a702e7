"""What stands behind the plan's estimate: who was lost, how it is weighed, other models, the groups the plan named, months.

Each of these takes the plan as it was frozen and answers with a result that says so where it does not apply. Their
counts are those of the estimate, under the same ids, so that the gate counts the pupils once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.analyse.narrowing import IN_TABLES
from enquiry_lib.analyse.plan import CLASS, Estimate, not_collected, planned_scores
from enquiry_lib.analyse.readiness import ALONE, design_of
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.comparisons.side_by_side import SideBySide, set_side_by_side
from enquiry_lib.stats.comparisons.subgroups import Subgroups, subgroup_effects
from enquiry_lib.stats.months import MonthsOfProgress, months_of_progress
from enquiry_lib.stats.result import FEW, DoesNotApply, NotEnough
from enquiry_lib.stats.trials.attrition import Attrition, check_attrition
from enquiry_lib.stats.trials.clusters import ClusteredDescription
from enquiry_lib.stats.weighing import Design, Weighed, weigh_effect
from enquiry_lib.store.record import EvaluationPlan

Found = TypeVar("Found")

LOST, AGAIN, GROUPS = (
    "who was lost",
    "the same question asked in other ways",
    "the difference in the groups that the plan named",
)
WEIGHED, MONTHS = "how the finding weighs against what was called worth the effort", "months of progress"
NOT_FROZEN = "the evaluation plan has not been frozen"
ANY_NEED, NO_NEED = "any", "none"
BY_ITS_INTERVAL = "A change in attendance is held against the plan by its interval, and stands above"
ONE_EACH = "One class beside one other can be described, and not judged"


# --- who was lost, and the same question again ------------------------------------------------------------


def school_attrition(enquiry: Enquiry) -> Attrition | NotEnough:
    """Say how many pupils, and classes, of the plan's two groups were lost on the way, and whether that is tolerable.

    Everybody who was put in a group counts as allocated. The boundary is the reference list attrition_boundary.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_attrition(open_enquiry("example")).found
    'The plan compares two school years, not two groups of pupils'
    """

    def lost(scores: pd.DataFrame, plan: EvaluationPlan) -> Attrition | NotEnough:
        return check_attrition(
            scores,
            arm="arm",
            outcome=plan.after,
            boundary=enquiry.reference("attrition_boundary").facts,
            baseline=plan.before,
            cluster=CLASS if plan.unit == "classes" else None,
            measure=plan.measure,
        )

    return of_two_groups(enquiry, LOST, lost)


def look_again(enquiry: Enquiry) -> SideBySide | NotEnough:
    """Ask the plan's question of the same pupils by several models; the one that was planned is marked.

    Models with classes are among them where the class of everybody in the two groups is known.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(look_again(open_enquiry("example")), NotEnough)
    True
    """

    def again(scores: pd.DataFrame, plan: EvaluationPlan) -> SideBySide | NotEnough:
        whole, known = plan.unit == "classes", scores.loc[scores["arm"].notna(), CLASS]
        return set_side_by_side(
            scores,
            outcome=plan.after,
            arm="arm",
            baseline=plan.before,
            cluster=CLASS if whole or (known.notna().all() and known.nunique() > 1) else None,
            planned="classes_random" if whole else "baseline",
            measure=plan.measure,
        )

    return of_two_groups(enquiry, AGAIN, again)


def planned_subgroups(enquiry: Enquiry) -> Subgroups | NotEnough:
    """Work out the difference in the groups that the plan named, beside the other pupils of the same column.

    Only groups that the tables know, and that have enough pupils on both sides of both groups compared.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(planned_subgroups(open_enquiry("example")), NotEnough)
    True
    """
    return of_two_groups(enquiry, GROUPS, _by_groups)


def _by_groups(scores: pd.DataFrame, plan: EvaluationPlan) -> Subgroups | NotEnough:
    if not plan.groups:
        return DoesNotApply(GROUPS, "The plan names no groups to look at separately")
    if plan.unit == "classes":
        why = "Whole classes were compared: for a difference among some of their pupils it takes far more classes than one school has"
        return DoesNotApply(GROUPS, why)
    scores, columns = _with_sides(scores, plan)
    if not columns:
        return NotEnough(GROUPS, "the tables do not say who belongs to the groups that the plan names")
    large = [name for name in columns if _is_large_enough(scores, plan, name)]
    if not large:
        return NotEnough(
            GROUPS,
            f"each would need at least {FEW} pupils inside and outside it, in both of the two groups compared",
            "Schools together can look at groups that are too small in one.",
        )
    return subgroup_effects(
        scores,
        outcome=plan.after,
        arm="arm",
        groups=large,
        baseline=plan.before,
        planned=large,
        smallest=FEW,
        measure=plan.measure,
    )


def _with_sides(scores: pd.DataFrame, plan: EvaluationPlan) -> tuple[pd.DataFrame, list[str]]:
    """Name the columns that hold the groups the plan named; of special needs, any kind is one side."""
    named = dict.fromkeys(IN_TABLES[group][0] for group in plan.groups if group in IN_TABLES)
    columns = [name for name in named if name in scores and scores[name].notna().any()]
    if "send" in columns:
        needs = scores["send"].astype("str").where(scores["send"].notna())
        scores = scores.assign(send=needs.where(needs.isna() | (needs == NO_NEED), ANY_NEED))
    return scores, columns


def _is_large_enough(scores: pd.DataFrame, plan: EvaluationPlan, column: str) -> bool:
    """Say whether every side of a column has enough pupils in both arms; those of whom it is not known are a side too."""
    there = scores.dropna(subset=["arm", plan.before, plan.after])
    sides = pd.crosstab(there[column].astype("str").where(there[column].notna(), ""), there["arm"])
    return sides.shape[0] > 1 and sides.shape[1] > 1 and bool((sides >= FEW).all(axis=None))


def of_two_groups(
    enquiry: Enquiry,
    asked: str,
    work_out: Callable[[pd.DataFrame, EvaluationPlan], Found | NotEnough],
    *,
    at_the_start: bool = False,
) -> Found | NotEnough:
    """Work something out of the scores of the plan's two groups, or say why there is nothing to work out.

    at_the_start: only what was known before anything was done is needed, which nobody has to wait for.
    """
    plan = enquiry.record.evaluation_plan
    if plan.measured_by == "attendance":
        return DoesNotApply(asked, "The plan compares two school years, not two groups of pupils")
    if design_of(plan) == ALONE:
        return DoesNotApply(asked, "The plan has one group, before and after")
    if plan.freeze is None and not at_the_start:
        return NotEnough(asked, NOT_FROZEN, "Until then, scores from after the start wait.")
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(asked, loaded)
    if not at_the_start and (lacking := not_collected(enquiry, asked)):
        return lacking
    return work_out(planned_scores(enquiry), plan)


# --- weighing it ------------------------------------------------------------------------------------------


def weigh_estimate(estimate: Estimate | NotEnough) -> Weighed | NotEnough:
    """Hold the plan's estimate against what it called worth the effort: three chances, and what it would take to know.

    `estimate` is what `estimate_effect` gave. Its answer is the one by which the rule is read.

    >>> weigh_estimate(NotEnough("the effect", "it is too early")).found
    'it is too early'
    """
    if isinstance(estimate, NotEnough):
        return estimate
    if isinstance(estimate.effect, Attendance):
        return DoesNotApply(WEIGHED, BY_ITS_INTERVAL)
    if isinstance(estimate.effect, ClusteredDescription):
        return DoesNotApply(WEIGHED, ONE_EACH)
    if estimate.smallest_worthwhile is None or estimate.certainty is None:
        return NotEnough(
            WEIGHED, "the plan does not say what would be worth the effort, and how sure one has to be"
        )
    return weigh_effect(
        estimate.effect,
        smallest_worthwhile=estimate.smallest_worthwhile,
        certainty=estimate.certainty,
        design=cast(Design, estimate.design),
    )


def progress_in_months(enquiry: Enquiry, estimate: Estimate | NotEnough) -> MonthsOfProgress | NotEnough:
    """Translate the plan's estimate into months of progress, where its measure is a test of attainment.

    `estimate` is what `estimate_effect` gave. The table is the first one of the reference list months_of_progress; a
    network that goes by another one puts that first in a list of its own.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> progress_in_months(open_enquiry("example"), NotEnough("the effect", "it is too early")).found
    'it is too early'
    """
    if isinstance(estimate, NotEnough):
        return estimate
    attainment = enquiry.record.evaluation_plan.attainment
    if attainment != "yes":
        is_one = "it is not known whether this is a" if attainment == "not known" else "this is no"
        return DoesNotApply(
            MONTHS, f"By the plan {is_one} test of attainment, and months stand for nothing else"
        )
    if isinstance(estimate.effect, ClusteredDescription):
        return DoesNotApply(MONTHS, ONE_EACH)
    if estimate.design == ALONE or isinstance(estimate.effect, Attendance):
        why = "There is no comparison group, so nobody knows how much progress was to be expected anyway"
        return DoesNotApply(MONTHS, why)
    tables = enquiry.reference("months_of_progress").facts
    first = tables[tables["table"] == tables["table"].iloc[0]]
    return months_of_progress(estimate.effect, first, attainment=True)
