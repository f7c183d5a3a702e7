"""What an evaluation plan needs before it can be frozen, and what in it cannot go together."""

from __future__ import annotations

from collections.abc import Iterator

from enquiry_lib.school_years import school_year
from enquiry_lib.store.record import (
    DESIGN_LABELS,
    EMPTY,
    MEASURE_LABELS,
    EvaluationPlan,
    form_fields,
    is_filled,
)

RULE = ("if_yes", "if_no", "if_unclear")
NEEDED = ("design", "measured_by", "smallest_worthwhile", "certainty", *RULE)
YEARS = ("baseline", "follow_up")
ALONE = "before_after"


def needed_fields(plan: EvaluationPlan) -> tuple[str, ...]:
    """Name the fields a plan still needs before it can be frozen, in the order of its form.

    Scores need the name of their measure, and of two groups what was allocated; attendance needs its two school years.
    The occasions of scores have usual names, which are meant where nobody has written others.

    >>> needed_fields(EvaluationPlan(design="before_after", measured_by="attendance"))[:2]
    ('baseline', 'follow_up')
    """
    scores = plan.measured_by == "outcomes"
    compares = scores and plan.design not in (None, ALONE)
    of_source = ("measure",) if scores else YEARS if plan.measured_by else ()
    needed = {*NEEDED, *of_source, *(("unit",) if compares else ())}
    return tuple(
        name for name in form_fields(EvaluationPlan) if name in needed and getattr(plan, name) in EMPTY
    )


def open_fields(plan: EvaluationPlan) -> tuple[str, ...]:
    """Name the fields of a plan that it does not need, and that are still open.

    >>> "starts_on" in open_fields(EvaluationPlan(design="comparison"))
    True
    """
    needed = needed_fields(plan)
    return tuple(name for name, filled in is_filled(plan).items() if not filled and name not in needed)


def missing_from(plan: EvaluationPlan) -> tuple[str, ...]:
    """Name, by their labels, the fields a plan still needs before it can be frozen.

    >>> missing_from(EvaluationPlan(design="before_after", measured_by="outcomes"))[0]
    'Name of the measure'
    """
    return tuple(_label(name) for name in needed_fields(plan))


def unfit(plan: EvaluationPlan) -> tuple[str, ...]:
    """Say what in a plan measured by attendance cannot go together, and what to choose instead.

    >>> unfit(EvaluationPlan(measured_by="attendance", baseline="2024/25", follow_up="2025/26"))
    ()
    """
    if plan.measured_by != "attendance":
        return ()
    return (*_groups(plan), *_years(plan))


def _groups(plan: EvaluationPlan) -> Iterator[str]:
    if plan.design not in (None, ALONE):
        yield (
            "Attendance compares two years of the whole school, and has no second group: under "
            f"'{_label('design')}' choose '{DESIGN_LABELS[ALONE]}', or under '{_label('measured_by')}' choose "
            f"'{MEASURE_LABELS['outcomes']}'."
        )


def _years(plan: EvaluationPlan) -> Iterator[str]:
    """Ask for two school years; a field that is empty is asked for as missing."""
    for name in YEARS:
        if getattr(plan, name) and not school_year(getattr(plan, name)):
            yield f"For attendance, write a school year such as 2024/25 under '{_label(name)}'."
    years = named_years(plan)
    if years and years[0] >= years[1]:
        yield f"The school year under '{_label('follow_up')}' has to be the later of the two."


def _label(field: str) -> str:
    return str(EvaluationPlan.model_fields[field].title)


def named_years(plan: EvaluationPlan) -> tuple[str, ...]:
    """Give the two school years of a plan as registers name them; nothing where it does not name two.

    >>> named_years(EvaluationPlan(baseline="2022-23", follow_up="2023/2024")), named_years(EvaluationPlan())
    (('2022/23', '2023/24'), ())
    """
    years = (school_year(plan.baseline), school_year(plan.follow_up))
    return years if all(years) else ()


def design_of(plan: EvaluationPlan) -> str | None:
    """Give the design a plan can bear: one measured by attendance is before and after, whatever else it names.

    >>> design_of(EvaluationPlan(design="randomised", measured_by="attendance"))
    'before_after'
    """
    return ALONE if plan.design and plan.measured_by == "attendance" else plan.design
