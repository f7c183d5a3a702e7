"""The evaluation plan: frozen before the outcomes are seen, then carried out by the one estimator it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

import pandas as pd

from enquiry_lib import errors
from enquiry_lib.analyse.attendance import school_attendance
from enquiry_lib.analyse.enquiry import GROUPS, Enquiry, nothing_to
from enquiry_lib.analyse.readiness import ALONE, design_of, missing_from, named_years, unfit
from enquiry_lib.data.groups import with_groups
from enquiry_lib.data.templates import PUPILS
from enquiry_lib.school_years import school_year
from enquiry_lib.stats.attendance import Attendance
from enquiry_lib.stats.effect_sizes import probability_at_least
from enquiry_lib.stats.one_group import BeforeAfter, before_after
from enquiry_lib.stats.result import FEW, NotEnough, cell_frame
from enquiry_lib.stats.trials.clusters import ClusteredDescription, ClusteredEffect, compare_clusters
from enquiry_lib.stats.two_groups import TwoGroupEffect, compare_two_groups
from enquiry_lib.store.record import EvaluationPlan, Freeze, Record, Reopening
from enquiry_lib.store.saving import history, load_record, restore, save_section

Effect = TwoGroupEffect | ClusteredEffect | ClusteredDescription | BeforeAfter | Attendance
UnlikePlan = Literal["", "more", "fewer"]
CLASS = "class_name"
DIFFERENCE = "the difference between the two groups"
CHANGE = "the change from before to after"
A_QUARTER, A_HANDFUL = (
    0.25,
    5,
)  # of the pupils planned, and pupils: further off, other pupils may have been compared
ONE_CLASS_EACH = "one_class_each"
DATE_THEM = "fill in the column ‘date’ of the table of outcomes"
WHOLE_CLASSES = {"randomised": "classes_randomised", "comparison": "classes_compared"}
"""What a design with two groups can bear where whole classes were allocated or chosen."""


@dataclass(frozen=True)
class PlanStatus:
    """Whether the plan is frozen, and everything that makes the findings exploratory."""

    design: str | None
    frozen_at: dt.datetime | None
    frozen_by: str
    hash: str
    reopened: tuple[Reopening, ...]
    exploratory: tuple[str, ...]
    waiting: bool
    missing: tuple[str, ...]
    unfit: tuple[str, ...]

    def cells(self) -> pd.DataFrame:
        """Give no cells: nothing here counts pupils."""
        return cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give itself: nothing here counts pupils."""
        return self


@dataclass(frozen=True)
class Estimate:
    """What the plan's estimator found, with what the plan said would be worth it.

    Its design is what the finding can bear, whatever a plan has called it: a change that has no group beside it is
    one before and after, a difference between whole classes says so, and one class beside one other bears least.
    `unlike_plan` says that far "more" or "fewer" pupils stand behind it than the plan names; "" where it cannot be told.
    """

    design: str
    measured_by: str
    measure: str
    effect: Effect
    smallest_worthwhile: float | None
    certainty: float | None
    chance: float | None
    exploratory: tuple[str, ...]
    unlike_plan: UnlikePlan = ""

    def __post_init__(self) -> None:
        """Hold the design to what the kind of effect can bear."""
        object.__setattr__(self, "design", _borne(self.effect, self.design))

    def cells(self) -> pd.DataFrame:
        """Give the cells of the effect."""
        return self.effect.cells()

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with numbers of the effect withheld; the chance, and how many it is about, go with their number."""
        held = self.effect.withhold(ids)
        if held == self.effect:
            return self
        unlike: UnlikePlan = "" if _compared(held) is None else self.unlike_plan
        return replace(self, effect=held, chance=_chance(held, self), unlike_plan=unlike)


def _borne(effect: Effect, design: str) -> str:
    """Give what a finding of this kind can bear under a design."""
    if isinstance(effect, TwoGroupEffect):
        return design
    if isinstance(effect, ClusteredEffect):
        return WHOLE_CLASSES.get(design, design)
    return ONE_CLASS_EACH if isinstance(effect, ClusteredDescription) else ALONE


# --- freezing ---------------------------------------------------------------------------------------------


def freeze_plan(enquiry: Enquiry, *, by: str = "", now: dt.datetime | None = None) -> Record:
    """Freeze the evaluation plan: from here on it cannot change unseen, and later outcomes can be looked at.

    Raises PlanNotReady with the fields still to fill in, PlanDoesNotFit for a plan by attendance that compares
    groups or names no school years, MeasureNotFound when the outcomes that are there have no such measure or baseline.
    """
    record = enquiry.typed
    plan = record.evaluation_plan
    if plan.freeze is not None:
        return record
    missing = missing_from(plan)
    if missing:
        raise errors.PlanNotReady(enquiry.record_path, missing=_quoted(missing))
    if wrong := unfit(plan):
        raise errors.PlanDoesNotFit(enquiry.record_path, unfit=" ".join(wrong))
    _check_names(enquiry, plan)
    at = now or dt.datetime.now(dt.UTC)
    freeze = Freeze(at=at, by=by, hash=plan.content_hash())
    return _save(enquiry, record, {"freeze": freeze.model_dump(mode="json")}, at)


def _check_names(enquiry: Enquiry, plan: EvaluationPlan) -> None:
    """Hold the names in a plan about scores against the outcomes, as far as there are any yet."""
    outcomes = enquiry.loaded("outcomes").frame
    if plan.measured_by != "outcomes" or outcomes.empty:
        return
    measures, occasions = set(outcomes["measure"].astype(str)), set(outcomes["occasion"].astype(str))
    missing = [f"the measure '{plan.measure}'"] if plan.measure not in measures else []
    missing += [f"the occasion '{plan.before}'"] if plan.before not in occasions else []
    if missing:
        known = {"measures": _quoted(sorted(measures)), "occasions": _quoted(sorted(occasions))}
        raise errors.MeasureNotFound(enquiry.record_path, missing=" and ".join(missing), **known)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def reopen_plan(enquiry: Enquiry, reason: str, *, now: dt.datetime | None = None) -> Record:
    """Open a frozen plan again; the reason is kept, and every later report prints it.

    Raises ReasonNeeded.
    """
    record = enquiry.typed
    plan = record.evaluation_plan
    if plan.freeze is None:
        return record
    if not reason.strip():
        raise errors.ReasonNeeded(enquiry.record_path)
    at = now or dt.datetime.now(dt.UTC)
    reopening = Reopening(at=at, reason=reason.strip(), hash=plan.freeze.hash)
    reopened = [entry.model_dump(mode="json") for entry in [*plan.reopened, reopening]]
    return _save(enquiry, record, {"freeze": None, "reopened": reopened}, at)


def restore_version(path: Path, revision: int, *, now: dt.datetime | None = None) -> Record:
    """Bring back a kept version of a record; what is known of reopened plans is never lost by it.

    A frozen plan that this undoes counts as reopened, with the reason. Works when the present record cannot be
    read: the newest version that can be stands for it. Raises NoSuchRevision.
    """
    before = _latest_plan(path)
    at = now or dt.datetime.now(dt.UTC)
    record = restore(path, revision, now=at)
    reopened = _reopened(before, record.evaluation_plan, at, revision)
    if reopened == record.evaluation_plan.reopened:
        return record
    values = {"reopened": [entry.model_dump(mode="json") for entry in reopened]}
    return save_section(path, "evaluation_plan", values, base_revision=record.revision, now=at)


def _latest_plan(path: Path) -> EvaluationPlan:
    """Give the present plan; where the record is broken, the one of the newest version that can be read."""
    present_first = sorted(history(path), key=lambda version: version.path != path)
    for version in present_first:
        try:
            return load_record(version.path).evaluation_plan
        except errors.EnquiryError:
            continue  # a broken version, which is why somebody restores another
    return EvaluationPlan()


def _reopened(
    before: EvaluationPlan, after: EvaluationPlan, at: dt.datetime, revision: int
) -> list[Reopening]:
    """List every reopening that a restored plan has to carry: those known before, its own, and this one."""
    known = [*before.reopened, *(entry for entry in after.reopened if entry not in before.reopened)]
    if before.freeze is None or before.freeze == after.freeze:
        return known
    reason = f"Version {revision} of the record was restored."
    return [*known, Reopening(at=at, reason=reason, hash=before.freeze.hash)]


def _save(enquiry: Enquiry, record: Record, values: dict[str, object], now: dt.datetime) -> Record:
    path, base = enquiry.record_path, record.revision
    return save_section(path, "evaluation_plan", values, base_revision=base, now=now)


# --- status -----------------------------------------------------------------------------------------------


def plan_status(enquiry: Enquiry) -> PlanStatus:
    """Say whether the plan is frozen, whether outcomes still wait, and what makes the findings exploratory."""
    plan = enquiry.record.evaluation_plan
    outcomes = enquiry.loaded("outcomes").frame
    return PlanStatus(
        design=design_of(plan),
        frozen_at=plan.freeze.at if plan.freeze else None,
        frozen_by=plan.freeze.by if plan.freeze else "",
        hash=plan.freeze.hash if plan.freeze else "",
        reopened=tuple(plan.reopened),
        exploratory=_exploratory(enquiry, plan, outcomes),
        waiting=bool(enquiry.is_hidden(outcomes).any()),
        missing=missing_from(plan),
        unfit=unfit(plan),
    )


def _exploratory(enquiry: Enquiry, plan: EvaluationPlan, outcomes: pd.DataFrame) -> tuple[str, ...]:
    """List every reason why the findings cannot count as a test of a plan made beforehand."""
    if plan.freeze is None:
        return ("the plan has not been frozen",)
    reasons = []
    if not plan.is_whole():
        reasons.append("the plan was changed after it had been frozen")
    if plan.reopened:
        reasons.append("the frozen plan was reopened")
    if _seen_before(enquiry, plan, plan.freeze, outcomes):
        reasons.append("the plan was frozen after outcomes had been collected")
    if plan.measured_by == "outcomes" and undated(outcomes, measure=plan.measure, occasion=plan.after):
        reasons.append(
            "the scores have no dates, so it cannot be told whether the plan was frozen before they were collected "
            f"({DATE_THEM})"
        )
    return tuple(reasons)


def _seen_before(enquiry: Enquiry, plan: EvaluationPlan, freeze: Freeze, outcomes: pd.DataFrame) -> bool:
    if plan.measured_by == "attendance":
        last = _last_day(enquiry, plan)
        return last is not None and last < freeze.at.date()
    return collected_before(outcomes, freeze.at, measure=plan.measure, occasion=plan.after)


def collected_before(outcomes: pd.DataFrame, at: dt.datetime, *, measure: str, occasion: str) -> bool:
    """Say whether any score of a measure on an occasion is dated before a day."""
    days = _taken(outcomes, measure, occasion)["date"].dropna()
    return bool(len(days)) and days.min().date() < at.date()


def undated(outcomes: pd.DataFrame, *, measure: str, occasion: str) -> bool:
    """Say whether there are scores of a measure on an occasion and none of them says when it was taken."""
    taken = _taken(outcomes, measure, occasion)
    return bool(taken["score"].notna().any()) and bool(taken["date"].isna().all())


def _taken(outcomes: pd.DataFrame, measure: str, occasion: str) -> pd.DataFrame:
    meant = (outcomes["measure"].astype(str) == measure) & (outcomes["occasion"].astype(str) == occasion)
    return outcomes[meant]


def _last_day(enquiry: Enquiry, plan: EvaluationPlan) -> dt.date | None:
    """Give the last day of the year after; for a plan that names no year, the last session there is."""
    if year := school_year(plan.follow_up):
        return _end_of(year)
    found = school_attendance(enquiry)
    if isinstance(found, NotEnough):
        return None
    return found.periods[-1].last or _end_of(found.periods[-1].period)


def _end_of(year: str) -> dt.date:
    return dt.date(int(year[:4]) + 1, 8, 31)


# --- estimating -------------------------------------------------------------------------------------------


def estimate_effect(enquiry: Enquiry) -> Estimate | NotEnough:
    """Carry out the frozen plan: the design it names decides the one estimator that is used.

    Without a frozen plan the outcomes stay hidden and the result says so.
    """
    asked = "the effect"
    plan = enquiry.record.evaluation_plan
    if plan.freeze is None or plan.design is None or plan.measured_by is None:
        return NotEnough(
            asked, "the evaluation plan has not been frozen", "Fill in the plan and freeze it first."
        )
    key = "attendance" if plan.measured_by == "attendance" else plan.design
    effect = ESTIMATORS[key](enquiry, plan)
    if isinstance(effect, NotEnough):
        return effect
    estimate = Estimate(
        design=plan.design,
        measured_by=plan.measured_by,
        measure=plan.measure,
        effect=effect,
        smallest_worthwhile=plan.smallest_worthwhile,
        certainty=plan.certainty,
        chance=None,
        exploratory=plan_status(enquiry).exploratory,
        unlike_plan=_unlike_plan(plan.pupils, effect),
    )
    return replace(estimate, chance=_chance(effect, estimate))


def _chance(effect: Effect, estimate: Estimate) -> float | None:
    """Give the chance that the effect is at least the smallest worthwhile one, where that can be said."""
    if estimate.smallest_worthwhile is None or isinstance(effect, Attendance | ClusteredDescription):
        return None
    return probability_at_least(effect, estimate.smallest_worthwhile)


def _unlike_plan(planned: int | None, effect: Effect) -> UnlikePlan:
    """Say whether far more or fewer pupils were compared than planned; a plan for very few counts as one for few."""
    compared = _compared(effect)
    if planned is None or compared is None:
        return ""
    off = compared - max(planned, FEW)
    if abs(off) <= max(A_QUARTER * planned, A_HANDFUL):
        return ""
    return "more" if off > 0 else "fewer"


def _compared(effect: Effect) -> int | None:
    """Give how many pupils an effect rests on, of two years the later; None where that is withheld."""
    if isinstance(effect, BeforeAfter):
        return effect.n
    if isinstance(effect, Attendance):
        return effect.periods[-1].pupils
    if effect.n_treated is None or effect.n_control is None:
        return None
    return effect.n_treated + effect.n_control


def wide_scores(enquiry: Enquiry, *, measure: str, baseline: str, follow_up: str) -> pd.DataFrame:
    """Give one row a pupil of those who have the measure: the score before, the score after and the arm."""
    table = enquiry.table("outcomes")
    meant = table[table["measure"].astype(str) == measure]
    scores = (
        meant[meant["score"].notna()]
        .drop_duplicates(["pupil_id", "occasion"])
        .pivot(index="pupil_id", columns="occasion", values="score")
        .reindex(columns=[baseline, follow_up])
    )
    arms = meant.dropna(subset=["arm"]).drop_duplicates("pupil_id").set_index("pupil_id")["arm"]
    return scores.join(arms).rename_axis("pupil_id").reset_index()


def planned_scores(enquiry: Enquiry) -> pd.DataFrame:
    """Give one row a pupil of those who have the plan's measure: both scores, the arm, and what the school knows of them.

    What it knows are the columns of the table of pupils, the class among them, and a column for each group.
    """
    plan = enquiry.record.evaluation_plan
    wide = wide_scores(enquiry, measure=plan.measure, baseline=plan.before, follow_up=plan.after)
    pupils = with_groups(enquiry.table(PUPILS), enquiry.loaded(GROUPS).frame).drop_duplicates("pupil_id")
    return wide.merge(pupils, on="pupil_id", how="left", suffixes=("", " of the pupil"))


def not_collected(enquiry: Enquiry, asked: str) -> NotEnough | None:
    """Say of which of the plan's two occasions there is no score of its measure at all; None where both have some."""
    plan, outcomes = enquiry.record.evaluation_plan, enquiry.table("outcomes")
    lacking = [
        occasion
        for occasion in (plan.before, plan.after)
        if _taken(outcomes, plan.measure, occasion)["score"].isna().all()
    ]
    if not lacking:
        return None
    named = " or ".join(f"‘{occasion}’" for occasion in lacking)
    do = (
        "If some have been collected, check that the measure and the occasion are spelt there as in the plan."
    )
    return NotEnough(asked, f"the table of outcomes has no scores of ‘{plan.measure}’ from {named}", do)


def _two_groups(
    enquiry: Enquiry, plan: EvaluationPlan
) -> TwoGroupEffect | ClusteredEffect | ClusteredDescription | NotEnough:
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(DIFFERENCE, loaded)
    if lacking := not_collected(enquiry, DIFFERENCE):
        return lacking
    scores = planned_scores(enquiry)
    if plan.unit == "classes":
        return _whole_classes(scores, plan)
    return compare_two_groups(
        scores, outcome=plan.after, arm="arm", baseline=plan.before, measure=plan.measure
    )


def _whole_classes(
    scores: pd.DataFrame, plan: EvaluationPlan
) -> ClusteredEffect | ClusteredDescription | NotEnough:
    """Compare whole classes; what stands in the way is said in the words of the plan and the tables."""
    if scores[CLASS].isna().all():
        do = f"Fill in the column {CLASS} of the table of pupils, as it was when classes were allocated."
        return NotEnough(DIFFERENCE, "whole classes were compared, and nobody's class is known", do)
    if (scores.dropna(subset=["arm", CLASS]).groupby(CLASS, observed=True)["arm"].nunique() > 1).any():
        return NotEnough(
            DIFFERENCE,
            "by the plan whole classes were compared, but a class has pupils in both groups",
            "Where a pupil has moved, give the class as it was at the start. Where pupils of one class were allocated one by "
            "one, reopen the plan and say so there.",
        )
    return compare_clusters(
        scores,
        outcome=plan.after,
        arm="arm",
        cluster=CLASS,
        baseline=plan.before,
        measure=plan.measure,
    )


def _one_group(enquiry: Enquiry, plan: EvaluationPlan) -> BeforeAfter | NotEnough:
    loaded = enquiry.loaded("outcomes")
    if loaded.frame.empty:
        return nothing_to(CHANGE, loaded)
    if lacking := not_collected(enquiry, CHANGE):
        return lacking
    wide = planned_scores(enquiry)
    return before_after(wide, before=plan.before, after=plan.after, measure=plan.measure)


def _attendance(enquiry: Enquiry, plan: EvaluationPlan) -> Attendance | NotEnough:
    """Compare the two years the plan names; a plan frozen without naming them has the last two there are."""
    found, named = school_attendance(enquiry), named_years(plan)
    if isinstance(found, NotEnough) or not named:
        return found
    known = [period.period for period in found.periods]
    absent = [year for year in named if year not in known]
    if absent:
        missing = f"attendance has nothing about {' and '.join(absent)}"
        do = f"The school years there are: {', '.join(known)}. Add the others to the table of attendance, or reopen the plan and name these."
        return NotEnough("the change in attendance", missing, do)
    return school_attendance(enquiry, years=named)


ESTIMATORS: dict[str, Callable[[Enquiry, EvaluationPlan], Effect | NotEnough]] = {
    "randomised": _two_groups,
    "comparison": _two_groups,
    "before_after": _one_group,
    "attendance": _attendance,
}
