"""What an enquiry of the planned size could see at all, before anybody begins: alone, by classes, and with other schools."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.plan import CLASS
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.stats.power.pupils import DetectableEffect, detectable_effect
from enquiry_lib.stats.power.schools import SCHOOLS, NetworkPower, detectable_by_schools
from enquiry_lib.stats.result import DoesNotApply, NotEnough

ASKED = "the smallest difference that could be seen"
TOGETHER = "what the schools of the network could see together"
CLASSES = (4, 6, 8, 12, 16, 24)  # fewer whole classes could show hardly anything
Power = TypeVar("Power", DetectableEffect | NotEnough, NetworkPower | NotEnough)
ALIKE = 0.15  # of the differences between pupils between schools or classes: customary is 0.10 to 0.20, and nobody knows


def what_can_be_seen(enquiry: Enquiry) -> DetectableEffect | NetworkPower | NotEnough:
    """Work out the smallest difference between two groups that the planned number of pupils, or of classes, could show.

    Beside it stands the difference that the plan, or else the question, called worth the effort.

    Where whole classes are allocated it is about classes of their usual size, up to as many as the planned pupils
    make. For attendance and for one group before and after the formulas do not apply; the result says so.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> what_can_be_seen(open_enquiry("example")).found.startswith("How small a change in attendance")
    True
    """
    found = what_pupils_could_show(enquiry)
    if isinstance(found, NotEnough) or enquiry.record.evaluation_plan.unit != "classes":
        return found
    return _by_classes(enquiry, found.pupils or 0)


def what_pupils_could_show(enquiry: Enquiry) -> DetectableEffect | NotEnough:
    """Work out the smallest difference that so many pupils, allocated one by one, could show; classes show less.

    The number is the evaluation plan's, or the question's where the plan has none yet.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> isinstance(what_pupils_could_show(open_enquiry("example", "quillbeck-primary")), DetectableEffect)
    True
    """
    plan = enquiry.record.evaluation_plan
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
    pupils = planned_pupils(enquiry)
    if pupils is None:
        do = "Write into the question about how many pupils will be counted, in both groups together."
        return NotEnough(ASKED, "nobody has said how many pupils it will be about", do)
    worthwhile = _worth_the_effort(enquiry)
    return _asking_for_it(detectable_effect(pupils, worthwhile=worthwhile), worthwhile, enquiry)


def what_schools_could_see(enquiry: Enquiry) -> NetworkPower | NotEnough:
    """Work out what the schools of the network could see together, each with as many pupils as this one has planned.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> what_schools_could_see(open_enquiry("example")).found
    'The plan measures attendance, for which no figure is given beforehand'
    """
    many = len(enquiry.network.schools)
    if enquiry.record.evaluation_plan.measured_by == "attendance":
        return DoesNotApply(TOGETHER, "The plan measures attendance, for which no figure is given beforehand")
    if many < 2:
        return DoesNotApply(TOGETHER, "This network has one school")
    pupils = planned_pupils(enquiry)
    if pupils is None:
        return NotEnough(TOGETHER, "nobody has said how many pupils it will be about")
    fewer = [rung for rung in SCHOOLS if rung < many]
    if enquiry.record.evaluation_plan.unit == "classes":  # which nothing here is worked out for
        found = detectable_by_schools(pupils, icc=ALIKE, schools=(*fewer, many))
        return (
            found
            if isinstance(found, NotEnough)
            else replace(found, cautions=(*found.cautions, "classes_within"))
        )
    worthwhile = _worth_the_effort(enquiry)
    found = detectable_by_schools(pupils, icc=ALIKE, schools=(*fewer, many), worthwhile=worthwhile)
    return _asking_for_it(found, worthwhile, enquiry)


def planned_pupils(enquiry: Enquiry) -> int | None:
    """Give how many pupils are planned: the evaluation plan's number, or the question's where the plan has none yet."""
    record = enquiry.record
    return record.question.pupils if record.evaluation_plan.pupils is None else record.evaluation_plan.pupils


def _by_classes(enquiry: Enquiry, pupils: int) -> NetworkPower | NotEnough:
    """Say what classes could show, up to as many as the planned pupils make; of the size of those tested, or else of all."""
    listed = enquiry.table(PUPILS)
    tested = listed["pupil_id"].isin(enquiry.planned()["pupil_id"])
    sizes = (listed[tested] if tested.any() else listed)[CLASS].value_counts()
    if sizes.empty:
        return NotEnough(
            ASKED,
            "whole classes are allocated, and nobody's class is known",
            f"Fill in {CLASS} in the table of pupils.",
        )
    each = round(float(sizes.median()))
    planned = max(round(pupils / each), 1)
    fewer = [rung for rung in CLASSES if rung < planned]
    worthwhile = _worth_the_effort(enquiry)
    found = detectable_by_schools(
        each, icc=ALIKE, schools=(*fewer, planned), unit="class", worthwhile=worthwhile
    )
    return _asking_for_it(found, worthwhile, enquiry)


def _worth_the_effort(enquiry: Enquiry) -> float | None:
    """Give the difference called worth the effort in SD; for scores only, as attendance has it in percentage points."""
    return _size_named(enquiry) if enquiry.record.evaluation_plan.measured_by == "outcomes" else None


def _size_named(enquiry: Enquiry) -> float | None:
    """Give the size called worth the effort, of whatever it is one: the plan's, or the question's where that has none."""
    plan = enquiry.record.evaluation_plan
    asked = enquiry.record.question.smallest_worthwhile
    return asked if plan.smallest_worthwhile is None else plan.smallest_worthwhile


def _asking_for_it(found: Power, worthwhile: float | None, enquiry: Enquiry) -> Power:
    """Ask for the difference worth the effort where nobody has set it, or for what it is a difference of."""
    if isinstance(found, NotEnough) or worthwhile is not None:
        return found
    lacking = "no_threshold" if _size_named(enquiry) is None else "no_unit"
    return replace(found, cautions=(lacking, *found.cautions))
