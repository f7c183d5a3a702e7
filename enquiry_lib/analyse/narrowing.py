"""Whether gaps changed: the scan of gaps in the one measure that the plan names, and the groups it names."""

from __future__ import annotations

from dataclasses import replace

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.gaps import GapScan, PlannedGroup, scan_gaps
from enquiry_lib.stats.result import DoesNotApply, NotEnough

ASKED = "how gaps between groups changed"

IN_TABLES = {
    "Disadvantaged pupils (pupil premium)": ("pupil_premium", "yes"),
    "Pupils with special educational needs or disabilities": ("send", ""),
    "Looked-after children": ("looked_after", "yes"),
    "Pupils who join or leave during the year": ("highly_mobile", "yes"),
    "Pupils who have been suspended or excluded": ("suspended_or_excluded", "yes"),
    "Young carers": ("young_carers", "yes"),
    "Pupils learning English as an additional language": ("eal", "yes"),
    "Girls": ("sex", "F"),
    "Boys": ("sex", "M"),
    "Pupils of a minority ethnic background": ("ethnicity", ""),
    "Pupils who go unnoticed": ("go_unnoticed", "yes"),
}
"""Where the tables have a group that a plan can name: its column and member; no member for every group of a column.

Who attends poorly or underachieves no table says beforehand.
"""


def scan_planned_gaps(enquiry: Enquiry) -> GapScan | NotEnough:
    """Scan the gaps between groups, before and after, in the measure that the plan names; its groups are marked.

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
    found = scan_gaps(enquiry.planned(join="pupils"))
    if isinstance(found, NotEnough):
        return found
    named = tuple(PlannedGroup(group, *IN_TABLES.get(group, ())) for group in plan.groups)
    return replace(found, planned=named)
