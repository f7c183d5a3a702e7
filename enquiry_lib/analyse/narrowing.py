"""Whether gaps changed: the scan of gaps in the one measure that the plan names."""

from __future__ import annotations

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.gaps import GapScan, scan_gaps
from enquiry_lib.stats.result import DoesNotApply, NotEnough

ASKED = "how gaps between groups changed"


def scan_planned_gaps(enquiry: Enquiry) -> GapScan | NotEnough:
    """Scan the gaps between groups, before and after, in the measure that the plan names.

    A plan about attendance has no scores, which is nothing missing. Before the plan is frozen the scores from
    after the start wait, so there is no change to see.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> scan_planned_gaps(open_enquiry("example")).found
    'The plan measures attendance, so there are no scores in which a gap could have changed'
    """
    plan = enquiry.record.evaluation_plan
    if plan.measured_by == "attendance":
        why = "The plan measures attendance, so there are no scores in which a gap could have changed"
        return DoesNotApply(ASKED, why)
    if plan.freeze is None:
        do = "Freeze the plan first: until then, scores from after the start wait."
        return NotEnough(ASKED, "the evaluation plan has not been frozen", do)
    return scan_gaps(enquiry.planned(join="pupils"))
