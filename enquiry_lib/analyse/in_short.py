"""The five pieces that open a school's report: what was asked, done and found, how sure that is, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, Self

import pandas as pd

from enquiry_lib.analyse.enquiry import Enquiry
from enquiry_lib.analyse.plan import Estimate
from enquiry_lib.stats.result import NotEnough, cell_frame

Part = Literal["asked", "did", "happened", "sure", "next"]


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
    will be different. `planned` says that it may not have begun: the plan is not frozen.
    """

    part: Part
    said: str = ""
    also: str = ""
    more: str = ""
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
    """Open the report with the question, in its latest wording.

    >>> from enquiry_lib.analyse.enquiry import open_enquiry
    >>> what_we_asked(open_enquiry("example")).said.endswith("?")
    True
    """
    record = enquiry.record
    latest = record.evaluation_plan.question or record.evidence.refined_question or record.question.question
    return InShort("asked", latest, record.question.comparison)


def what_we_did(enquiry: Enquiry) -> InShort:
    """Say what was done, for whom and how much of it, from the record of the intervention."""
    record = enquiry.record
    done = record.intervention
    return InShort(
        "did",
        record.question.intervention or done.what,
        done.for_whom or record.question.population,
        dose=Dose(done.sessions_a_week, done.minutes, done.weeks),
        planned=record.evaluation_plan.freeze is None,
    )


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
