"""The five pieces that open a school's report: what was asked, done and found, how sure that is, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.stats.result import NotEnough, cell_frame

Part = Literal["asked", "did", "happened", "sure", "next"]
PARTS = ("population", "intervention", "comparison", "outcome", "time")
"""What a question is made of, as the record names it."""


@dataclass(frozen=True)
class Dose:
    """How often, how long and for how many weeks something was to be done; None where that was not said."""

    sessions_a_week: float | None = None
    minutes: float | None = None
    weeks: float | None = None


@dataclass(frozen=True)
class InShort:
    """One of the five pieces: what the school wrote for it, or the estimate it speaks about.

    `said` is the main thing in the school's own words, `also` what belongs to it; what they are depends on `part`:
    the question and what it compares with, the intervention and for whom, the decision and why. `more` is what
    will be different. `in_parts` has what is said of a question that is not yet in one sentence, each part with its
    name in the record. `planned` says that it may not have begun: the plan is not frozen, or
    nothing in the files is from its first day or later.
    """

    part: Part
    said: str = ""
    also: str = ""
    more: str = ""
    in_parts: tuple[tuple[str, str], ...] = ()
    dose: Dose = Dose()
    planned: bool = False
    on: dt.date | None = None
    found: Estimate | NotEnough | None = None

    def cells(self) -> pd.DataFrame:
        """Give the cells of the estimate, where the piece speaks about one."""
        return self.found.cells() if self.found else cell_frame(())

    def withhold(self, ids: Collection[str]) -> Self:
        """Give the same with the estimate's small numbers withheld."""
        return replace(self, found=self.found.withhold(ids)) if self.found else self


def what_we_asked(enquiry: Enquiry) -> InShort:
    """Open the report with the question, in its latest wording; while it has none, with its parts.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> what_we_asked(open_enquiry("example")).said.endswith("?")
    True
    """
    record = enquiry.record
    latest = record.evaluation_plan.question or record.evidence.refined_question or record.question.question
    if latest:
        return InShort("asked", latest, record.question.comparison)
    said = ((name, getattr(record.question, name)) for name in PARTS)
    return InShort("asked", in_parts=tuple((name, words) for name, words in said if words))


def what_we_did(enquiry: Enquiry) -> InShort:
    """Say what was done, for whom and how much of it, from the record of the intervention."""
    record = enquiry.record
    done = record.intervention
    return InShort(
        "did",
        record.question.intervention or done.what,
        done.for_whom or record.question.population,
        dose=Dose(done.sessions_a_week, done.minutes, done.weeks),
        planned=not _has_begun(enquiry),
    )


def _has_begun(enquiry: Enquiry) -> bool:
    """Say whether the files know that it has begun: the plan is frozen, and something in them is of its first day or later.

    The clock is not asked, for the same files have to give the same report on every day.
    """
    plan = enquiry.record.evaluation_plan
    if plan.freeze is None or plan.starts_on is None:
        return plan.freeze is not None
    outcomes = enquiry.planned()
    later = outcomes[outcomes["occasion"].astype(str) == plan.after]
    return bool(later["score"].notna().any()) or plan.starts_on <= _latest_day(enquiry, plan.freeze.at)


def _latest_day(enquiry: Enquiry, frozen: dt.datetime) -> dt.date:
    """Give the last day the files know of: of the record, of the freeze, of a score or of a session."""
    days = [frozen.date()]
    with suppress(ValueError):  # a record from before the time of saving was kept
        days.append(dt.datetime.fromisoformat(enquiry.record.saved_at).date())
    for table in (enquiry.planned(), enquiry.loaded("delivery").frame):
        days += [day.date() for day in pd.to_datetime(table["date"]).dropna()]
    return max(days)


def what_happened(estimate: Estimate | NotEnough) -> InShort:
    """Say in a sentence what the plan's estimate found."""
    return InShort("happened", found=estimate)


def how_sure(estimate: Estimate | NotEnough) -> InShort:
    """Say how far off the estimate could be, and what its design can bear."""
    return InShort("sure", found=estimate)


def what_next(enquiry: Enquiry) -> InShort:
    """Say what the school has decided, why, and when it looks again."""
    decided = enquiry.record.decision
    more = decided.change_what if decided.decision == "adapt" else ""
    return InShort("next", decided.decision or "", decided.why, more, on=decided.by_when)
