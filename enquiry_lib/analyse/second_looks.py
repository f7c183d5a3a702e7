"""The plan's finding as a sceptical colleague would question it: were the groups alike, was it chance, who is missing?

Each of these takes the frozen plan's own measure, occasions and groups, answers one question, and says so where that question
does not apply to the plan's design. Only how alike the groups were at the start may be asked before the plan is frozen.
They multiply what is counted, and so belong beside a report and not into it.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from enquiry_lib.analyse.delivery import enough_by_plan
from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.analyse.impact import ANY_NEED, NO_NEED, of_two_groups
from enquiry_lib.analyse.narrowing import IN_TABLES
from enquiry_lib.analyse.plan import CLASS
from enquiry_lib.stats.comparisons.balance import Balance, check_balance
from enquiry_lib.stats.comparisons.imputation import ImputedComparison, impute_and_compare
from enquiry_lib.stats.comparisons.matching import MatchedComparison, match_pupils
from enquiry_lib.stats.comparisons.subgroups import Subgroups, subgroup_effects
from enquiry_lib.stats.dosage import sessions_had
from enquiry_lib.stats.result import FEW, DoesNotApply, NotEnough
from enquiry_lib.stats.trials.bootstrap import BootstrapEffect, bootstrap_effect
from enquiry_lib.stats.trials.compliers import ComplierEffect, complier_effect
from enquiry_lib.stats.trials.permutation import PermutationTest, permute_arms
from enquiry_lib.store.record import EvaluationPlan

ALIKE, LIKE_THEM = (
    "how alike the two groups were at the start",
    "how pupils compare with those most like them",
)
CHANCE, OTHERWISE = "whether chance alone would do this", "how far the finding might have come out otherwise"
MISSING, HAD_IT = "what missing scores may hide", "what it did for the pupils who really had it"
FOR_WHOM = "for whom the difference is larger"

BY_LOT = "randomised"
DREW_LOTS = "Lots were drawn, which makes groups alike in what nobody measured too: matching would only leave pupils out"
NO_LOTS = "Nobody drew lots, so there is no draw that could have fallen otherwise"
NO_OFFER_BY_LOT = "Nobody drew lots. How the groups differed anyway would be divided by the share who had enough, and grow with it"
WHOLE = (
    "Whole classes were compared. Pupils can be paired with others like them, their teachers and rooms cannot"
)
TOO_FEW_CLASSES = "Whole classes were compared: for a difference among some of their pupils it takes far more classes than one school has"

GROUPS = ("year_group", "sex", "pupil_premium", "send", "eal", "looked_after")
"""Columns in which pupils may be alike; groups that a school or its plan names are added."""
BEFORE, HAD = "score_before", "percentage_of_their_sessions"


# --- were they alike ----------------------------------------------------------------------------------------


def school_balance(enquiry: Enquiry) -> Balance | NotEnough:
    """Say how alike the plan's two groups were at the start: in the score before, and in what the school knows of them.

    All pupils who were put into a group and have the score before. Can be asked before the plan is frozen.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> school_balance(open_enquiry("example")).found
    'The plan compares two school years, not two groups of pupils'
    """

    def alike(scores: pd.DataFrame, plan: EvaluationPlan) -> Balance | NotEnough:
        known, columns = _known(scores, plan)
        found = check_balance(known, arm="arm", covariates=[BEFORE, *columns], measure=plan.measure)
        if isinstance(found, NotEnough) or plan.design != BY_LOT:
            return found
        return replace(found, cautions=(*found.cautions, "by_lot"))

    return of_two_groups(enquiry, ALIKE, alike, at_the_start=True)


def match_school(enquiry: Enquiry) -> MatchedComparison | NotEnough:
    """Compare the pupils of the intervention with those most like them at the start, where nobody drew lots.

    Alike in the score before and in the groups that the plan named; in many more columns hardly anybody is like anybody.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(match_school(open_enquiry("example")), NotEnough)
    True
    """

    def like_them(scores: pd.DataFrame, plan: EvaluationPlan) -> MatchedComparison | NotEnough:
        if plan.design == BY_LOT:
            return DoesNotApply(LIKE_THEM, DREW_LOTS)
        if plan.unit == "classes":
            return DoesNotApply(LIKE_THEM, WHOLE)
        known, columns = _known(scores, plan)
        on = [BEFORE, *(name for name in columns if name in _named(plan))]
        return match_pupils(known, arm="arm", on=on, outcome=plan.after, measure=plan.measure)

    return of_two_groups(enquiry, LIKE_THEM, like_them)


# --- was it chance ------------------------------------------------------------------------------------------


def redraw_groups(enquiry: Enquiry) -> PermutationTest | NotEnough:
    """Draw the plan's groups again as they were drawn, and see how often chance alone makes so large a difference.

    Pupils are drawn one by one, or whole classes where the plan says so. Only where lots were drawn.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(redraw_groups(open_enquiry("example")), NotEnough)
    True
    """

    def redrawn(scores: pd.DataFrame, plan: EvaluationPlan) -> PermutationTest | NotEnough:
        if plan.design != BY_LOT:
            return DoesNotApply(CHANCE, NO_LOTS)
        return permute_arms(
            scores,
            outcome=plan.after,
            arm="arm",
            baseline=plan.before,
            cluster=_classes(plan),
            measure=plan.measure,
        )

    return of_two_groups(enquiry, CHANCE, redrawn)


def redraw_pupils(enquiry: Enquiry) -> BootstrapEffect | NotEnough:
    """Draw pupils like those who took part again and again, and see how far the difference moves.

    Whole classes are drawn where the plan compares whole classes.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(redraw_pupils(open_enquiry("example")), NotEnough)
    True
    """

    def redrawn(scores: pd.DataFrame, plan: EvaluationPlan) -> BootstrapEffect | NotEnough:
        return bootstrap_effect(
            scores,
            outcome=plan.after,
            arm="arm",
            baseline=plan.before,
            cluster=_classes(plan),
            measure=plan.measure,
        )

    return of_two_groups(enquiry, OTHERWISE, redrawn)


def _classes(plan: EvaluationPlan) -> str | None:
    return CLASS if plan.unit == "classes" else None


# --- who is missing, and who had it -------------------------------------------------------------------------


def fill_in_missing(enquiry: Enquiry) -> ImputedComparison | NotEnough:
    """Compare the plan's groups with missing scores filled in, beside the pupils who have them all.

    What is missing is filled in from the score before and from what the school knows of its pupils.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(fill_in_missing(open_enquiry("example")), NotEnough)
    True
    """

    def filled(scores: pd.DataFrame, plan: EvaluationPlan) -> ImputedComparison | NotEnough:
        known, columns = _known(scores, plan)
        found = impute_and_compare(
            known,
            outcome=plan.after,
            arm="arm",
            baseline=plan.before,
            covariates=columns,
            measure=plan.measure,
        )
        if isinstance(found, NotEnough) or plan.unit != "classes":
            return found
        return replace(found, cautions=(*found.cautions, "clusters_ignored"))

    return of_two_groups(enquiry, MISSING, filled)


def effect_where_received(enquiry: Enquiry) -> ComplierEffect | NotEnough:
    """Estimate what the intervention did for the pupils who really had it, where it was offered by lot.

    Who had enough is read from the record of delivery by the share of sessions that the plan calls enough; pupils of whom
    it has no session had none.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(effect_where_received(open_enquiry("example")), NotEnough)
    True
    """

    def received(scores: pd.DataFrame, plan: EvaluationPlan) -> ComplierEffect | NotEnough:
        if plan.design != BY_LOT:
            return DoesNotApply(HAD_IT, NO_OFFER_BY_LOT)
        delivered = enquiry.loaded("delivery")
        if delivered.frame.empty:
            return nothing_to(HAD_IT, delivered)
        had = scores["pupil_id"].astype(str).map(sessions_had(delivered.frame)).fillna(0.0)
        return complier_effect(
            scores.assign(**{HAD: had}),
            outcome=plan.after,
            arm="arm",
            received=HAD,
            enough=100 * enough_by_plan(plan),
            baseline=plan.before,
            cluster=_classes(plan),
            measure=plan.measure,
        )

    return of_two_groups(enquiry, HAD_IT, received)


# --- for whom -----------------------------------------------------------------------------------------------


def every_subgroup(enquiry: Enquiry) -> Subgroups | NotEnough:
    """Work out the difference in every group of pupils that is large enough; those the plan did not name are hints.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(every_subgroup(open_enquiry("example")), NotEnough)
    True
    """

    def by_groups(scores: pd.DataFrame, plan: EvaluationPlan) -> Subgroups | NotEnough:
        if plan.unit == "classes":
            return DoesNotApply(FOR_WHOM, TOO_FEW_CLASSES)
        known, columns = _known(scores, plan)
        if not columns:
            return NotEnough(FOR_WHOM, "the tables name no group of pupils that is large enough")
        return subgroup_effects(
            known,
            outcome=plan.after,
            arm="arm",
            groups=columns,
            baseline=plan.before,
            planned=[name for name in columns if name in _named(plan)],
            smallest=FEW,
            measure=plan.measure,
        )

    return of_two_groups(enquiry, FOR_WHOM, by_groups)


# --- what is known of them ----------------------------------------------------------------------------------


def _known(scores: pd.DataFrame, plan: EvaluationPlan) -> tuple[pd.DataFrame, list[str]]:
    """Give the scores with the columns by which pupils of both groups can be told apart, and name these.

    Not known is a group by itself, and any kind of special need one. A column with a group of fewer than ten pupils says
    little about how alike the two arms are, and is left out.
    """
    offered = [name for name in dict.fromkeys((*GROUPS, *_named(plan))) if name in scores]
    texts = {name: scores[name].astype("str").where(scores[name].notna(), "") for name in offered}
    if "send" in texts:
        needs = texts["send"]
        texts["send"] = needs.where(needs.isin(["", NO_NEED]), ANY_NEED)
    of_both = scores["arm"].notna() & scores[plan.before].notna()
    columns = [name for name in offered if _divides(texts[name][of_both])]
    return scores.assign(**texts, **{BEFORE: scores[plan.before]}), columns


def _named(plan: EvaluationPlan) -> list[str]:
    return [IN_TABLES[group][0] for group in plan.groups if group in IN_TABLES]


def _divides(groups: pd.Series) -> bool:
    sizes = groups.value_counts()
    return len(sizes) > 1 and int(sizes.min()) >= FEW
