"""What pupils had of the intervention: the record of sessions read with the plan in hand."""

from __future__ import annotations

from enquiry_lib.analyse.enquiry import Enquiry, nothing_to
from enquiry_lib.stats.dosage import Dosage, summarise_dosage
from enquiry_lib.stats.result import NotEnough
from enquiry_lib.store.record import EvaluationPlan

ENOUGH = 0.8  # of a pupil's own sessions, where the plan does not say


def school_dosage(enquiry: Enquiry) -> Dosage | NotEnough:
    """Work out how much of the intervention pupils had, and whether it reached those it was meant for.

    Meant are the pupils whom the outcomes of the plan's measure put into the intervention group, where any are
    named. The plan says which share of the sessions counts as enough; without that it is 80%.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> type(school_dosage(open_enquiry("example"))).__name__
    'Dosage'
    """
    loaded = enquiry.loaded("delivery")
    if loaded.frame.empty:
        return nothing_to("how much of the intervention pupils had", loaded)
    plan = enquiry.record.evaluation_plan
    return summarise_dosage(loaded.frame, intended=_meant(enquiry), enough=enough_by_plan(plan))


def enough_by_plan(plan: EvaluationPlan) -> float:
    """Give which share of a pupil's own sessions counts as enough.

    >>> enough_by_plan(EvaluationPlan()), enough_by_plan(EvaluationPlan(enough=75))
    (0.8, 0.75)
    """
    return plan.enough / 100 if plan.enough else ENOUGH


def _meant(enquiry: Enquiry) -> list[str] | None:
    """Give the ids of the pupils in the intervention group, or nothing where nobody was put into one."""
    outcomes = enquiry.table("outcomes")
    measure = enquiry.record.evaluation_plan.measure
    treated = (outcomes["arm"].astype(str) == "intervention") & (outcomes["measure"].astype(str) == measure)
    return sorted(outcomes.loc[treated, "pupil_id"].astype(str).unique()) or None
