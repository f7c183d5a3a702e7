"""What an enquiry of the planned size could see at all, before anybody begins."""

from __future__ import annotations

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.stats.power import DetectableEffect, detectable_effect
from enquiry_lib.stats.result import DoesNotApply, NotEnough

ASKED = "the smallest difference that could be seen"


def what_can_be_seen(enquiry: Enquiry) -> DetectableEffect | NotEnough:
    """Work out the smallest difference between two groups that the planned number of pupils could show.

    The number is the evaluation plan's, or the question's where the plan has none yet. For attendance and for one
    group before and after the formula does not apply; the result says so.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> what_can_be_seen(open_enquiry("example")).found.startswith("How small a change in attendance")
    True
    """
    record = enquiry.record
    plan = record.evaluation_plan
    if plan.measured_by == "attendance":
        return DoesNotApply(
            ASKED,
            "How small a change in attendance could be seen depends on how often pupils are absent, so no figure is "
            "given beforehand; the report gives the interval of the change instead",
        )
    if plan.design == "before_after":
        return DoesNotApply(
            ASKED,
            "There is one group, before and after: however many pupils there are, their scores alone cannot show "
            "what brought a change about",
            "More pupils make the change more exact. Only something to compare with could say more about its cause.",
        )
    pupils = plan.pupils if plan.pupils is not None else record.question.pupils
    if pupils is None:
        do = "Write into the question about how many pupils will be counted, in both groups together."
        return NotEnough(ASKED, "nobody has said how many pupils it will be about", do)
    return detectable_effect(pupils)
